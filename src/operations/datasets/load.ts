import type { Dataset, Datasets } from '../../ports/datasets.ts'
import { datasetInfo } from '../../ports/datasets.ts'
import { failedOutput, timeframeInput } from '../common/shared.ts'
import type { Context } from '../context.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { isProgram } from '../permit.ts'
import type { Loaded } from './loaded.ts'
import { described, describedFields, nameInput, roomFields, roomOf } from './output.ts'
import { qualityOf } from './quality.ts'

const STANDARD_ROWS = 2000
/** Rows of one call of a program: while they are read, a server answers nobody else. */
const MOST_FOR_PROGRAMS = 200_000

const HELP = `What --from brings:
  bars       time symbol open high low close volume, with prints and vwap where the source counts them; one symbol below the other
  snapshots  a row a symbol: price bid ask bidSize askSize sessionOpen sessionHigh sessionLow volume previousClose change spread ageMs
  stream     the newest prints, from a running session where there is one: time symbol price size exchange conditions
  csv        a file of your own, its columns as its header names them`

const input = z.strictObject({
  name: nameInput,
  symbols: z.array(z.string()).default([]).describe('Symbols; none for csv').meta({ positional: true }),
  from: z.enum(['bars', 'snapshots', 'stream', 'csv']).default('bars').describe('What to load'),
  timeframe: timeframeInput('1d'),
  limit: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe(`Newest rows of each symbol (default ${STANDARD_ROWS}), or of a file (default all)`),
  file: z.string().optional().describe('CSV file, plain or gzipped, with a header'),
})

type Input = z.output<typeof input>

/** A table for analytics code: in a server's memory, or in the home folder from the command line. It reads markets and changes none. */
export const datasetsLoad = defineOperation({
  name: 'datasets.load',
  toolset: 'datasets',
  effect: 'read',
  summary: 'Load a named table for analytics code: bars, snapshots, the newest prints, or a CSV file; with schema and quality.',
  input,
  output: z.strictObject({
    ...describedFields,
    replaced: z.boolean().describe('There was one of this name before'),
    failed: failedOutput,
    warnings: z.array(z.string()).describe('What to know of the data'),
    ...roomFields,
  }),
  help: HELP,
  examples: [
    { title: 'Daily bars of two symbols', input: { name: 'week', symbols: ['SIMALL', 'SIMTEC'] } },
    { title: 'Minutes', input: { name: 'minutes', symbols: ['SIMALL'], timeframe: '1m', limit: 390 } },
    { title: 'The newest prints', input: { name: 'tape', symbols: ['SIMALL'], from: 'stream', limit: 500 } },
  ],
  async run(context, given) {
    checkName(given.name)
    const loaded = await load(context, given)
    const { columns, failed, warnings, ...head } = loaded
    const table = { ...head, name: given.name, kind: given.from, columns, rows: columns[0]?.values.length ?? 0 }
    const unjudged = { ...table, loadedAt: context.clock.now() }
    const judged = qualityOf(unjudged)
    const dataset: Dataset = { ...unjudged, quality: judged.quality }
    const datasets = await context.datasets()
    const replaced = datasets.list().some((one) => one.name === given.name)
    if (!context.dryRun) datasets.put(dataset)
    return { ...described(dataset, judged), replaced, failed, warnings, room: roomAfter(context, datasets, dataset) }
  },
})

/** A dry run says what there would be. */
function roomAfter(context: Context, datasets: Datasets, dataset: Dataset) {
  const room = roomOf(datasets)
  if (!context.dryRun) return room
  return { ...room, bytes: room.bytes + datasetInfo(dataset).bytes, datasets: room.datasets + 1 }
}

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/

function checkName(name: string): void {
  if (NAME.test(name)) return
  const message = `'${name.slice(0, 60)}' is no name for a dataset: a letter, then letters, digits, - and _, 40 at most`
  throw new OpenbellError('usage', message, 'openbell datasets load week SIMALL')
}

async function load(context: Context, given: Input): Promise<Loaded> {
  if (given.from === 'csv') return loadFile(context, given)
  if (given.file !== undefined) {
    throw new OpenbellError('usage', `--file goes with --from csv, not with ${given.from}`, `--from csv --file ${given.file}`)
  }
  if (given.symbols.length === 0) {
    throw new OpenbellError(
      'usage',
      `which symbols? ${given.from} are those of symbols`,
      `openbell datasets load ${given.name} SIMALL`,
    )
  }
  if (isProgram(context.caller) && given.from !== 'snapshots') refuseMany(given)
  const wish = { symbols: given.symbols, timeframe: given.timeframe, limit: given.limit ?? STANDARD_ROWS }
  if (given.from === 'bars') return (await import('./load-bars.ts')).loadBars(context, wish)
  if (given.from === 'stream') return (await import('./load-stream.ts')).loadStream(context, wish)
  return (await import('./load-snapshots.ts')).loadSnapshots(context, wish)
}

function refuseMany({ symbols, limit = STANDARD_ROWS }: Input): void {
  const rows = symbols.length * limit
  if (rows <= MOST_FOR_PROGRAMS) return
  const message = `datasets.load: ${symbols.length} symbols of ${limit} rows are ${rows}, more than the ${MOST_FOR_PROGRAMS} of one call`
  throw new OpenbellError('usage', message, 'fewer rows, fewer symbols, or a longer timeframe')
}

/** Files are a person's to name. */
async function loadFile(context: Context, { name, file, symbols, limit }: Input): Promise<Loaded> {
  if (isProgram(context.caller)) {
    const message = 'a CSV file is read from the command line alone: programs name no files'
    throw new OpenbellError('denied', message, `a person types: openbell datasets load ${name} --from csv --file FILE.csv`)
  }
  if (file === undefined) {
    throw new OpenbellError('usage', 'which file?', `openbell datasets load ${name} --from csv --file FILE.csv`)
  }
  if (symbols.length > 0) {
    throw new OpenbellError(
      'usage',
      `a CSV file is loaded whole, not for ${symbols[0]}`,
      `openbell datasets load ${name} --from csv --file ${file}`,
    )
  }
  return (await import('./load-csv.ts')).loadCsv(context, file, limit)
}
