import { OpenbellError, throwIfAborted } from '../../../core/errors.ts'
import { DAY } from '../../../core/time.ts'
import type { Timeframe } from '../../../market/timeframe.ts'
import type { OpenedFile, RecordBatch, RecordKind, Reject } from '../../../ports/record-reader.ts'
import type { AppendResult, Store } from '../../../ports/store.ts'
import type { Context } from '../../context.ts'
import { exactStamp } from '../exporting.ts'
import { JumpWatch } from './jump-watch.ts'
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
 * Reads one file into the store, a batch at a time. Each append is atomic, so an interrupted import leaves whole batches, and importing
 * the file again completes it. A file that fails half-way keeps what was stored, and the error says how much.
 */
export async function importFile(
  context: Context,
  file: string,
  options: ImportOptions,
  taken: Set<string>,
): Promise<ImportedFile> {
  const [reader, files, store] = [await context.reader(), await context.files(), await context.store()]
  const opened = await reader.open({ file, ...options }, context.signal)
  const rejects = new RejectsFile(files, context.settings.home, file, taken)
  const tally = new Tally()
  const jumps = new JumpWatch(store)
  try {
    for await (const batch of opened.batches) {
      const conflicts = takeBatch(store, batch, tally, context.dryRun)
      if (batch.kind === 'bars') jumps.watch(batch.bars, conflicts)
      await rejects.add([...opened.rejects.splice(0), ...conflicts.map((row) => conflictOf(batch, row))])
      throwIfAborted(context.signal)
      context.progress.update(opened.rows(), null, `${file}: rows`)
    }
    await rejects.add(opened.rejects.splice(0))
  } catch (thrown) {
    await rejects.discard()
    throw withCount(thrown, tally)
  }
  return report(file, opened, tally, rejects, await rejects.finish(), jumps.finish())
}

/** Stores a batch and counts it; answers the rows whose key is stored with other values. */
function takeBatch(store: Store, batch: RecordBatch, tally: Tally, dryRun: boolean): number[] {
  const result = dryRun ? untouched(batch) : append(store, batch, tally)
  tally.stored += result.stored
  tally.duplicates += result.duplicates
  widen(batch, tally)
  return result.conflicts
}

/** The actions that came in a bar file's columns are counted apart: its rows are bars. Splits go first, so that jumps are explained. */
function append(store: Store, batch: RecordBatch, tally: Tally): AppendResult {
  if (batch.kind === 'prints') return store.tape.appendPrints(batch.prints, batch.occurrence)
  if (batch.kind === 'quotes') return store.tape.appendQuotes(batch.quotes)
  if (batch.kind === 'actions') return store.actions.append(batch.actions)
  const { bars, adjustedClose, actions } = batch
  if (actions.length > 0) tally.actions += store.actions.append(actions).stored
  if (adjustedClose) store.actions.appendAdjustedCloses(bars.symbol, bars.source, Float64Array.from(bars.time), adjustedClose)
  return store.bars.append(bars)
}

function untouched(batch: RecordBatch): AppendResult {
  return { stored: batch.lines.length, duplicates: 0, conflicts: [] }
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
