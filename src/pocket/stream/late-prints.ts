import { MINUTE, SECOND } from '../../core/time.ts'
import type { Prints } from '../../market/prints.ts'
import type { FaultPlan } from '../faults/fault-plan.ts'
import { barOut, type WireBar } from '../wire.ts'
import { type Block, blockOf, wireBody } from './block.ts'
import { LETTERS } from './channels.ts'
import type { Stretch, TapeReader } from './tape-reader.ts'

/** How long after its minute an updated bar comes. */
const UPDATE_MS = 30 * SECOND

/** Whether a minute's last prints come late by script. */
export function isLate(plan: FaultPlan, symbol: string, minute: WireBar): boolean {
  const close = minute.at + MINUTE
  return plan
    .lasting('late-prints')
    .some((fault) => (fault.symbol ?? symbol) === symbol && close >= fault.from && close < fault.to)
}

/** A minute as it is told first when its last prints come late: made of all but the last tenth, at least one left out. Null when nothing is left. */
export async function withoutLate(
  reader: TapeReader,
  symbol: string,
  minute: WireBar,
  signal: AbortSignal,
): Promise<WireBar | null> {
  const seen = await reader.prints(symbol, { from: minute.at - 0.001, to: minute.at + MINUTE - 0.001 }, signal)
  if (!seen) return null
  const rows = seen.rows ?? Array.from({ length: seen.tape.length }, (_, i) => i)
  const early = rows.slice(0, Math.min(rows.length - 1, Math.ceil(rows.length * 0.9)))
  return early.length > 0 ? barOf(minute, seen.tape, early) : null
}

/** The bar of some prints of a minute. */
function barOf(minute: WireBar, prints: Prints, rows: readonly number[]): WireBar {
  let [h, l, v, traded] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0]
  for (const i of rows) {
    h = Math.max(h, prints.price[i])
    l = Math.min(l, prints.price[i])
    v += prints.size[i]
    traded += prints.price[i] * prints.size[i]
  }
  return {
    at: minute.at,
    o: prints.price[rows[0]],
    h,
    l,
    c: prints.price[rows[rows.length - 1]],
    v,
    n: rows.length,
    vw: traded / v,
  }
}

/** Updated bars that come out in a stretch: the whole minute, 30 s after it closed. */
export async function updatedBlocks(
  plan: FaultPlan,
  reader: TapeReader,
  symbols: Iterable<string>,
  { from, to }: Stretch,
  signal: AbortSignal,
): Promise<Block[]> {
  const closed = { from: from - UPDATE_MS, to: to - UPDATE_MS }
  if (plan.lasting('late-prints').length === 0 || !holdsMinute(closed)) return []
  const blocks: Block[] = []
  for (const symbol of symbols) {
    const minutes = (await reader.minutes(symbol, closed, signal)).filter((minute) => isLate(plan, symbol, minute))
    const messages = minutes.map((minute) => {
      const body = wireBody(LETTERS.updatedBars, symbol, minute.at, barOut(minute))
      return { at: minute.at + MINUTE + UPDATE_MS, body }
    })
    if (messages.length > 0) blocks.push(blockOf('updatedBars', [symbol], messages))
  }
  return blocks
}

/** Whether a minute ends in the stretch. */
export function holdsMinute({ from, to }: Stretch): boolean {
  return Math.floor(to / MINUTE) > Math.floor(from / MINUTE)
}
