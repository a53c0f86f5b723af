import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDiskFiles } from '../../src/adapters/files/disk.ts'
import { writeReport } from '../../src/operations/report/write.ts'
import { coloursOf, drawnIn, findChromium, launch, openReport, painted } from '../support/browser.ts'
import { freshHome, openbell } from '../support/cli.ts'
import { reportInput } from '../support/report-input.ts'

const chromium = findChromium()
const shots = mkdtempSync(join(tmpdir(), 'openbell-report-'))
const place = { dryRun: false, files: async () => createDiskFiles() }
const rowsIn = (page: Page) => page.locator('#trips tbody tr:visible').count()
const firstCells = (page: Page, column: number) =>
  page.locator(`#trips tbody tr:visible td:nth-child(${column})`).allTextContents()
const numbers = (texts: string[]) => texts.map((text) => Number(text.replace(/[▲▼,%+\s]/g, '')))

describe.skipIf(chromium === null)(`the HTML report in a real browser (${chromium ?? 'skipped: no Chromium found'})`, () => {
  let browser: Browser
  const home = freshHome()
  const file = join(home, 'report.html')
  let trips = 0

  beforeAll(async () => {
    const made = await openbell(
      ['backtest', 'sma-cross', 'SIMTEC', 'SIMFIN', '--report', file, '--monte-carlo', '200', '--json'],
      { home },
    )
    expect(made.code, made.stderr).toBe(0)
    trips = made.json.roundTrips.length
    browser = await launch(chromium as string)
  })
  afterAll(() => browser?.close())

  it.each(['light', 'dark'] as const)(
    'opens without a complaint, without the network, with every chart drawn: %s',
    async (theme) => {
      const { page, complaints, requests } = await openReport(browser, file, theme)
      for (const chart of ['#equity-chart', '#price-chart', '#bands-chart']) {
        expect(await coloursOf(page, chart), chart).toBeGreaterThan(5)
      }
      expect(await rowsIn(page)).toBe(trips)
      expect(await page.locator('.banner').textContent()).toContain('SIMULATED')
      const background = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
      expect(background).toBe(theme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(17, 21, 28)')
      await page.locator('#equity-chart').hover()
      await expect.poll(() => page.locator('#equity .key').first().textContent()).toMatch(/^Equity [\d,]+\.\d\d$/)
      await page.screenshot({ path: join(shots, `${theme}.png`), fullPage: true })
      expect(complaints).toEqual([])
      expect(requests).toEqual([])
      await page.close()
    },
  )

  it('sorts by a heading and back, and filters by text and outcome', async () => {
    const { page } = await openReport(browser, file, 'light')
    const profit = page.getByRole('button', { name: 'Profit' })
    await profit.click()
    const ascending = numbers(await firstCells(page, 10))
    expect(ascending).toEqual([...ascending].sort((a, b) => a - b))
    expect(await page.locator('th[aria-sort=ascending]').textContent()).toBe('Profit')
    await profit.click()
    expect(numbers(await firstCells(page, 10))).toEqual([...ascending].reverse())
    await page.getByRole('button', { name: 'Symbol' }).click()
    const symbols = await firstCells(page, 2)
    expect(symbols).toEqual([...symbols].sort())
    await page.getByLabel('Filter').fill('simtec')
    expect(new Set(await firstCells(page, 2))).toEqual(new Set(['SIMTEC']))
    expect(await page.locator('output[name=count]').textContent()).toBe(`${await rowsIn(page)} of ${trips}`)
    await page.getByLabel('Outcome').selectOption('loss')
    expect(Math.max(...numbers(await firstCells(page, 10)))).toBeLessThanOrEqual(0)
    await page.close()
  })

  it('needs no mouse: a chart moves by keys, a symbol is chosen from a list, the theme turns by a button', async () => {
    const { page, complaints } = await openReport(browser, file, 'light')
    const chart = page.locator('#price-chart')
    const same = async (other: string) => (await drawnIn(page, '#price-chart')) === other
    await chart.focus()
    // Once there and back first: scales widen for the labels of a closer view and stay so.
    for (const key of ['+', '0']) await page.keyboard.press(key)
    await painted(page)
    const whole = await drawnIn(page, '#price-chart')
    for (const key of ['+', '+', 'ArrowLeft']) await page.keyboard.press(key)
    await expect.poll(() => same(whole)).toBe(false)
    await page.keyboard.press('0')
    await expect.poll(() => same(whole)).toBe(true)
    await page.getByLabel('Symbol').selectOption({ label: 'SIMFIN' })
    await expect.poll(() => same(whole)).toBe(false)
    expect(await page.locator('#price .key').textContent()).toBe('SIMFIN')
    await page.getByRole('button', { name: 'Light or dark' }).press('Enter')
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
    expect(await page.locator('#price .key').textContent(), 'the chosen symbol stays').toBe('SIMFIN')
    expect(complaints).toEqual([])
    await page.close()
  })

  it('fits a telephone and paper: nothing but tables scrolls sideways, paper is light and has no controls', async () => {
    const { page } = await openReport(browser, file, 'dark')
    await page.setViewportSize({ width: 390, height: 800 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    await page.emulateMedia({ media: 'print' })
    await page.evaluate('dispatchEvent(new Event("beforeprint"))')
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(await page.locator('nav, .controls').filter({ visible: true }).count()).toBe(0)
    await page.evaluate('dispatchEvent(new Event("afterprint"))')
    expect(await page.locator('html').getAttribute('data-theme')).toBeNull()
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(20_000)
    await page.close()
  })

  it("a strategy's reason that would be a script is a text, and could not run if it were one", async () => {
    const evil = '</script><script>globalThis.pwned = 1</script><img src=x onerror="globalThis.pwned = 2">'
    const path = await writeReport(place, join(home, 'evil.html'), reportInput({ reason: evil }))
    const { page, complaints, requests } = await openReport(browser, path, 'light')
    expect(await page.evaluate('globalThis.pwned')).toBeUndefined()
    expect((await firstCells(page, 12))[0]).toBe(evil)
    expect(complaints).toEqual([])
    expect(requests).toEqual([])
    // The second wall: even put straight into the page, script and picture are refused.
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend', ${JSON.stringify('<img src="http://127.0.0.1:9/x">')})`)
    await page.evaluate(
      `(() => { const made = document.createElement('script'); made.textContent = 'globalThis.pwned = 3'; document.body.append(made) })()`,
    )
    expect(await page.evaluate('globalThis.pwned')).toBeUndefined()
    expect(complaints.join('\n')).toContain('Content Security Policy')
    await page.close()
  })

  it('opens a hundred thousand one-minute bars at once, arrows only where they can be told apart', async () => {
    const input = reportInput({ symbols: ['TEST'], minutes: 100_000, every: 300 })
    const path = await writeReport(place, join(home, 'minutes.html'), input)
    const { page, complaints } = await openReport(browser, path, 'light')
    expect(await coloursOf(page, '#price-chart')).toBeGreaterThan(5)
    await page.locator('#price').screenshot({ path: join(shots, 'minutes.png') })
    expect(complaints).toEqual([])
    await page.close()
  })
})

describe('a report beside files of mine', () => {
  it.each([
    ['backtest', 'sma-cross', 'SIMALL', '--report'],
    ['compare', 'sma-cross', 'breakout', 'SIMALL', '--report'],
    ['optimize', 'sma-cross', 'SIMALL', '--range', 'fast=5:10:5', '--report'],
  ])('%s writes over none of them, and says so before it runs anything', async (...words) => {
    const home = freshHome()
    const mine = join(home, 'my-idea.ts')
    writeFileSync(mine, 'export default 1\n')
    for (const more of [[], ['--dry-run']]) {
      const run = await openbell([...words, mine, ...more], { home })
      expect(run.code, run.stderr).toBe(2)
      expect(run.stdout).toBe('')
      expect(run.stderr).toMatch(/^usage: .*my-idea\.ts is there already and is no report of openbell, .*\n$/)
    }
    expect(readFileSync(mine, 'utf8')).toBe('export default 1\n')
    expect((await openbell(['runs', 'list', '--json'], { home })).json.runs).toEqual([])
  })
})
