import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDiskFiles } from '../../../../src/adapters/files/disk.ts'
import { forecastPage, writeForecastReport } from '../../../../src/operations/forecast/report-page.ts'
import { renderPage } from '../../../../src/operations/report/html/page.ts'
import { drawnIn, findChromium, launch, openReport } from '../../../support/browser.ts'
import { freshHome } from '../../../support/cli.ts'
import { forecastAnswer, forecastResult } from '../../../support/forecast-answer.ts'

const library = await createDiskFiles().chartLibrary()
const place = { dryRun: false, files: async () => createDiskFiles() }
const text = async (answer: Parameters<typeof forecastPage>[0]) =>
  (await renderPage(forecastPage(answer), library)).replaceAll(/<script>[\s\S]*?<\/script>/g, '')
const symbols = (count: number) => Array.from({ length: count }, (_, i) => forecastResult({ symbol: `SIM${i}`, past: 2 }))

describe('the page of a forecast', () => {
  it('says for each symbol what speaks, what it is worth and what made it', async () => {
    const page = await text(forecastAnswer(symbols(2)))
    for (const part of ['fan-0', 'fan-1', 'figures', 'calibration', 'reading', 'provenance']) {
      expect(page).toContain(`<section id="${part}"`)
    }
    expect(page).toContain('SIM1: last value with calibrated bands')
    expect(page).toContain('no skill shown over last value (skill -1.3%, 95% -2.1..-0.5, 1,488 past forecasts, 49 of them apart)')
    expect(page).toContain('SIMULATED: this market is made up')
    expect(page).toContain('auto-3f9a21c07be4')
    expect(page).toContain('9c1d5e7a20b34f68')
    expect(page).toContain('the 80% band held 78.7% to 78.7%, the 95% band held 93.7% to 93.7%')
    expect(page).not.toMatch(/NaN|undefined|null</)
  })

  it('draws fans at their origins: each begins in the value that was last known, and no fan begins at each bar', () => {
    const [result] = symbols(1)
    const [section] = forecastPage(forecastAnswer([result])).sections
    const { series } = section.charts![0].drawings[0].panes[0]
    const bands = series.filter((one) => one.kind === 'band')
    expect(bands).toHaveLength(6)
    const [line] = series.filter((one) => one.kind === 'line' && one.role === 'accent')
    if (line.kind !== 'line') throw new Error('no line')
    for (const band of bands) {
      const at = line.time.indexOf(band.time[0])
      expect(band.low[0]).toBe(line.value[at])
      expect(band.high[0]).toBe(line.value[at])
      expect(band.time).toHaveLength(31)
      expect(band.low.every((low, i) => low <= band.high[i])).toBe(true)
    }
  })

  it('puts many symbols into one chart to choose from', async () => {
    const page = forecastPage(forecastAnswer(symbols(8)))
    expect(page.sections.map((one) => one.id)).toEqual(['fans', 'figures', 'calibration', 'reading', 'provenance'])
    expect(page.sections[0].charts![0].drawings).toHaveLength(8)
    expect(page.title).toBe('Forecast of SIM0 SIM1 SIM2 SIM3 SIM4 SIM5 and 2 more')
  })

  it('of series without times counts rows; without history it has tables only', async () => {
    const file = { asOf: null, source: 'file', feed: 'file' }
    const page = forecastPage(forecastAnswer([forecastResult({ times: false, past: 1 })], file))
    const [chart] = page.sections[0].charts!
    expect(chart.rows).toBe(true)
    expect(chart.drawings[0].panes[0].series.at(-1)!.time.at(-1)).toBe(1518)
    expect(page.simulated).toBe(false)
    expect(forecastPage(forecastAnswer([forecastResult({}, { history: [] })])).sections[0].charts).toEqual([])
  })

  it('a dry run writes nothing', async () => {
    const path = join(freshHome(), 'page.html')
    await writeForecastReport({ ...place, dryRun: true }, path, forecastAnswer(symbols(1)))
    expect(await createDiskFiles().exists(path)).toBe(false)
  })
})

const chromium = findChromium()

/** Share of the largest canvas that has the third most common colour: the first are the page and a band, lines are thin. */
function shadedShare(page: Page): Promise<number> {
  return page.evaluate(`(() => {
    const [canvas] = [...document.querySelectorAll('#fan-0-chart canvas')].sort((a, b) => b.width * b.height - a.width * a.height)
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    const counts = new Map()
    for (let i = 0; i < data.length; i += 4) {
      const colour = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2]
      counts.set(colour, (counts.get(colour) ?? 0) + 1)
    }
    return [...counts.values()].sort((a, b) => b - a)[2] / (data.length / 4)
  })()`)
}

/** Of each key in the legend, from 0 to 1. */
function darknessOfKeys(page: Page): Promise<number[]> {
  return page.evaluate(
    "[...document.querySelectorAll('#fan-0 .key')].map((key) => Number(getComputedStyle(key, '::before').opacity))",
  )
}

describe.skipIf(chromium === null)(`that page in a real browser (${chromium ?? 'skipped: no Chromium found'})`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch(chromium as string)
  })
  afterAll(() => browser?.close())

  it('draws every fan without a complaint and without the network; a symbol is chosen from a list', async () => {
    const path = join(freshHome(), 'page.html')
    await writeForecastReport(place, path, forecastAnswer(symbols(1)))
    const one = await openReport(browser, path, 'light')
    expect(await shadedShare(one.page)).toBeGreaterThan(0.02)
    expect(await one.page.locator('#fan-0 .key').allTextContents()).toEqual(['95% band', '80% band', 'median', 'SIM0, what came'])
    const [wide, narrow, ...lines] = await darknessOfKeys(one.page)
    expect(wide).toBeLessThan(narrow)
    expect([narrow < 1, ...lines]).toEqual([true, 1, 1])
    expect([...one.complaints, ...one.requests]).toEqual([])
    await writeForecastReport(place, path, forecastAnswer([...symbols(7), forecastResult({ symbol: 'LAST', start: 3, past: 0 })]))
    const many = await openReport(browser, path, 'dark')
    const before = await drawnIn(many.page, '#fans-chart')
    await many.page.getByLabel('Symbol').selectOption({ label: 'LAST' })
    await expect.poll(async () => (await drawnIn(many.page, '#fans-chart')) === before).toBe(false)
    expect([...many.complaints, ...many.requests]).toEqual([])
  })
})
