import type { Instant } from '../../core/time.ts'
import type { RunNote } from '../live/run-note.ts'
import type { JournalEvent } from '../orders/journal.ts'

/** One run of a day: all that was started with the same words until it ended by itself, killed and resumed as it may have been. */
export interface DayRun {
  /** Of its first start, with the window of the last. */
  note: RunNote
  /** When processes of it lived; `to` is null while nothing tells of an end, `seen` is then the account's last sign of life. */
  spans: { from: Instant; to: Instant | null; seen: Instant; how: 'ended' | 'interrupted' | 'failed' | null }[]
  /** Hashes of the strategy's file at later starts that are not the first one's. */
  otherHashes: string[]
}

/** The runs that a day's journal tells of, in the order in which they began. */
export function runsOf(events: readonly JournalEvent[]): DayRun[] {
  const runs: DayRun[] = []
  for (const { at, body } of events) {
    for (const { spans } of runs) {
      const span = spans[spans.length - 1]
      // A killed process tells no end; what is started again begins a span of its own.
      if (body.kind !== 'run-started' && span.to === null) span.seen = Math.max(span.seen, at)
    }
    if (body.kind === 'run-started') begin(runs, body.run, at)
    else if (body.kind === 'run-ended') {
      const span = runs
        .filter(({ note }) => note.id === body.id)
        .flatMap(({ spans }) => spans)
        .findLast(({ to }) => to === null)
      if (span) Object.assign(span, { to: at, how: body.how })
    }
  }
  return runs
}

/** What did not end by itself is taken up again; after an end the same words are another run. */
function begin(runs: DayRun[], note: RunNote, at: Instant): void {
  const span = { from: at, to: null, seen: at, how: null }
  const last = runs.findLast((one) => isSame(one.note, note))
  if (!last || last.spans[last.spans.length - 1].how === 'ended') {
    runs.push({ note, spans: [span], otherHashes: [] })
    return
  }
  last.note = { ...last.note, window: note.window }
  last.spans.push(span)
  const isKnown = note.sourceHash === last.note.sourceHash || last.otherHashes.includes(note.sourceHash)
  if (!isKnown) last.otherHashes.push(note.sourceHash)
}

function isSame(a: RunNote, b: RunNote): boolean {
  return a.id === b.id && a.strategy === b.strategy && a.symbols.join() === b.symbols.join()
}

/** Whether a process of the run was there to decide at an instant. */
export function wasRunning({ spans }: DayRun, at: Instant): boolean {
  const span = spans.findLast(({ from }) => from <= at)
  return span !== undefined && at <= (span.to ?? span.seen)
}

/** The run that asked for an intent, by its id and symbol; null = none of these. */
export function runOfIntent(runs: readonly DayRun[], intentId: string, symbol: string): DayRun | null {
  const own = runs.filter(({ note }) => intentId.startsWith(`${note.id}-`))
  return own.find(({ note }) => note.symbols.includes(symbol)) ?? own[0] ?? null
}
