import type { ErrorReport } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import { z } from '../operation.ts'
import type { StreamEvent } from '../stream/events.ts'
import type { SessionView } from '../stream/view.ts'

/**
 * What is watched closely: `[what, symbol, argument]`. `prints` and `quotes` of the buffers, `bars` and `overlays` of a timeframe, `window` of some seconds.
 */
export type Part = [what: 'prints' | 'quotes' | 'bars' | 'overlays' | 'window', symbol: string, argument: string]

const part = z.tuple([z.enum(['prints', 'quotes', 'bars', 'overlays', 'window']), z.string().max(40), z.string().max(20)])

const want = z.object({
  kind: z.literal('want'),
  /** `now`: the market's time only. `all`: every row, the account, the events. */
  level: z.enum(['none', 'now', 'all']),
  /** Every print, quote and minute of every symbol, from now on. */
  tape: z.boolean(),
  parts: z.array(part).max(2000),
})

const question = { kind: z.literal('ask'), id: z.int() }
const symbol = z.string().max(40)

const ask = z.discriminatedUnion('what', [
  z.object({ ...question, what: z.enum(['subscribe', 'unsubscribe']), symbol }),
  z.object({ ...question, what: z.literal('facts') }),
  z.object({ ...question, what: z.literal('snapshot'), symbol, asOf: z.number() }),
  z.object({
    ...question,
    what: z.enum(['bars', 'prints', 'quotes']),
    symbol,
    from: z.number(),
    to: z.number(),
    asOf: z.number(),
  }),
])

/** What may be asked of the owner of a session. Nothing that trades is among it. */
export const fromGuest = z.discriminatedUnion('kind', [want, ask])

export type FromGuest = z.output<typeof fromGuest>
export type Want = Extract<FromGuest, { kind: 'want' }>
export type Question = Extract<FromGuest, { kind: 'ask' }>

/** What a session is and how it stands, but for its rows: whatever a view tells at once. */
export type Facts = Pick<
  SessionView,
  | 'label'
  | 'mode'
  | 'broker'
  | 'host'
  | 'source'
  | 'feed'
  | 'coverage'
  | 'session'
  | 'stream'
  | 'account'
  | 'strategy'
  | 'speed'
  | 'recording'
> & {
  /** Which market the numbers are of (see `marketOf`): two of one name are the same. */
  market: string
  /** Whose bars the session holds. */
  sessions: 'all' | 'regular'
}

/** Rows of the watchlist as numbers (see rows.ts): all of them, or those that changed. */
export interface PackedRows {
  /** All symbols in order, when this tells of all rows; else null. */
  symbols: string[] | null
  /** Words that the numbers stand for. */
  labels: string[]
  cells: Uint8Array
}

export type FromOwner =
  | { kind: 'tick'; now: Instant; facts?: Facts; rows?: PackedRows }
  /** `count`: of all events of the session, these included. */
  | { kind: 'events'; count: number; events: readonly StreamEvent[] }
  | { kind: 'part'; part: Part; value: unknown }
  /** The tape as it goes on, for those who want all of it. */
  | { kind: 'tape'; symbol: string; prints: unknown; quotes: unknown; bars: unknown }
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'fault'; id: number; fault: ErrorReport }

/** Doubles as bytes and back; both ends are one machine. */
export function bytesOf(values: Float64Array<ArrayBufferLike>): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

/** A copy: what comes from a socket begins anywhere, doubles begin at a multiple of eight. */
export function doublesOf(bytes: Uint8Array): Float64Array<ArrayBuffer> {
  const values = new Float64Array(bytes.length >>> 3)
  new Uint8Array(values.buffer).set(bytes)
  return values
}
