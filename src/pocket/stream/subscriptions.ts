import { type Channel, NEWS_CHANNELS, STOCK_CHANNELS, type StreamErrorCode } from './channels.ts'

/** Symbols that the free plan may follow over trades and quotes together. */
const FREE_SYMBOLS = 30

/** What one connection wants to hear. */
export interface Subscriptions {
  /** Carries out `subscribe` or `unsubscribe`; the code of an error where it cannot, and then nothing has changed. */
  change(action: 'subscribe' | 'unsubscribe', message: Record<string, unknown>): StreamErrorCode | null
  wants(channel: Channel, symbol: string): boolean
  /** Symbols of a channel; `*` among them means every one. */
  of(channel: Channel): ReadonlySet<string>
  /** The `subscription` message: always the complete state. */
  state(): Record<string, unknown>
  /** Equal for connections that hear the same. */
  key(): string
}

/** `unlimited`: whether the plan may follow as many symbols as it likes, and every print with `*`. */
export function createSubscriptions(family: 'stocks' | 'news', unlimited: () => boolean): Subscriptions {
  const channels = family === 'news' ? NEWS_CHANNELS : STOCK_CHANNELS
  let sets = new Map<Channel, ReadonlySet<string>>(channels.map((channel) => [channel, new Set()]))
  let key = ''
  const of = (channel: Channel) => sets.get(channel) ?? NONE
  const list = (channel: Channel) => [...of(channel)].sort()
  return {
    change(action, message) {
      const next = new Map(sets)
      for (const [name, value] of Object.entries(message)) {
        if (name === 'action') continue
        const channel = channels.find((one) => one === name)
        if (!channel) return 410
        if (!isList(value)) return 400
        next.set(channel, changed(next.get(channel) ?? NONE, action, value))
      }
      if (action === 'subscribe' && !unlimited() && tooMany(next)) return 405
      sets = next
      key = channels.map((channel) => list(channel).join()).join(';')
      return null
    },
    wants: (channel, symbol) => has(of(channel === 'corrections' || channel === 'cancelErrors' ? 'trades' : channel), symbol),
    of,
    state() {
      const shown = Object.fromEntries(channels.map((channel) => [channel, list(channel)]))
      const along = family === 'stocks' ? { corrections: list('trades'), cancelErrors: list('trades') } : {}
      return { T: 'subscription', ...shown, ...along }
    },
    key: () => key,
  }
}

const NONE: ReadonlySet<string> = new Set()

function has(set: ReadonlySet<string>, symbol: string): boolean {
  return set.has(symbol) || set.has('*')
}

function isList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '')
}

function changed(known: ReadonlySet<string>, action: 'subscribe' | 'unsubscribe', symbols: string[]): ReadonlySet<string> {
  const next = new Set(known)
  for (const symbol of symbols) {
    if (action === 'subscribe') next.add(symbol)
    else next.delete(symbol)
  }
  return next
}

function tooMany(sets: Map<Channel, ReadonlySet<string>>): boolean {
  const trades = sets.get('trades') ?? NONE
  const quotes = sets.get('quotes') ?? NONE
  return trades.has('*') || quotes.has('*') || trades.size + quotes.size > FREE_SYMBOLS
}
