import { join } from 'node:path'
import { asOpenbellError } from '../../core/errors.ts'
import { parseTimeframe, TIMEFRAMES } from '../../market/timeframe.ts'
import type { Files } from '../../ports/files.ts'
import { errorKind } from '../common/shared.ts'
import type { Context } from '../context.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { type ImportedFile, type ImportOptions, importFile } from './importing/import-file.ts'

const KINDS = ['bars', 'prints', 'quotes', 'actions'] as const

const ImportedOutput = z.strictObject({
  file: z.string().describe('File as given'),
  kind: z.enum(KINDS).describe('What its rows are'),
  symbol: z.string().nullable().describe('The symbol, null when the file holds several'),
  symbols: z.array(z.string()).describe('Symbols with at least one good row, sorted'),
  timeframe: z.enum(TIMEFRAMES).nullable().describe('Bar length; null for prints, quotes and actions'),
  rows: z.int().describe('Data rows = stored + duplicates + rejected'),
  stored: z.int().describe('Rows that are new in the store'),
  duplicates: z.int().describe('Rows that were stored already, equal in every value'),
  rejected: z.int().describe('Rows set aside'),
  rejects: z
    .string()
    .nullable()
    .describe('File with the rows set aside: line, reason, row; null when there are none, and in a dry run'),
  from: z.string().nullable().describe('Earliest good row (a dated bar counts as its session open; an action as its ex-date)'),
  to: z.string().nullable().describe('Latest good row'),
  actions: z.int().describe('Splits and dividends newly stored from columns of a bar file'),
  ignored: z.array(z.string()).describe('Columns without a meaning here'),
  warnings: z.array(z.string()).describe('What deserves a look: jumps like a split without a stored action'),
})

export const dataImport = defineOperation({
  name: 'data.import',
  toolset: 'datasets',
  effect: 'write',
  summary:
    'Import bars, prints, quotes or splits and dividends from CSV files (plain or gzipped). Bad rows are set aside, nothing is filled.',
  input: z.strictObject({
    files: z.array(z.string()).min(1).describe('Files, or folders with all CSV files below them').meta({ positional: true }),
    symbol: z.string().optional().describe('Symbol of the rows; default: the symbol column, else the start of the file name'),
    timeframe: z
      .string()
      .optional()
      .describe(`Bar length: ${TIMEFRAMES.join(' ')}; default: the commonest spacing`),
    kind: z.enum(KINDS).optional().describe('What the rows are; default: what the header says'),
    tz: z.string().optional().describe('Time zone of stamps without an offset, e.g. America/New_York; default UTC'),
  }),
  output: z.strictObject({
    files: z.array(ImportedOutput).describe('Files that were read to their end'),
    failed: z
      .array(
        z.strictObject({
          file: z.string().describe('File that failed'),
          kind: errorKind,
          message: z.string().describe('What happened'),
          hint: z.string().nullable().describe('What to type next'),
        }),
      )
      .describe('Files that could not be read'),
  }),
  examples: [
    { title: 'One-minute bars, symbol and timeframe told by the file', input: { files: ['AAPL_20240102.csv'] } },
    { title: 'Stamps in New York time', input: { files: ['bars.csv.gz'], symbol: 'SPY', tz: 'America/New_York' } },
  ],
  deadlineMs: null,
  async run(context, input) {
    const options: ImportOptions = {
      symbol: input.symbol ?? null,
      timeframe: input.timeframe === undefined ? null : parseTimeframe(input.timeframe),
      kind: input.kind ?? null,
      zone: input.tz ?? null,
    }
    const paths = await expand(await context.files(), input.files)
    const answer = await importAll(context, paths, options)
    if (context.dryRun) context.progress.note('dry run: nothing was stored; the counts are what the import would do')
    return answer
  },
})

async function importAll(context: Context, paths: string[], options: ImportOptions) {
  const files: ImportedFile[] = []
  const failures: { file: string; error: OpenbellError }[] = []
  for (const file of paths) {
    try {
      const done = await importFile(context, file, options)
      files.push(done)
      for (const warning of done.warnings) context.progress.warn(warning)
    } catch (thrown) {
      const error = asOpenbellError(thrown)
      if (error.kind === 'canceled' || error.kind === 'internal') throw error
      failures.push({ file, error })
    }
  }
  if (!files.some((one) => one.stored + one.duplicates > 0)) throw nothingCameIn(files, failures)
  return { files, failed: failures.map(({ file, error }) => ({ file, ...error.toJSON() })) }
}

function nothingCameIn(files: ImportedFile[], failures: { error: OpenbellError }[]): OpenbellError {
  if (failures.length > 0) return failures[0].error
  const [first] = files
  return new OpenbellError(
    'no-data',
    `${first.file}: all ${first.rows} rows ${first.rejects ? `were set aside, see ${first.rejects}` : 'would be set aside'}`,
    `head ${first.rejects ?? first.file}`,
  )
}

/** Folders become the CSV files below them, sorted; files stay as given. */
async function expand(files: Files, paths: string[]): Promise<string[]> {
  const found: string[] = []
  for (const path of paths) {
    const names = await files.list(path)
    if (names.length === 0) found.push(path)
    else {
      const below = await csvBelow(files, path, names)
      if (below.length === 0)
        throw new OpenbellError('no-data', `${path} holds no .csv or .csv.gz file`, 'openbell data import FILE...')
      found.push(...below)
    }
  }
  return [...new Set(found)]
}

async function csvBelow(files: Files, folder: string, names: string[]): Promise<string[]> {
  const found: string[] = []
  for (const name of names) {
    const path = join(folder, name)
    if (/\.csv(\.gz)?$/i.test(name)) {
      if (!name.endsWith('.rejects.csv')) found.push(path)
    } else found.push(...(await csvBelow(files, path, await files.list(path))))
  }
  return found
}
