import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataImport } from '../../../../src/operations/data/import.ts'
import type { ScanOutput } from '../../../../src/operations/scan/output.ts'
import { scan } from '../../../../src/operations/scan/scan.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'

const data = process.env.OPENBELL_REAL_DATA
const name = data
  ? 'scan on real bars, against a naive reading of the files'
  : 'scan on real bars (skipped: OPENBELL_REAL_DATA is not set)'

/** One bar as the file has it. */
interface Row {
  stamp: string
  open: number
  high: number
  low: number
  close: number
  volume: number
}

/** Rows by symbol, from CSV files with a header; nothing of the project is used here. */
function read(files: string[], symbol?: string): Map<string, Row[]> {
  const table = new Map<string, Row[]>()
  for (const file of files) {
    const raw = readFileSync(join(data ?? '', file))
    const [head, ...lines] = (file.endsWith('.gz') ? gunzipSync(raw) : raw).toString().trim().split('\n')
    const names = head.trim().split(',')
    const at = Object.fromEntries(names.map((column, i) => [column, i]))
    for (const line of lines) {
      const cells = line.trim().split(',')
      const number = (column: string) => Number(cells[at[column]])
      const key = symbol ?? cells[at.symbol]
      const rows = table.get(key) ?? []
      table.set(key, rows)
      rows.push({
        stamp: cells[at.timestamp],
        open: number('open'),
        high: number('high'),
        low: number('low'),
        close: number('close'),
        volume: number('volume'),
      })
    }
  }
  return table
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Wilder's RSI, the textbook way. */
function rsiOf(closes: number[], n: number): number {
  let [gain, loss] = [0, 0]
  for (let i = 1; i < closes.length; i++) {
    const change = closes[i] - closes[i - 1]
    const [up, down] = [Math.max(0, change), Math.max(0, -change)]
    if (i <= n) [gain, loss] = [gain + up / n, loss + down / n]
    else [gain, loss] = [(gain * (n - 1) + up) / n, (loss * (n - 1) + down) / n]
  }
  return 100 - 100 / (1 + gain / loss)
}

describe.skipIf(!data)(name, () => {
  let t: TestContext
  beforeAll(async () => {
    t = createTestContext({ flags: { source: 'store' } })
    const files = ['2015', '2016', '2017'].map((year) => `bars-1day/universe-1603-symbols_${year}.csv.gz`)
    await t.run(dataImport, { files: files.map((file) => join(data ?? '', file)) })
  })
  afterAll(() => t.close())

  const scanAt = async (
    asOf: string,
    input: Record<string, unknown>,
    flags: Record<string, string> = {},
  ): Promise<ScanOutput> => {
    const context = createTestContext({ home: t.home, store: t.store, flags: { source: 'store', 'as-of': asOf, ...flags } })
    return context.run(scan, { limit: 5000, ...input })
  }

  test('named rules on 1,603 stocks at daily bars', async () => {
    const table = read(['2015', '2016', '2017'].map((year) => `bars-1day/universe-1603-symbols_${year}.csv.gz`))
    const date = '2017-02-15'
    const expected: Record<string, string[]> = { momentum: [], gap: [], breakout: [], oversold: [], reversal: [] }
    let scanned = 0
    for (const [symbol, all] of table) {
      const rows = all.filter((row) => row.stamp.slice(0, 10) <= date)
      const last = rows.at(-1)
      if (last?.stamp.slice(0, 10) !== date) continue
      scanned++
      const [before, volumes, closes] = [rows.at(-2)!, rows.map((row) => row.volume), rows.map((row) => row.close)]
      const change = last.close / before.close - 1
      if (change > 0.03 && last.volume / mean(volumes.slice(-21, -1)) > 3) expected.momentum.push(symbol)
      if (Math.abs(last.open / before.close - 1) > 0.02) expected.gap.push(symbol)
      if (Math.abs(change) > 0.03 && last.volume > 2 * mean(volumes.slice(-20))) expected.breakout.push(symbol)
      if (rsiOf(closes, 14) < 30) expected.oversold.push(symbol)
      if (rsiOf(closes, 2) < 10 && last.close > mean(closes.slice(-200))) expected.reversal.push(symbol)
    }
    for (const [rule, symbols] of Object.entries(expected)) {
      const answer = await scanAt(`${date}T22:00:00Z`, { rule })
      expect(answer).toMatchObject({ session: date, scanned, matched: symbols.length })
      expect(answer.rows.map((row) => row.symbol).sort(), rule).toEqual(symbols.sort())
      expect(symbols.length, rule).toBeGreaterThan(0)
    }
  })

  test('fields within the day on 5m bars, as of the middle of a session', async () => {
    const asOf = '2026-03-19T16:32:00Z'
    const names = ['AAPL', 'IWM', 'NVDA', 'QQQ', 'SMCI', 'SPY', 'TSLA']
    const files = names.map((symbol) => `bars-5min/${symbol}_20251223-20260320_yahoo.csv`)
    await t.run(dataImport, { files: files.map((file) => join(data ?? '', file)) })
    const answer = await scanAt(asOf, { timeframe: '5m', universe: names.join(','), columns: 'rsi(14),sma(volume,20)' })
    expect(answer.rows).toHaveLength(names.length)
    // New York is UTC-4 from 2026-03-08 on, UTC-5 before: minutes are compared on its wall clock.
    const wall = (stamp: string) => {
      const at = Date.parse(stamp)
      return new Date(at - (at >= Date.UTC(2026, 2, 8, 7) ? 4 : 5) * 3_600_000).toISOString()
    }
    for (const [i, symbol] of names.entries()) {
      const rows = read([files[i]], symbol)
        .get(symbol)!
        .filter((row) => Date.parse(row.stamp) + 300_000 <= Date.parse(asOf))
      const dates = [...new Set(rows.map((row) => wall(row.stamp).slice(0, 10)))]
      const [date, yesterday] = [dates.at(-1)!, dates.at(-2)!]
      const of = (day: string) => rows.filter((row) => wall(row.stamp).startsWith(day))
      const soFar = (day: string) =>
        of(day)
          .filter((row) => wall(row.stamp).slice(11) <= '12:25:00.000Z')
          .reduce((sum, row) => sum + row.volume, 0)
      const [last, before] = [rows.at(-1)!, rows.at(-2)!]
      const previous = of(yesterday).at(-1)!.close
      const row = answer.rows.find((one) => one.symbol === symbol)!
      expect(row.time).toBe(last.stamp)
      expect(row).toMatchObject({ price: last.close, volume: last.volume, session_volume: soFar(date), rvol_sessions: 20 })
      expect(row.change).toBeCloseTo(last.close / previous - 1, 12)
      expect(row.gap).toBeCloseTo(of(date)[0].open / previous - 1, 12)
      expect(row.change_1).toBeCloseTo(last.close / before.close - 1, 12)
      expect(row.rvol).toBeCloseTo(soFar(date) / mean(dates.slice(-21, -1).map(soFar)), 9)
      expect(row['sma(volume, 20)']).toBeCloseTo(mean(rows.slice(-20).map((one) => one.volume)), 3)
      expect(row['rsi(14)']).toBeCloseTo(
        rsiOf(
          rows.map((one) => one.close),
          14,
        ),
        8,
      )
    }
  })

  test('prints a minute from the counts of real minute bars', async () => {
    await t.run(dataImport, { files: [join(data ?? '', 'bars-1min/SPY_20240220-20240419.csv.gz')] })
    const answer = await scanAt('2024-03-20T15:00:00Z', { timeframe: '1m', universe: 'SPY' })
    const raw = gunzipSync(readFileSync(join(data ?? '', 'bars-1min/SPY_20240220-20240419.csv.gz')))
      .toString()
      .split('\n')
    const counts = raw.slice(raw[0].split(',').indexOf('trades') < 0 ? raw.length : 1).flatMap((line) => {
      const cells = line.split(',')
      const inside = cells[0] >= '2024-03-20T14:55:00Z' && cells[0] < '2024-03-20T15:00:00Z'
      return inside ? [Number(cells[raw[0].split(',').indexOf('trades')])] : []
    })
    expect(counts).toHaveLength(5)
    expect(answer.rows[0].prints_per_minute).toBeCloseTo(mean(counts), 9)
  })
})
