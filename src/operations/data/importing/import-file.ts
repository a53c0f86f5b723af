import { OpenbellError, throwIfAborted } from '../../../core/errors.ts'
import { DAY, type DayNumber } from '../../../core/time.ts'
import type { CorporateAction } from '../../../market/actions.ts'
import type { Timeframe } from '../../../market/timeframe.ts'
import type { OpenedFile, RecordBatch, RecordKind, Reject } from '../../../ports/record-reader.ts'
import type { Context } from '../../context.ts'
import { exactStamp } from '../exporting.ts'
import { appendBatch, type BatchResult } from './append-batch.ts'
import { JumpWatch } from './jump-watch.ts'
import { rehearseBatch } from './rehearsal.ts'
import { RejectsFile } from './rejects-file.ts'

export interface ImportOptions {
  symbol: string | null
  timeframe: Timeframe | null
  kind: RecordKind | null
  zone: string | null
}

/** What became of one file, as contract.md has it. */
export interface ImportedFile {
  file: string
  kind: RecordKind
  symbol: string | null
  symbols: string[]
  timeframe: Timeframe | null
  rows: number
  stored: number
  duplicates: number
  rejected: number
  rejects: string | null
  from: string | null
  to: string | null
  actions: number
  ignored: string[]
  warnings: string[]
}

/** Counts of a file while it is read. */
class Tally {
  stored = 0
  duplicates = 0
  actions = 0
  from = Number.POSITIVE_INFINITY
  to = Number.NEGATIVE_INFINITY
  readonly symbols = new Set<string>()
}

/**
 * Reads one file into the store, a batch at a time. Each batch is stored whole or not at all, so an interrupted import leaves whole
 * batches, and importing the file again completes it. A file that fails half-way keeps what was stored, and the error says how much.
 * A dry run reads the same and counts the same, in a scratch store.
 */
export async function importFile(context: Context, file: string, options: ImportOptions): Promise<ImportedFile> {
  const [reader, files, target] = [await context.reader(), await context.files(), await targetOf(context)]
  const opened = await reader.open({ file, ...options, latest: context.clock.now() + DAY }, context.signal)
  const rejects = new RejectsFile(files, context.settings.home, file, context.dryRun)
  const tally = new Tally()
  const jumps = new JumpWatch(target.actions)
  try {
    for await (const batch of opened.batches) {
      const result = target.take(batch)
      count(batch, result, tally)
      if (batch.kind === 'bars') jumps.watch(batch.bars, result.conflicts)
      await rejects.add([...opened.rejects.splice(0), ...result.conflicts.map((row) => conflictOf(batch, row))])
      throwIfAborted(context.signal)
      context.progress.update(opened.rows(), null, `${file}: rows`)
    }
    await rejects.add(opened.rejects.splice(0))
  } catch (thrown) {
    await rejects.discard()
    throw context.dryRun ? thrown : withCount(thrown, tally)
  }
  const path = await rejects.finish()
  if (rejects.count > 0) context.progress.warn(`${file}: ${setAside(rejects, opened.rows(), path)}`)
  return report(file, opened, tally, rejects, path, jumps.finish())
}

/** Where batches go, and the actions known there. */
interface Target {
  take(batch: RecordBatch): BatchResult
  actions(symbol: string, day: DayNumber): CorporateAction[]
}

async function targetOf(context: Context): Promise<Target> {
  const store = await context.store()
  const stored = (symbol: string, day: DayNumber) => store.actions.load(symbol, 'import', day, day)
  if (!context.dryRun) return { take: (batch) => appendBatch(store, batch), actions: stored }
  const scratch = await context.scratch()
  return {
    take: (batch) => rehearseBatch(store, scratch, batch),
    actions: (symbol, day) => [...stored(symbol, day), ...scratch.actions.load(symbol, 'import', day, day)],
  }
}

function count(batch: RecordBatch, result: BatchResult, tally: Tally): void {
  tally.stored += result.stored
  tally.duplicates += result.duplicates
  tally.actions += result.actions
  widen(batch, tally)
}

function setAside({ count, first }: RejectsFile, rows: number, path: string | null): string {
  const where = path === null ? `would be set aside; line ${first!.line}: ${first!.reason}` : `set aside, see ${path}`
  return `${count} of ${rows} rows ${where}`
}

function widen(batch: RecordBatch, tally: Tally): void {
  if (batch.kind === 'actions') {
    for (const action of batch.actions) {
      tally.symbols.add(action.symbol)
      tally.from = Math.min(tally.from, action.exDay * DAY)
      tally.to = Math.max(tally.to, action.exDay * DAY)
    }
    return
  }
  const columns = batch.kind === 'bars' ? batch.bars : batch.kind === 'prints' ? batch.prints : batch.quotes
  tally.symbols.add(columns.symbol)
  tally.from = Math.min(tally.from, columns.time[0])
  tally.to = Math.max(tally.to, columns.time[columns.length - 1])
}

function conflictOf(batch: RecordBatch, row: number): Reject {
  const key = batch.kind === 'actions' ? 'date' : batch.kind === 'prints' ? 'id' : 'time'
  return { line: batch.lines[row], reason: `conflict: another row is stored for this symbol and ${key}`, text: batch.text(row) }
}

function report(
  file: string,
  opened: OpenedFile,
  tally: Tally,
  rejects: RejectsFile,
  rejectsPath: string | null,
  warnings: string[],
): ImportedFile {
  const any = tally.from <= tally.to
  return {
    file,
    kind: opened.head.kind,
    symbol: tally.symbols.size > 1 ? null : (opened.head.symbol ?? [...tally.symbols][0] ?? null),
    symbols: [...tally.symbols].sort(),
    timeframe: opened.head.timeframe,
    rows: opened.rows(),
    stored: tally.stored,
    duplicates: tally.duplicates,
    rejected: rejects.count,
    rejects: rejectsPath,
    from: any ? exactStamp(tally.from) : null,
    to: any ? exactStamp(tally.to) : null,
    actions: tally.actions,
    ignored: opened.head.ignored,
    warnings,
  }
}

function withCount(thrown: unknown, tally: Tally): unknown {
  if (!(thrown instanceof OpenbellError) || tally.stored === 0) return thrown
  const again = `${tally.stored} rows before that are stored; importing again completes the rest`
  return new OpenbellError(thrown.kind, `${thrown.message} (${again})`, thrown.hint, thrown)
}
