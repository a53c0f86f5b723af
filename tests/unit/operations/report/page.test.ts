import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDiskFiles } from '../../../../src/adapters/files/disk.ts'
import { backtestPage } from '../../../../src/operations/report/backtest-page.ts'
import { comparePage } from '../../../../src/operations/report/compare-page.ts'
import { renderPage } from '../../../../src/operations/report/html/page.ts'
import type { ReportInput } from '../../../../src/operations/report/input.ts'
import { heatMapSection } from '../../../../src/operations/report/sections/curves.ts'
import { writeReport } from '../../../../src/operations/report/write.ts'
import { freshHome } from '../../../support/cli.ts'
import { reportInput } from '../../../support/report-input.ts'

const library = await createDiskFiles().chartLibrary()
const render = (input: ReportInput) => renderPage(backtestPage(input), library)
const place = (dryRun = false) => ({ dryRun, files: async () => createDiskFiles() })

/** What lies between the tags of every inline script that runs. */
const scriptsOf = (page: string) => [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1])

describe('the report of a backtest', () => {
  it('has every part, each named in the navigation', async () => {
    const page = await render(reportInput())
    const parts =
      'figures equity price grade metrics months distribution round-trips monte-carlo bands why params terms provenance'
    for (const id of parts.split(' ')) {
      expect(page, id).toContain(`<section id="${id}"`)
      expect(page, id).toContain(`href="#${id}"`)
    }
    for (const text of ['Half below', 'NaN', 'undefined', '[object', 'Infinity'])
      expect(page.replace(/<script[\s\S]*/, '')).not.toContain(text)
  })

  it('says where it comes from: source, feed, as-of, adjustment, run, hash, costs, limits, grade with its reasons', async () => {
    const page = await render(reportInput())
    for (const text of [
      'feed import',
      'a1b2c3d4e5f60718',
      '0123456789abcdef',
      'as traded, or as the source gave them',
      'Slippage: half the spread',
      'No limits in force',
      'too few to tell skill from luck',
      '3 bars held stop and target both',
      'positionShare',
    ])
      expect(page).toContain(text)
    expect(page).not.toContain('SIMULATED')
  })

  it('of a simulated market carries a banner, also when the data went through the store', async () => {
    expect(await render(reportInput({ source: 'simulated' }))).toContain('SIMULATED')
    const stored = reportInput()
    expect(await render({ ...stored, answer: { ...stored.answer, source: 'store', feed: 'simulated:7' } })).toContain('SIMULATED')
  })

  it('may load nothing and run nothing but its own scripts', async () => {
    const page = await render(reportInput())
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1].replaceAll('&#39;', "'")
    expect(policy).toContain("default-src 'none'")
    const scripts = scriptsOf(page)
    expect(scripts).toHaveLength(2)
    for (const script of scripts) expect(policy).toContain(createHash('sha256').update(script).digest('base64'))
    expect(policy.match(/sha256-/g)).toHaveLength(2)
    const loads = page.replace(/<script[\s\S]*?<\/script>/g, '').match(/(?:src|srcset|data-src)="|<link|@import|url\(/g)
    expect(loads).toBeNull()
  })

  it('shows what the licence of the charting library asks for', async () => {
    const page = await render(reportInput())
    expect(page).toContain('TradingView Lightweight Charts')
    expect(page).toContain('https://www.tradingview.com/')
    expect(page).toContain('TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION')
  })

  it('escapes every text that a strategy or a file could bring in', async () => {
    const evil = '</script><script>globalThis.pwned = 1</script><img src=x onerror="pwned=2">'
    const input = reportInput({ reason: evil })
    const answer = {
      ...input.answer,
      strategy: evil,
      params: { [evil]: evil },
      symbols: [evil, 'OTHER'],
      grade: { letter: evil, reasons: [evil] },
      warnings: [evil],
      why: { ...input.answer.why, denied: [{ rule: evil, count: 1 }] },
      roundTrips: input.answer.roundTrips.map((one) => ({ ...one, symbol: evil, exitReason: evil })),
    }
    const bars = input.bars.map((one, i) => (i === 0 ? { ...one, symbol: evil } : one))
    const page = await render({ ...input, answer, bars, notes: [evil] })
    expect(page.match(/<script>/g)).toHaveLength(2)
    expect(page.match(/<script/g)).toHaveLength(3)
    expect(page).not.toContain('<img')
    expect(page).not.toContain('onerror="')
  })

  it('of a million one-minute bars with thousands of round trips stays under five megabytes, and says what it thinned', async () => {
    const input = reportInput({ symbols: ['TEST'], minutes: 1_000_000, every: 200 })
    const page = await render(input)
    expect(page.length).toBeLessThan(5_000_000)
    expect(page).toContain('TEST (1,000,000 bars): every candle is made of 84 bars')
    expect(page).toContain('Every point stands for 167 steps')
    expect(page).toContain(`The newest 3000 of ${input.answer.roundTrips.length} round trips`)
    expect(page.match(/<tr data-outcome/g)).toHaveLength(3000)
  })

  it('without round trips, bars, Monte Carlo or sessions says so and still stands', async () => {
    const input = reportInput({ symbols: ['TEST'], bars: 3 })
    const answer = { ...input.answer, roundTrips: [], monteCarlo: null, significance: null, check: undefined }
    const page = await render({ ...input, answer, bars: [], notes: ['the bars cannot be read any more'] })
    expect(page).toContain('There is no round trip: 42 intents on 40 signals in 3 bars.')
    expect(page).toContain('the bars cannot be read any more')
    expect(page).not.toContain('id="price"')
    const none = Object.fromEntries(Object.keys(input.columns).map((name) => [name, new Float64Array()]))
    expect(await render({ ...input, answer, bars: [], columns: none })).toContain('id="equity"')
  })

  it('names each failed look-ahead finding', async () => {
    const input = reportInput()
    const finding = {
      kind: 'shuffle',
      at: '2022-05-02T20:00:00Z',
      symbol: 'TEST',
      reason: 'tomorrow rises',
      was: 'buy 10',
      is: 'nothing',
    }
    const check = { ...input.answer.check, passed: false, findings: [finding] } as typeof input.answer.check
    const page = await render({ ...input, answer: { ...input.answer, check } })
    expect(page).toContain('Look-ahead check FAILED')
    expect(page).toContain('tomorrow rises')
  })

  it('is written whole, and not at all in a dry run', async () => {
    const home = freshHome()
    const file = await writeReport(place(), join(home, 'deep/report.html'), reportInput())
    expect(file).toBe(join(home, 'deep/report.html'))
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/)
    expect(existsSync(await writeReport(place(true), join(home, 'other.html'), reportInput()))).toBe(false)
  })

  it('is written over an older report, and never over anything else', async () => {
    const home = freshHome()
    const file = join(home, 'report.html')
    await writeReport(place(), file, reportInput())
    const later = reportInput({ reason: 'a later reason' })
    await writeReport(place(), file, later)
    expect(readFileSync(file, 'utf8')).toContain('a later reason')
    for (const [name, text] of [
      ['my-idea.ts', 'export default 1\n'],
      ['empty', ''],
      ['page.html', '<!doctype html>\n<html></html>\n'],
      ['large', 'x'.repeat(1_000_000)],
    ]) {
      const mine = join(home, name)
      writeFileSync(mine, text)
      for (const dryRun of [false, true])
        await expect(writeReport(place(dryRun), mine, later)).rejects.toMatchObject({
          kind: 'usage',
          message: `${mine} is there already and is no report of openbell, so it is left as it is`,
        })
      expect(readFileSync(mine, 'utf8')).toBe(text)
    }
    await expect(writeReport(place(), home, later)).rejects.toMatchObject({ kind: 'config', message: /no regular file/ })
  })
})

