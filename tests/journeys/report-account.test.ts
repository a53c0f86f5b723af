import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { coloursOf, findChromium, launch, openReport } from '../support/browser.ts'
import { freshHome, openbell, words } from '../support/cli.ts'

const chromium = findChromium()
const EVIL = '<img src=x onerror="globalThis.pwned=1">'

/** An account of the simulated exchange, used through the real binary: bought, closed, bought again with a stop, denied, halted. */
describe('the report of an account', () => {
  const home = freshHome()
  const file = join(home, 'account.html')
  const at = (time: string, line: string, more: string[] = []) =>
    openbell([...words(line), ...more, '--as-of', `2026-03-20T${time}:00Z`], { home })
  let made: Awaited<ReturnType<typeof openbell>>

  beforeAll(async () => {
    writeFileSync(join(home, 'limits.json'), JSON.stringify({ minimumPrintsPerMinute: null }))
    const risk = ['--risk', join(home, 'limits.json'), '--execute']
    const done = [
      await at('14:00', 'trade buy SIMALL 5 --limit 700', risk),
      await at('14:30', 'trade close SIMALL', risk),
      await at('14:40', 'trade buy SIMALL 5 --limit 900', risk),
      await at('15:00', 'trade buy SIMALL 5 --limit 700 --stop 600', risk),
      await at('15:30', 'trade halt --by ana --reason', [EVIL]),
    ]
    expect(
      done.map(({ code }) => code),
      done.map(({ stderr }) => stderr).join(''),
    ).toEqual([0, 0, 6, 0, 0])
    made = await at('16:00', `report --account --out ${file} --json`)
  })

  it('says mode and broker, and what it is of', async () => {
    expect(made.code, made.stderr).toBe(0)
    expect(made.json).toMatchObject({
      run: null,
      mode: 'paper',
      broker: 'simulated',
      account: 'simulated:main',
      symbols: ['SIMALL'],
      file,
    })
    expect(made.json.notes).toEqual([`trading is halted by ana: ${EVIL}`])
    const screen = await at('16:00', 'report --account --dry-run')
    expect(screen.stdout).toMatch(
      /^SIMULATED · report of the account simulated:main\nwould be written to .*account-simulated-main\.html/,
    )
  })

  it('takes a run or the account', async () => {
    for (const line of ['report', 'report last --account']) {
      const refused = await openbell(words(line), { home })
      expect(refused).toMatchObject({ code: 2, stdout: '' })
      expect(refused.stderr).toContain('openbell report --account')
    }
  })

  it.skipIf(chromium === null)(`opens in a real browser (${chromium ?? 'skipped: no Chromium found'})`, async () => {
    const browser = await launch(chromium as string)
    const { page, complaints, requests } = await openReport(browser, file, 'light')
    const text = (id: string) => page.locator(`#${id}`).innerText()
    expect(await page.locator('.banner').innerText()).toMatch(/^SIMULATED: an account of the simulated exchange/)
    expect(await page.locator('h1').innerText()).toBe('SIMULATED account simulated:main')
    expect(await coloursOf(page, '#equity-chart')).toBeGreaterThan(5)
    expect(await text('positions')).toMatch(/SIMALL\s+5\s.*600\.00\s+5/)
    expect(await text('orders')).toMatch(/SIMALL\s+sell\s+5\s.*stop/)
    expect(await page.locator('#trips tbody tr:visible').count()).toBe(1)
    expect(await text('fills')).toContain('buy')
    expect(await text('denials')).toMatch(/collar\s+1\s+0/)
    expect(await text('events')).toContain(EVIL)
    await page.getByRole('button', { name: 'Shares' }).first().click()
    expect(await page.locator('th[aria-sort=ascending]').count()).toBe(1)
    expect(await page.evaluate('globalThis.pwned')).toBeUndefined()
    await page.setViewportSize({ width: 390, height: 800 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    expect(complaints).toEqual([])
    expect(requests).toEqual([])
    await browser.close()
  })
})
