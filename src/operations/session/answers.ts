import type { Instant } from '../../core/time.ts'
import { lowerBound, sliceBars } from '../../market/bars.ts'
import type { Snapshot } from '../../ports/market-data.ts'
import type { LiveSession } from '../stream/session.ts'
import type { SessionView, WatchRow } from '../stream/view.ts'
import { type PackedBars, packBars } from './bar-rows.ts'
import type { Facts, Question } from './protocol.ts'
import { type PackedRing, packRing } from './rings.ts'
import { snapshotAt } from './snapshot-at.ts'
import { minutesOf } from './tape-book.ts'

/** What stands in every answer: which market it is of, and its time. */
export interface Standing {
  now: Instant
  speed: number | null
  market: string
  source: string
  feed: string
  sessions: 'all' | 'regular'
}

export type SnapshotAnswer = Standing & { snapshot: Snapshot | null }
export type BarsAnswer = Standing & { bars: PackedBars | null }
/** `oldest`: when the oldest row that the buffer holds was made; what was before is not known to it. */
export type RingAnswer = Standing & { rows: PackedRing | null; oldest: Instant | null }
export type FactsAnswer = { now: Instant; facts: Facts; rows: readonly WatchRow[] }

/** Data in these states is as good as the vendor's own answer; in others the vendor is asked. */
const SOUND: ReadonlySet<string> = new Set(['live', 'polling', 'halted', 'closed'])

/** Answers a question from a session's buffers. @throws OpenbellError as the stream's own, for `subscribe` and `unsubscribe` */
export async function answerTo(session: LiveSession, question: Question, facts: () => Facts): Promise<unknown> {
  const { view } = session
  if (question.what === 'subscribe' || question.what === 'unsubscribe')
    return (await session[question.what](question.symbol)) ?? null
  if (question.what === 'facts') return { now: view.now, facts: facts(), rows: view.watch } satisfies FactsAnswer
  const { market, source, feed, sessions, speed } = facts()
  const standing: Standing = { now: view.now, speed, market, source, feed, sessions }
  const row = view.watch.find((one) => one.symbol === question.symbol)
  const isSound = row !== undefined && SOUND.has(row.quality.state)
  if (question.what === 'snapshot') return { ...standing, snapshot: isSound ? snapshotAt(view, row, question.asOf) : null }
  const isWhole = isSound && row.quality.gaps <= row.quality.repaired
  if (question.what === 'bars') return { ...standing, bars: isWhole ? barsBetween(view, question) : null }
  return { ...standing, ...(isWhole ? ringOf(view, question.what, question.symbol) : { rows: null, oldest: null }) }
}

function barsBetween(view: SessionView, { symbol, from, to }: { symbol: string; from: Instant; to: Instant }): PackedBars | null {
  const series = minutesOf(view, symbol)
  if (series === null) return null
  const { bars } = series
  const closed = bars.length - (series.forming ? 1 : 0)
  // What was before the first bar is not known here.
  if (closed === 0 || bars.time[0] > from) return null
  return packBars(sliceBars(bars, lowerBound(bars.time, closed, from), lowerBound(bars.time, closed, to)), false, 0)
}

function ringOf(
  view: SessionView,
  kind: 'prints' | 'quotes',
  symbol: string,
): { rows: PackedRing | null; oldest: Instant | null } {
  const ring = view[kind](symbol)
  if (ring === null || ring.length === 0) return { rows: null, oldest: null }
  return { rows: packRing(kind, ring, 0), oldest: ring.time[ring.first] }
}
