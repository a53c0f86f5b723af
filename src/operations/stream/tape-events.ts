import { type Instant, iso } from '../../core/time.ts'
import type { StreamNews } from '../../engine/stream/types.ts'
import type { SymbolTape } from '../../market/live/types.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { type ModeFields, modeOf } from '../trade/desk/answer.ts'
import type { StreamEvent } from './events.ts'

/** What the teller of a session needs. */
export type TellerFields = Omit<StreamEvent, 'time' | 'symbol' | keyof ModeFields> & { symbol?: string | null }

/** Makes the events of one session: each says which account it stands beside, and where the data is from. */
export class SessionTeller {
  readonly #account: ModeFields
  readonly #source: Pick<MarketDataSource, 'name' | 'feed'>
  #data: { source: string; feed: string }

  constructor(broker: Parameters<typeof modeOf>[0], source: Pick<MarketDataSource, 'name' | 'feed'>) {
    this.#account = modeOf(broker)
    this.#source = source
    this.#data = { source: source.name, feed: source.feed }
  }

  /** Asks for the label of the data anew. A plan without the feed that was asked for is told so by its stream, and gives another; for each print to ask is dear. */
  renew(): void {
    this.#data.feed = this.#source.feed
  }

  event(at: Instant, { symbol = null, ...fields }: TellerFields): StreamEvent {
    return { time: iso(at), symbol, ...this.#account, ...fields }
  }

  print({ symbol, prints }: SymbolTape, i: number): StreamEvent {
    const price = prints.price[i]
    const size = prints.size[i]
    const fields = { type: 'print' as const, symbol, message: `${size} at ${price}`, price, size, ...this.#data }
    return this.event(prints.time[i], fields)
  }

  quote({ symbol, quotes }: SymbolTape, i: number): StreamEvent {
    const [bid, ask] = [quotes.bid[i], quotes.ask[i]]
    const sizes = { bidSize: quotes.bidSize[i], askSize: quotes.askSize[i] }
    const fields = { type: 'quote' as const, symbol, message: `${bid} x ${ask}`, bid, ask, ...sizes, ...this.#data }
    return this.event(quotes.time[i], fields)
  }

  /** A closed minute, told at its close. */
  bar({ symbol, closed }: SymbolTape, row: number, at: Instant, revised: boolean): StreamEvent {
    const [open, high, low, close] = [closed.open[row], closed.high[row], closed.low[row], closed.close[row]]
    return this.event(at, {
      type: 'bar',
      symbol,
      message: `${iso(closed.time[row])} closed at ${close}${revised ? ', revised' : ''}`,
      ...{ timeframe: '1m', open, high, low, close },
      volume: closed.volume[row],
      prints: known(closed.prints?.[row]),
      vwap: known(closed.vwap?.[row]),
      ...this.#data,
    })
  }

  news({ at, kind, symbol, message, state, code }: StreamNews): StreamEvent {
    this.renew()
    const stands = kind === 'stream' ? { stream: state } : { quality: state as StreamEvent['quality'] }
    return this.event(at, { type: 'quality', symbol, message, ...stands, ...(code !== null && { code }) })
  }
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}
