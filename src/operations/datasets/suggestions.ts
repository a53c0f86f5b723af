import { isIntraday, TIMEFRAMES } from '../../market/timeframe.ts'
import type { Dataset } from '../../ports/datasets.ts'
import { counted } from '../common/words.ts'

/** Code stays right on one line: a command line has it so. */
export interface Suggestion {
  title: string
  /** What in the data speaks for it. */
  why: string
  code: string
}

/** Of a list of analyses those that this data has rows for; the first three are suggested. */
interface Idea extends Suggestion {
  fits(dataset: Dataset): boolean
}

const IDEAS: Idea[] = [
  {
    title: 'Change of each symbol from its first row to its last',
    why: 'several symbols over the same time',
    code: 'return [...df.groupBy("symbol")].map(([symbol, part]) => ({ symbol, change: part.close.at(-1) / part.close[0] - 1 }))',
    fits: (dataset) => dataset.kind === 'bars' && dataset.symbols.length > 1,
  },
  {
    title: 'How the first two symbols move together',
    why: 'returns can be compared where both have a bar of the same time',
    code: `const [a, b] = df.symbols;
const parts = df.groupBy("symbol");
const closes = (symbol) => new Map(parts[symbol].rows().map((row) => [row.time, row.close]));
const [x, y] = [closes(a), closes(b)];
const both = [...x.keys()].filter((time) => y.has(time));
const moves = (one) => both.slice(1).map((time, i) => one.get(time) / one.get(both[i]) - 1);
const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;
const centred = (values, middle) => values.map((one) => one - middle);
const [p, q] = [moves(x), moves(y)].map((one) => centred(one, mean(one)));
const sum = (f) => p.reduce((total, _, i) => total + f(p[i], q[i]), 0);
return { symbols: [a, b], rows: p.length, correlation: sum((u, v) => u * v) / Math.sqrt(sum((u) => u * u) * sum((u, v) => v * v)) }`,
    fits: (dataset) => dataset.kind === 'bars' && dataset.symbols.length > 1 && dataset.rows >= 40,
  },
  {
    title: 'Which symbol swings most',
    why: 'several symbols with enough rows for a deviation',
    code: 'return [...df.groupBy("symbol")].map(([symbol, part]) => ({ symbol, deviation: part.with("move", part.returns()).std("move") })).sort((a, b) => b.deviation - a.deviation)',
    fits: (dataset) => dataset.kind === 'bars' && dataset.symbols.length > 1 && dataset.rows >= 10 * dataset.symbols.length,
  },
  {
    title: 'Close against the volume-weighted price',
    why: 'bars within the day, with volume',
    code: 'return { close: df.close[df.length - 1], vwap: calculateVwap(df) }',
    fits: (dataset) => isWithinDay(dataset),
  },
  {
    title: 'How liquid it is',
    why: 'the bars count their prints',
    code: 'return assessLiquidity(df)',
    fits: (dataset) => isWithinDay(dataset) && dataset.columns.some((one) => one.name === 'prints'),
  },
  {
    title: 'Where volume was traded',
    why: 'bars with volume over a range of prices',
    code: 'return analyzeVolumeProfile(df, 10)',
    fits: (dataset) => dataset.kind === 'bars' && dataset.symbols.length === 1 && dataset.rows >= 20,
  },
  {
    title: 'Trend and regime of the last 20 bars',
    why: 'one symbol with more than 20 bars',
    code: 'return { regime: detectMarketRegime(df, 20), trend: assessTrendStrength(df, 20) }',
    fits: (dataset) => dataset.kind === 'bars' && dataset.symbols.length === 1 && dataset.rows > 20,
  },
  {
    title: 'Prices that held before',
    why: 'one symbol with more than 40 bars',
    code: 'return detectSupportResistance(df, 20, 2)',
    fits: (dataset) => dataset.kind === 'bars' && dataset.symbols.length === 1 && dataset.rows > 40,
  },
  {
    title: 'Strongest and weakest of the session',
    why: 'a row a symbol, with its change against the last close',
    code: `return Array.from(df.symbol, (symbol, i) => ({ symbol, change: df.change[i] }))
  .filter((one) => !Number.isNaN(one.change)).sort((a, b) => b.change - a.change)`,
    fits: (dataset) => dataset.kind === 'snapshots',
  },
  {
    title: 'What it costs to cross the spread, in basis points',
    why: 'bid and ask of each symbol',
    code: `return Array.from(df.symbol, (symbol, i) => ({ symbol, bp: df.spread[i] * 10000 })).sort((a, b) => a.bp - b.bp)`,
    fits: (dataset) => dataset.kind === 'snapshots' && hasNumbers(dataset, 'spread'),
  },
  {
    title: 'Where each price stands in its session',
    why: 'high and low of the session so far',
    code: `return Array.from(df.symbol, (symbol, i) => ({ symbol, place: (df.price[i] - df.sessionLow[i]) / (df.sessionHigh[i] - df.sessionLow[i]) }))`,
    fits: (dataset) => dataset.kind === 'snapshots',
  },
  {
    title: 'Volume-weighted price of the prints',
    why: 'every print has its price and its size',
    code: `let [money, units] = [0, 0];
for (let i = 0; i < df.length; i++) { money += df.price[i] * df.size[i]; units += df.size[i] };
return { vwap: money / units, units, prints: df.length }`,
    fits: (dataset) => dataset.kind === 'stream',
  },
  {
    title: 'Prints a minute',
    why: 'every print has its time',
    code: `const minutes = {};
for (const t of df.time) minutes[Math.floor(t / 60000)] = (minutes[Math.floor(t / 60000)] ?? 0) + 1;
return Object.values(minutes)`,
    fits: (dataset) => dataset.kind === 'stream',
  },
  {
    title: 'The largest prints',
    why: 'every print has its size',
    code: `return Array.from(df.size, (size, i) => ({ symbol: df.symbol[i], size, price: df.price[i], time: df.time[i] }))
  .sort((a, b) => b.size - a.size).slice(0, 10)`,
    fits: (dataset) => dataset.kind === 'stream',
  },
]

