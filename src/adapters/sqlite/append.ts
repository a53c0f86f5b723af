import type { AppendResult } from '../../ports/store.ts'
import type { Chunks } from './chunks.ts'
import { applyPlan, copyRows, createFrame, emptyFrame, type Frame, type Plan, upperBound } from './frame.ts'
import type { Layout } from './layout.ts'
import type { Planner } from './plan.ts'
import type { Tail } from './tail.ts'

/** Rows a tail may hold before it is folded into a chunk; each load reads them one by one, so it stays short. */
const TAIL_ROWS = 512
/** A larger batch is no live tail: written as a chunk at once it costs a third of the row by row way. */
const LIVE_ROWS = 32

export interface SeriesStorage {
  layout: Layout
  chunks: Chunks
  /** Null: every append goes to a chunk at once (prints and quotes come in batches). */
  tail: Tail | null
}

/**
 * Merges sorted rows into a series, in one transaction of the caller. Each chunk answers for the time from the end of the one before it
 * up to its own end; what is later than the last chunk goes to the tail, or to new chunks when it is much.
 */
export function appendSorted(storage: SeriesStorage, series: number, incoming: Frame, planner: Planner): AppendResult {
  const result: AppendResult = { stored: 0, duplicates: 0, conflicts: [] }
  const last = storage.chunks.newest(series)?.last ?? Number.NEGATIVE_INFINITY
  const older = upperBound(incoming.time, incoming.length, last)
  if (older > 0) mergeOlder(storage, series, incoming, older, planner, result)
  if (older < incoming.length) mergeNewer(storage, series, incoming, older, planner, result)
  return result
}

function note(result: AppendResult, plan: Plan): void {
  result.stored += plan.added
  result.duplicates += plan.duplicates
  for (const row of plan.conflicts) result.conflicts.push(row)
}

/** Rows `[0, end)`, none later than the last chunk: rewrites the chunks that gain a row. */
function mergeOlder(
  storage: SeriesStorage,
  series: number,
  incoming: Frame,
  end: number,
  planner: Planner,
  result: AppendResult,
) {
  const { layout, chunks } = storage
  let start = 0
  for (const header of chunks.overlapping(series, incoming.time[0], Number.POSITIVE_INFINITY)) {
    const stop = Math.min(end, upperBound(incoming.time, incoming.length, header.last))
    if (stop <= start) continue
    const base = chunks.read(header)
    const plan = planner(base, incoming, start, stop)
    note(result, plan)
    if (plan.added > 0) {
      chunks.remove(header.id)
      chunks.write(series, applyPlan(layout, base, incoming, plan))
    }
    start = stop
    if (start === end) return
  }
}

/** Rows `[start, length)`, all later than the last chunk. */
function mergeNewer(
  storage: SeriesStorage,
  series: number,
  incoming: Frame,
  start: number,
  planner: Planner,
  result: AppendResult,
) {
  const { tail } = storage
  const count = incoming.length - start
  if (tail && count <= LIVE_ROWS && tail.count(series) + count <= TAIL_ROWS) {
    const base = tail.read(series, incoming.time[start], Number.POSITIVE_INFINITY)
    const plan = planner(base, incoming, start, incoming.length)
    note(result, plan)
    tail.insert(series, incoming, added(plan))
    return
  }
  const base = takeOpenEnd(storage, series)
  const plan = planner(base, incoming, start, incoming.length)
  note(result, plan)
  storage.chunks.write(series, applyPlan(storage.layout, base, incoming, plan))
  tail?.clear(series)
}

function* added(plan: Plan): Iterable<number> {
  for (let k = 0; k < plan.length; k++) if (plan.takes[k] < 0) yield ~plan.takes[k]
}

/** The rows that new ones are written together with: the last chunk where it is not full (it is removed), then the tail. */
function takeOpenEnd({ layout, chunks, tail }: SeriesStorage, series: number): Frame {
  const rows = tail ? tail.read(series, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY) : emptyFrame(layout)
  const last = chunks.newest(series)
  if (!last || last.rows >= layout.chunkRows) return rows
  const chunk = chunks.read(last)
  chunks.remove(last.id)
  const joined = createFrame(layout, chunk.length + rows.length, (bytes) => new ArrayBuffer(bytes))
  copyRows(joined, 0, chunk, 0, chunk.length)
  copyRows(joined, chunk.length, rows, 0, rows.length)
  return joined
}
