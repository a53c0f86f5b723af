import type { HubFrame } from '../../ports/hub.ts'
import type { SessionView } from '../stream/view.ts'
import type { Facts } from './protocol.ts'
import { RowBook } from './rows.ts'

/** Which market a session is of (see `marketOf`), and whose bars it holds. */
export type Market = Pick<Facts, 'market' | 'sessions'>

/** What a session is and how it stands now. */
export function factsOf(view: SessionView, { market, sessions }: Market): Facts {
  const { label, mode, broker, host, source, feed, coverage, session, stream, account, strategy, speed, recording } = view
  return {
    ...{ label, mode, broker, host, source, feed, coverage, session, stream, account, strategy, speed, recording },
    ...{ market, sessions },
  }
}

/** Rows, facts and the time of a session: what changed since the last look, and all of it for who is new. */
export class Picture {
  readonly #view: SessionView
  readonly #market: Market
  readonly #frame: (message: unknown) => HubFrame
  #rows = new RowBook()
  #facts: Uint8Array | null = null

  constructor(view: SessionView, market: Market, frame: (message: unknown) => HubFrame) {
    this.#view = view
    this.#market = market
    this.#frame = frame
  }

  look(): { news: HubFrame; whole(): HubFrame } {
    const now = this.#view.now
    const rows = this.#rows.take(this.#view.watch, now)
    const facts = factsOf(this.#view, this.#market)
    const { bytes } = this.#frame(facts)
    const isNew = this.#facts === null || Buffer.compare(bytes, this.#facts) !== 0
    this.#facts = bytes
    let whole: HubFrame | null = null
    return {
      news: this.#frame({ kind: 'tick', now, ...(isNew && { facts }), ...(rows && { rows }) }),
      whole: () => {
        whole ??= this.#frame({ kind: 'tick', now, facts, rows: this.#rows.all() })
        return whole
      },
    }
  }
}
