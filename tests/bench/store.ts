import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import Database from 'better-sqlite3'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { type Bars, createBars } from '../../src/market/bars.ts'
import { createPrints, labelCode, type Prints } from '../../src/market/prints.ts'
import { seeded } from '../support/kill.ts'
import { line, median } from './measure.ts'

const ROWS = 1_000_000
const PRINTS = 450_000
const ROUNDS = 9
const MINUTE = 60_000

export interface StoreBench {
  /** Medians in milliseconds. */
  storeLoad: number
  rowsLoad: number
  /** How many times faster the store loads than rows read one by one into columns. */
  ratio: number
  append: number
  printsAppend: number
  printsAgain: number
  printsLoad: number
}

/** Loads 1,000,000 bars from the store against reading the same rows with better-sqlite3, turn about in one run. Checks that both hold the same. */
export function benchStore(print: (line: string) => void = line): StoreBench {
  const folder = mkdtempSync(join(tmpdir(), 'openbell-bench-'))
  try {
    const bars = walk(ROWS)
    const append = appendBars(join(folder, 'store.db'), bars)
    writeRows(join(folder, 'rows.db'), bars)
    const { storeLoad, rowsLoad } = compareLoads(folder, bars)
    const tape = benchPrints(join(folder, 'prints.db'))
    const result = { storeLoad, rowsLoad, ratio: rowsLoad / storeLoad, append, ...tape }
    report(result, print)
    return result
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function report(result: StoreBench, print: (line: string) => void): void {
  const ms = (value: number) => `${value.toFixed(1)} ms`
  print(`load ${ROWS.toLocaleString('en')} bars, 6 columns, median of ${ROUNDS}`)
  print(`  rows to columns, better-sqlite3  ${ms(result.rowsLoad)}`)
  print(`  store, checksums verified        ${ms(result.storeLoad)}`)
  print(`  ratio                            ${result.ratio.toFixed(1)}x (goal: at least 10x)`)
  print(`append ${ROWS.toLocaleString('en')} bars to the store  ${ms(result.append)}`)
  print(
    `${PRINTS.toLocaleString('en')} prints: import ${ms(result.printsAppend)}, again ${ms(result.printsAgain)}, load ${ms(result.printsLoad)}`,
  )
}

function timed<T>(work: () => T): { value: T; ms: number } {
  const start = performance.now()
  const value = work()
  return { value, ms: performance.now() - start }
}

/** Frees what the round before left, so that neither side pays for the other's garbage. */
function collect(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

/** A seeded random walk of one-minute bars, in cents as stocks are quoted. */
function walk(rows: number): Bars {
  const random = seeded(42)
  const bars = createBars({ symbol: 'BENCH', timeframe: '1m', source: 'import', feed: 'import' }, rows)
  let price = 100
  for (let i = 0; i < rows; i++) {
    const open = price
    price = cents(Math.max(1, price + random() - 0.5))
    bars.time[i] = 1.6e12 + i * MINUTE
    bars.open[i] = open
    bars.high[i] = cents(Math.max(open, price) + random() / 10)
    bars.low[i] = cents(Math.min(open, price) - random() / 10)
    bars.close[i] = price
    bars.volume[i] = Math.floor(random() * 10_000)
  }
  bars.length = rows
  return bars
}

function cents(price: number): number {
  return Math.round(price * 100) / 100
}

function appendBars(path: string, bars: Bars): number {
  const store = openStore(path)
  const { ms } = timed(() => store.bars.append(bars))
  store.close()
  return ms
}

const COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const

function writeRows(path: string, bars: Bars): void {
  const db = new Database(path)
  db.pragma('journal_mode = WAL')
  db.exec('CREATE TABLE bars (time REAL PRIMARY KEY, open REAL, high REAL, low REAL, close REAL, volume REAL) WITHOUT ROWID')
  const insert = db.prepare('INSERT INTO bars VALUES (?, ?, ?, ?, ?, ?)')
  db.transaction(() => {
    for (let i = 0; i < bars.length; i++) insert.run(COLUMNS.map((name) => bars[name][i]))
  })()
  db.close()
}

/** The fair rival: raw rows of one statement into columns of the right size, no objects. */
function readRows(db: Database.Database): Bars {
  const { n } = db.prepare('SELECT count(*) AS n FROM bars').get() as { n: number }
  const bars = createBars({ symbol: 'BENCH', timeframe: '1m', source: 'import', feed: 'import' }, n)
  const columns = COLUMNS.map((name) => bars[name])
  for (const row of db.prepare('SELECT * FROM bars ORDER BY time').raw().iterate() as Iterable<number[]>) {
    for (let c = 0; c < columns.length; c++) columns[c][bars.length] = row[c]
    bars.length++
  }
  return bars
}

function compareLoads(folder: string, bars: Bars): { storeLoad: number; rowsLoad: number } {
  const store = openStore(join(folder, 'store.db'))
  const db = new Database(join(folder, 'rows.db'))
  const key = { symbol: 'BENCH', timeframe: '1m', source: 'import' } as const
  const times = { store: [] as number[], rows: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    collect()
    const one = timed(() => store.bars.load(key))
    collect()
    const other = timed(() => readRows(db))
    for (const loaded of [one.value, other.value]) requireSame(loaded, bars)
    times.store.push(one.ms)
    times.rows.push(other.ms)
  }
  store.close()
  db.close()
  return { storeLoad: median(times.store), rowsLoad: median(times.rows) }
}

function requireSame(loaded: Bars | null, bars: Bars): void {
  const same =
    loaded?.length === bars.length && COLUMNS.every((name) => Buffer.compare(bytes(loaded[name]), bytes(bars[name])) === 0)
  if (!same) throw new Error('what was loaded is not what was stored')
}

function bytes(column: Float64Array<ArrayBufferLike>): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength)
}

function benchPrints(path: string): Pick<StoreBench, 'printsAppend' | 'printsAgain' | 'printsLoad'> {
  const store = openStore(path)
  const batches = tapeBatches()
  const pass = () => batches.map(({ prints, occurrence }) => store.tape.appendPrints(prints, occurrence))
  const first = timed(pass)
  const again = timed(pass)
  if (again.value.some((result) => result.stored > 0)) throw new Error('a second import stored prints')
  const load = timed(() => store.tape.loadPrints('BENCH', 'import'))
  if (load.value?.length !== PRINTS) throw new Error('prints were lost')
  store.close()
  return { printsAppend: first.ms, printsAgain: again.ms, printsLoad: load.ms }
}

/** A busy day's tape in an importer's batches: bursts of prints on one stamp, a fifth of them equal to one before. */
function tapeBatches(): { prints: Prints; occurrence: Uint32Array }[] {
  const random = seeded(7)
  const batches: { prints: Prints; occurrence: Uint32Array }[] = []
  let time = 1.7e12
  let seen = new Map<string, number>()
  for (let start = 0; start < PRINTS; start += 16_384) {
    const rows = Math.min(16_384, PRINTS - start)
    const prints = createPrints({ symbol: 'BENCH', source: 'import', feed: 'import' }, rows)
    const occurrence = new Uint32Array(rows)
    const exchanges = ['P', 'Q', 'N', 'Z'].map((name) => labelCode(prints.exchange, name))
    const conditions = Array.from({ length: 12 }, (_, i) => labelCode(prints.conditions, `${i}`))
    for (let i = 0; i < rows; i++) {
      if (random() < 0.4) {
        time += Math.ceil(random() * 100)
        seen = new Map()
      }
      prints.time[i] = time
      prints.price[i] = 100 + Math.floor(random() * 3) / 100
      prints.size[i] = 100
      prints.exchange.codes[i] = exchanges[Math.floor(random() * 4)]
      prints.conditions.codes[i] = conditions[Math.floor(random() * random() * 12)]
      const key = `${prints.price[i]} ${prints.exchange.codes[i]} ${prints.conditions.codes[i]}`
      occurrence[i] = (seen.get(key) ?? 0) + 1
      seen.set(key, occurrence[i])
    }
    prints.length = rows
    batches.push({ prints, occurrence })
  }
  return batches
}

if (import.meta.main) benchStore()
