import type { Instant } from '../../core/time.ts'
import type { RunNote } from '../live/run-note.ts'
import type { JournalEvent } from '../orders/journal.ts'

/** One run of a day: all that was started with the same words, killed and resumed as it may have been. */
export interface DayRun {
  /** Of its first start. */
  note: RunNote
  /** When processes of it lived; `to` is null while nothing tells of an end. */
  spans: { from: Instant; to: Instant | null; how: string | null }[]
  /** Hashes of the strategy's file at later starts that are not the first one's. */
  otherHashes: string[]
}

/** The runs that a day's journal tells of, in the order in which they began. */
export function runsOf(events: readonly JournalEvent[]): DayRun[] {
  const runs = new Map<string, DayRun>()
  const started = events.filter(({ body }) => body.kind === 'run-started' || body.kind === 'run-ended')
  for (const { at, body } of started) {
    if (body.kind === 'run-started') begin(runs, body.run, at)
    else if (body.kind === 'run-ended') end(runs, body.id, body.how, at)
  }
  return [...runs.values()]
}

function begin(runs: Map<string, DayRun>, note: RunNote, at: Instant): void {
  const key = `${note.id} ${note.symbols.join(' ')}`
  const run = runs.get(key) ?? { note, spans: [], otherHashes: [] }
  runs.set(key, run)
  run.spans.push({ from: at, to: null, how: null })
  const isKnown = note.sourceHash === run.note.sourceHash || run.otherHashes.includes(note.sourceHash)
  if (!isKnown) run.otherHashes.push(note.sourceHash)
}

function end(runs: Map<string, DayRun>, id: string, how: string, at: Instant): void {
  const last = [...runs.values()].filter(({ note }) => note.id === id).flatMap(({ spans }) => spans)
  const open = last.findLast(({ to }) => to === null)
  if (open) Object.assign(open, { to: at, how })
}

/** Whether a process of the run was there to decide at an instant; one that was killed is known by the next sign of life only. */
export function wasRunning({ spans }: DayRun, at: Instant): boolean {
  return spans.some(({ from, to }) => at >= from && (to === null || at <= to))
}

/** The run that asked for an intent, by its id and symbol; null = none of these. */
export function runOfIntent(runs: readonly DayRun[], intentId: string, symbol: string): DayRun | null {
  const own = runs.filter(({ note }) => intentId.startsWith(`${note.id}-`))
  return own.find(({ note }) => note.symbols.includes(symbol)) ?? own[0] ?? null
}