/** Three analyses that the columns and rows of a dataset are good for; a table of the user's own gets those that any numbers allow. */
export function suggestions(dataset: Dataset): Suggestion[] {
  const found: Suggestion[] = IDEAS.filter((idea) => idea.fits(dataset)).map(({ title, why, code }) => ({ title, why, code }))
  return [...found, ...plain(dataset)].slice(0, 3)
}

/** What can be asked of any table. */
function plain({ columns, rows }: Dataset): Suggestion[] {
  const [first, second] = columns.filter((one) => one.type === 'number').map((one) => one.name)
  const found: Suggestion[] = []
  if (first !== undefined) {
    const code = `return { least: df.min(${quoted(first)}), middle: df.median(${quoted(first)}), greatest: df.max(${quoted(first)}) }`
    found.push({ title: `Least, middle and greatest ${first}`, why: `${counted(rows, 'row')} of numbers`, code })
  }
  if (second !== undefined) {
    found.push({
      title: `How ${first} and ${second} go together`,
      why: 'two columns of numbers',
      code: togetherCode(first, second),
    })
  }
  found.push({
    title: 'Which columns lack values',
    why: `${counted(columns.length, 'column')} of ${counted(rows, 'row')}`,
    code: 'return df.columns.map((name) => ({ name, missing: Array.from(df.col(name)).filter((one) => one === "" || Number.isNaN(one)).length }))',
  })
  found.push({ title: 'The first ten rows', why: 'a look at what is there', code: 'return df.head(10).rows()' })
  return found
}

function togetherCode(first: string, second: string): string {
  return `const rows = df.rows().map((row) => [row[${quoted(first)}], row[${quoted(second)}]]).filter(([x, y]) => !Number.isNaN(x + y));
const mean = (k) => rows.reduce((sum, row) => sum + row[k], 0) / rows.length;
const [mx, my] = [mean(0), mean(1)];
const sum = (f) => rows.reduce((total, row) => total + f(row[0] - mx, row[1] - my), 0);
return { rows: rows.length, correlation: sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((x, y) => y * y)) }`
}

const quoted = (name: string) => JSON.stringify(name)

function isWithinDay(dataset: Dataset): boolean {
  const timeframe = TIMEFRAMES.find((one) => one === dataset.timeframe)
  return dataset.kind === 'bars' && dataset.symbols.length === 1 && timeframe !== undefined && isIntraday(timeframe)
}

function hasNumbers({ columns }: Dataset, name: string): boolean {
  const column = columns.find((one) => one.name === name)
  return column?.type === 'number' && column.values.some((value) => !Number.isNaN(value))
}