describe('other reports', () => {
  const { answer } = reportInput()
  const row = (strategy: string, rank: number) => ({ ...answer, rank, strategy, warnings: [] })

  it('a comparison ranks its strategies, draws their equity and says how alike they are', async () => {
    const compared = {
      ...answer,
      by: 'sharpe',
      rows: [row('breakout', 1), row('sma-cross', 2)],
      buyAndHold: { totalReturn: 0.2 },
      correlation: {
        names: ['breakout', 'sma-cross'],
        matrix: [
          [1, 0.25],
          [0.25, null],
        ],
      },
    }
    const columns = {
      times: Float64Array.from({ length: 9000 }, (_, i) => Date.UTC(2022, 0, 3, 14, 30) + i * 86_400_000),
      'equity breakout': new Float64Array(9000).fill(1.5),
      'equity sma-cross': new Float64Array(9000).fill(1),
    }
    const page = comparePage(compared as never, columns)
    const text = await renderPage(page, library)
    expect(text).toContain('breakout, sma-cross on TEST OTHER')
    expect(text).toContain('Ranked by Sharpe, best first')
    expect(text).toContain('Correlation of daily returns')
    const [chart] = page.sections.flatMap((section) => section.charts ?? [])
    const series = chart.drawings[0].panes[0].series
    expect(series.map((one) => one.name)).toEqual(['breakout', 'sma-cross'])
    expect(series[0].time.length).toBeLessThanOrEqual(3000)
  })

  it('a heat map frames its best cell and leaves holes where nothing was tried', () => {
    const { body } = heatMapSection({
      objective: 'sharpe',
      columns: { name: 'fast', values: [5, 10] },
      rows: { name: 'slow', values: [20, 30] },
      cells: [
        [0.5, null],
        [1.25, -0.5],
      ],
    })
    expect(body.text).toMatch(/<td class="n h10 best">1.25<\/td>/)
    expect(body.text).toContain('<td class="n h0">-0.50</td>')
    expect(body.text).toContain('<td class="n"></td>')
  })
})
