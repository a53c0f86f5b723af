import { MINUTE } from '../../core/time.ts'
import type { SymbolTape } from '../../market/live/types.ts'
import type { FromOwner } from '../session/protocol.ts'
import { type PackedRing, unpackRing } from '../session/rings.ts'
import type { TapeBar } from '../session/tape-book.ts'
import type { StreamEvent } from './events.ts'
import type { SessionTeller } from './tape-events.ts'

type Told = Extract<FromOwner, { kind: 'tape' }>

/** Events of the tape of another process's session, made of what it tells. */
export class ToldTape {
  readonly #totals = new Map<string, number>();

  /** Prints, quotes and minutes of one symbol: in order of each kind. */
  *events({ symbol, prints, quotes, bars }: Told, teller: SessionTeller): Generator<StreamEvent> {
    if (prints) yield* this.#prints(symbol, prints as PackedRing, teller)
    if (quotes) yield* this.#quotes(symbol, quotes as PackedRing, teller)
    for (const bar of (bars ?? []) as TapeBar[]) yield barEvent(symbol, bar, teller)
  }

  *#prints(symbol: string, packed: PackedRing, teller: SessionTeller): Generator<StreamEvent> {
    yield* this.#missed(symbol, 'prints', packed, teller)
    const tape = { symbol, prints: unpackRing('prints', packed) } as unknown as SymbolTape
    for (let i = 0; i < packed.rows; i++) yield teller.print(tape, i)
  }

  *#quotes(symbol: string, packed: PackedRing, teller: SessionTeller): Generator<StreamEvent> {
    yield* this.#missed(symbol, 'quotes', packed, teller)
    const tape = { symbol, quotes: unpackRing('quotes', packed) } as unknown as SymbolTape
    for (let i = 0; i < packed.rows; i++) yield teller.quote(tape, i)
  }

  /** More came between two looks than the owner's buffers hold. */
  *#missed(symbol: string, kind: 'prints' | 'quotes', packed: PackedRing, teller: SessionTeller): Generator<StreamEvent> {
    const key = `${kind} ${symbol}`
    const last = this.#totals.get(key) ?? packed.total - packed.rows
    this.#totals.set(key, packed.total)
    const missed = packed.total - packed.rows - last
    if (missed <= 0) return
    const at = unpackRing(kind, packed).time[0]
    yield teller.event(at, {
      type: 'quality',
      symbol,
      message: `${missed} ${kind} went by untold: more than the session's buffers hold`,
    })
  }
}

function barEvent(symbol: string, bar: TapeBar, teller: SessionTeller): StreamEvent {
  const [time, open, high, low, close, volume, prints, vwap, revised] = bar.map((value) => [value])
  const tape = { symbol, closed: { time, open, high, low, close, volume, prints, vwap } } as unknown as SymbolTape
  return teller.bar(tape, 0, time[0] + MINUTE, revised[0] === 1)
}
