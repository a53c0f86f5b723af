import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backtest } from '../../../../src/operations/backtest/backtest.ts'
import { compare } from '../../../../src/operations/compare/compare.ts'
import { report } from '../../../../src/operations/report/report.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'
import { reportInput } from '../../../support/report-input.ts'

let t: TestContext
beforeEach(() => {
  t = createTestContext({ flags: { source: 'store' }, now: Date.UTC(2024, 0, 2) })
  for (const bars of reportInput({ symbols: ['TEST', 'OTHER'], bars: 400 }).bars) t.store.bars.append(bars)
})
afterEach(() => t.close())

describe('report RUN', () => {
  it('makes the report of a kept backtest again, with its price, into the home folder', async () => {
    const { run } = await t.run(backtest, { strategy: 'sma-cross', symbols: ['TEST'] })
    const made = await t.run(report, { run: 'last' })
    expect(made).toMatchObject({
      run,
      strategy: 'sma-cross',
      symbols: ['TEST'],
      notes: [],
      file: join(t.home, `reports/${run}.html`),
    })
    const page = readFileSync(made.file, 'utf8')
    expect(page).toContain('id="price"')
    expect(Buffer.byteLength(page)).toBe(made.bytes)
  })

  it('is the same report that the backtest wrote, but for the time it was kept', async () => {
    const first = join(t.home, 'first.html')
    await t.run(backtest, { strategy: 'sma-cross', symbols: ['TEST', 'OTHER'], report: first, monteCarlo: 50 })
    const { file } = await t.run(report, { run: 'last', out: join(t.home, 'again.html') })
    const again = readFileSync(file, 'utf8').replace(/<div><dt>Kept<\/dt><dd>[^<]*<\/dd><\/div>/, '')
    expect(again).toBe(readFileSync(first, 'utf8'))
  })

  it('says that the data has changed, and does not draw the run over other bars', async () => {
    const { dataHash } = await t.run(backtest, { strategy: 'sma-cross', symbols: ['TEST'] })
    t.store.bars.remove({ symbol: 'TEST', timeframe: '1d', source: 'import' })
    t.store.bars.append(reportInput({ symbols: ['TEST'], bars: 390 }).bars[0])
    const made = await t.run(report, { run: 'last' })
    expect(made.notes).toEqual([
      expect.stringContaining(`the data has changed since this run: its bars and actions had the hash ${dataHash}`),
    ])
    const page = readFileSync(made.file, 'utf8')
    expect(page).toContain('the data has changed since this run')
    expect(page).not.toContain('id="price"')
    expect(page).toContain('id="equity"')
  })

  it('says that the bars are gone', async () => {
    await t.run(backtest, { strategy: 'sma-cross', symbols: ['TEST'] })
    t.store.bars.remove({ symbol: 'TEST', timeframe: '1d', source: 'import' })
    const { notes } = await t.run(report, { run: 'last' })
    expect(notes).toEqual([expect.stringMatching(/^the bars of this run cannot be read any more/)])
  })

  it('reads the source and the instant of the run, whatever is asked for now', async () => {
    const { run } = await t.run(backtest, { strategy: 'sma-cross', symbols: ['TEST'] })
    const other = createTestContext({ home: t.home, store: t.store, flags: { 'as-of': '2022-06-01', source: 'nowhere' } })
    expect((await other.run(report, { run })).notes).toEqual([])
  })

  it('of a comparison draws its equity curves', async () => {
    await t.run(compare, { names: ['sma-cross', 'rsi-reversion', 'TEST'] })
    const { file } = await t.run(report, { run: 'last' })
    expect(readFileSync(file, 'utf8')).toContain('id="curves-chart"')
  })

  it('writes nothing in a dry run, and knows no run that is not there', async () => {
    const { run } = await t.run(backtest, { strategy: 'sma-cross', symbols: ['TEST'] })
    const dry = createTestContext({ home: t.home, store: t.store, dryRun: true, flags: { source: 'store' } })
    const made = await dry.run(report, { run })
    expect(made.bytes).toBeNull()
    expect(existsSync(made.file)).toBe(false)
    await expect(t.run(report, { run: 'zzz' })).rejects.toMatchObject({ kind: 'not-found', hint: 'openbell runs list' })
  })
})
