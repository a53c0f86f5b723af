import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import type { CorporateAction } from '../../../../src/market/actions.ts'
import { createPrints } from '../../../../src/market/prints.ts'
import { startPocket } from '../../../../src/pocket/server.ts'
import type { TradeEvent } from '../../../../src/pocket/trading/events.ts'
import type { ActionsQuery, BarsQuery, MarketDataSource, TapeQuery } from '../../../../src/ports/market-data.ts'
import { type Json, POCKET_KEYS } from '../../../support/pocket.ts'

export const SYMBOL = 'SIMFIN'
export const OTHER = 'SIMALL'

export interface Answer {
  status: number
  body: Json
}

export interface TradingClient {
  url: string
  /** What the exchange told of its orders, oldest first. */
  events: TradeEvent[]
  call(method: string, path: string, body?: unknown): Promise<Answer>
  /** Sends an order; missing fields are those of a market purchase of ten shares for the day. */
  send(order?: Record<string, unknown>): Promise<Answer>
  /** The same, which must be taken. */
  take(order?: Record<string, unknown>): Promise<Json>
  order(id: string): Promise<Json>
  step(wish: Record<string, unknown>): Promise<void>
  state(): Promise<Json>
  delays(delays: Partial<Record<'accept' | 'cancel' | 'replace', number>>): void
  /** Last bid and ask of the symbol. */
  quote(symbol?: string): Promise<{ bid: number; ask: number }>
  close(): Promise<void>
}

/** A client of a pocket exchange that stands at `to` (default ten minutes after the open of 2026-03-20) until it is stepped. `quiet`: nobody trades; `crash`: prices fall; `dividend`: one is paid. */
export async function startTrading(
  options: { cash?: number; to?: string; seed?: number; quiet?: boolean; crash?: Crash; dividend?: CorporateAction } = {},
): Promise<TradingClient> {
  const clock = createSystemClock()
  const seed = options.seed ?? 7
  const simulated = createSimulatedSource({ seed, clock })
  const source = sourceOf(simulated, options)
  const setup = { port: 0, date: '2026-03-20', seed, speed: 0, clock, rateLimit: 1_000_000, source }
  const pocket = await startPocket(options.cash === undefined ? setup : { ...setup, cash: options.cash })
  const events: TradeEvent[] = []
  pocket.world.onTradeEvent((event) => events.push(event))
  const ask = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const init: RequestInit = { method, headers: POCKET_KEYS }
    if (body !== undefined) init.body = JSON.stringify(body)
    const answer = await fetch(pocket.url + path, init)
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  const send = (order: Record<string, unknown> = {}) =>
    ask('POST', '/v2/orders', { symbol: SYMBOL, qty: '10', side: 'buy', type: 'market', time_in_force: 'day', ...order })
  const step = async (wish: Record<string, unknown>) => {
    const answer = await ask('POST', '/admin/step', wish)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  }
  await step({ to: options.to ?? '2026-03-20T13:40:00Z' })
  return {
    url: pocket.url,
    events,
    call: ask,
    send,
    step,
    async take(order) {
      const answer = await send(order)
      if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    order: async (id) => (await ask('GET', `/v2/orders/${id}?nested=true`)).body,
    state: async () => (await ask('GET', '/admin/state')).body,
    delays: (delays) => void Object.assign(pocket.world.trading.desk.delays, delays),
    async quote(symbol = SYMBOL) {
      const { body } = await ask('GET', `/v2/stocks/quotes/latest?symbols=${symbol}&feed=iex`)
      return { bid: body.quotes[symbol].bp, ask: body.quotes[symbol].ap }
    },
    close: pocket.close,
  }
}

interface Crash {
  at: string
  factor: number
}

interface MarketWish {
  quiet?: boolean
  crash?: Crash
  dividend?: CorporateAction
}

function sourceOf(simulated: MarketDataSource, { quiet, crash, dividend }: MarketWish): MarketDataSource {
  if (quiet) return withoutPrints(simulated)
  if (crash) return withCrash(simulated, crash)
  return dividend ? withAction(simulated, dividend) : simulated
}

/** The same market with an action that the simulated one has none of. */
function withAction(source: MarketDataSource, action: CorporateAction): MarketDataSource {
  const history = async (query: BarsQuery | TapeQuery | ActionsQuery, signal: AbortSignal) => {
    if (query.kind !== 'actions') return source.history(query as never, signal)
    const { symbol, exDay } = action
    return query.symbol === symbol && exDay >= query.from && exDay <= query.to ? [action] : []
  }
  return { ...source, history: history as MarketDataSource['history'] }
}

/** The same market on days when nobody trades, so that weeks go by at once. */
function withoutPrints(source: MarketDataSource): MarketDataSource {
  const none = (symbol: string) => createPrints({ symbol, source: source.name, feed: source.feed }, 0)
  const history = (query: BarsQuery | TapeQuery | ActionsQuery, signal: AbortSignal) =>
    query.kind === 'prints' ? Promise.resolve(none(query.symbol)) : source.history(query as never, signal)
  return { ...source, history: history as MarketDataSource['history'] }
}

/** The same market, worth a part of itself from an instant on, without any action that would say so. */
function withCrash(source: MarketDataSource, { at, factor }: Crash): MarketDataSource {
  const from = Date.parse(at)
  const history = async (query: BarsQuery | TapeQuery | ActionsQuery, signal: AbortSignal) => {
    if (query.kind !== 'prints') return source.history(query as never, signal)
    const prints = await source.history({ ...query, kind: 'prints' }, signal)
    const price = prints.price.map((one, i) => (prints.time[i] >= from ? Math.round(one * factor * 100) / 100 : one))
    return { ...prints, price }
  }
  return { ...source, history: history as MarketDataSource['history'] }
}

/** Whole cents, as a price is sent. */
export function cents(price: number): string {
  return price.toFixed(2)
}
