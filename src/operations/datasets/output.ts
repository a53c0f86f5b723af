import { iso } from '../../core/time.ts'
import { type Dataset, type DatasetInfo, type Datasets, datasetInfo } from '../../ports/datasets.ts'
import { asOfOutput } from '../common/shared.ts'
import { OpenbellError, z } from '../operation.ts'
import { FAIR, GOOD, qualityOf, spanOf } from './quality.ts'
import { columnFacts, columnOutput } from './schema.ts'
import { suggestions } from './suggestions.ts'

export const nameInput = z.string().describe('Name of the dataset').meta({ positional: true })

const RATING = `good from ${GOOD} of what is expected, fair from ${FAIR}, else poor; unknown where nothing is expected`

const qualityFields = {
  rating: z.enum(['good', 'fair', 'poor', 'unknown']).describe(RATING),
  completeness: z.number().nullable().describe('Share of the expected bars, or of all cells, that is there; null when unknown'),
  gaps: z.int().describe('Runs of expected bars that are not there'),
  outliers: z.int().describe('Prices more than 3.0 robust deviations from the close before'),
  violations: z.int().describe('Rows that break what a bar or a price is'),
}

export const datasetRow = z.strictObject({
  name: z.string().describe('Name'),
  kind: z.enum(['bars', 'snapshots', 'stream', 'csv']).describe('Where its rows came from'),
  rows: z.int().describe('Rows'),
  columns: z.array(z.string()).describe('Names of the columns'),
  symbols: z.array(z.string()).describe('Symbols in it'),
  timeframe: z.string().nullable().describe('Bar length; null when its rows are no bars'),
  source: z.string().describe('Where the data came from; csv: a file of the user'),
  feed: z.string().nullable().describe('Feed label of the data; null of a file'),
  asOf: asOfOutput,
  loadedAt: z.string().describe('When it was loaded (ISO 8601 UTC)'),
  bytes: z.int().describe('Bytes it takes in memory'),
  rating: qualityFields.rating,
  completeness: qualityFields.completeness,
})

export const roomOutput = z
  .strictObject({
    bytes: z.int().describe('Bytes that all datasets take'),
    mostBytes: z.int().describe('Bytes that they may take'),
    datasets: z.int().describe('Datasets'),
    mostDatasets: z.int().describe('Datasets that there may be'),
  })
  .describe('Room for datasets')

const MOST_SYMBOLS = 20

export const describedFields = {
  name: datasetRow.shape.name,
  kind: datasetRow.shape.kind,
  rows: datasetRow.shape.rows,
  symbols: datasetRow.shape.symbols,
  timeframe: datasetRow.shape.timeframe,
  source: datasetRow.shape.source,
  feed: datasetRow.shape.feed,
  asOf: asOfOutput,
  from: z.string().nullable().describe('First time in it (ISO 8601 UTC); null without times'),
  to: z.string().nullable().describe('Last time in it'),
  loadedAt: datasetRow.shape.loadedAt,
  bytes: datasetRow.shape.bytes,
  schema: z.array(columnOutput).describe('Its columns'),
  quality: z
    .strictObject({
      ...qualityFields,
      symbols: z
        .array(
          z.strictObject({
            symbol: z.string().describe('Symbol'),
            rows: z.int().describe('Its rows'),
            from: z.string().describe('Its first bar (ISO 8601 UTC)'),
            to: z.string().describe('Its last bar'),
            ...qualityFields,
          }),
        )
        .describe(`Of bars, each symbol by itself, the least complete first, ${MOST_SYMBOLS} at most`),
    })
    .describe('How whole the data is'),
  suggestions: z
    .array(
      z.strictObject({
        title: z.string().describe('What it finds out'),
        why: z.string().describe('What in this dataset speaks for it'),
        code: z.string().describe('Analytics code for `run`'),
      }),
    )
    .describe('Three analyses that this data is good for'),
}

export const roomFields = { room: roomOutput }

/** A dataset as a list has it. */
export function rowOf(info: DatasetInfo): z.infer<typeof datasetRow> {
  const { quality, columns, asOf, loadedAt, ...head } = info
  return {
    ...head,
    columns: columns.map((one) => one.name),
    asOf: iso(asOf),
    loadedAt: iso(loadedAt),
    rating: quality.rating,
    completeness: quality.completeness,
  }
}

/** How much there is, and how much there may be. */
export function roomOf(datasets: Datasets): z.infer<typeof roomOutput> {
  const { bytes, mostBytes, most } = datasets.limits()
  return { bytes, mostBytes, datasets: datasets.list().length, mostDatasets: most }
}

/** Everything that is said of a dataset: what its columns hold, how whole it is, what to do with it. */
export function described(dataset: Dataset, { symbols } = qualityOf(dataset)) {
  const { columns, quality, asOf, loadedAt, ...head } = dataset
  const worst = symbols.toSorted((a, b) => (a.completeness ?? 2) - (b.completeness ?? 2)).slice(0, MOST_SYMBOLS)
  return {
    ...head,
    asOf: iso(asOf),
    loadedAt: iso(loadedAt),
    ...spanOf(columns),
    bytes: datasetInfo(dataset).bytes,
    schema: columns.map(columnFacts),
    quality: { ...quality, symbols: worst.map((one) => ({ ...one, from: iso(one.from), to: iso(one.to) })) },
    suggestions: suggestions(dataset),
  }
}

/** The dataset of a name. @throws OpenbellError not-found with the names that there are */
export function findDataset(datasets: Datasets, name: string): Dataset {
  const found = datasets.get(name)
  if (found !== null) return found
  const names = datasets.list().map((one) => one.name)
  throw noDataset(name, names)
}

/** The error for a name that is not there: it says which are. */
export function noDataset(name: string, names: string[]): OpenbellError {
  const hint = names.length > 0 ? `openbell datasets show ${names[0]}` : 'openbell datasets load week SIMALL --from bars'
  const there = names.length > 0 ? `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}` : 'none is loaded'
  return new OpenbellError('not-found', `no dataset is called '${name}': ${there}`, hint)
}
