import { stripVTControlCharacters } from 'node:util'
import { Chalk } from 'chalk'
import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { view } from '../../../../src/cli/views/forecast.ts'
import type { Terminal } from '../../../../src/cli/views/view.ts'
import { forecastOutput } from '../../../../src/operations/forecast/output.ts'
import { forecastAnswer, forecastResult } from '../../../support/forecast-answer.ts'

const plain: Terminal = { width: 100, paint: new Chalk({ level: 0 }), terminal: false }
const screen: Terminal = { ...plain, terminal: true }
const colour: Terminal = { ...screen, paint: new Chalk({ level: 1 }) }
const SHADE = /[░▒]/

describe('view of a forecast', () => {
  it('is of what the operation answers', () => {
    expect(forecastOutput.parse(forecastAnswer([forecastResult({ past: 2 })])).results).toHaveLength(1)
  })

  it('says who speaks, what the bands are, and that no skill is shown, with its figures', () => {
    const text = view(forecastAnswer([forecastResult()]), plain)
    expect(text).toContain('SIMULATED  feed simulated · as of 2025-10-01 20:00Z · 30 bars of 1d ahead, reads 84')
    expect(text).toContain('SIMTEC 97.35 at 2025-09-29 · last value with calibrated bands')
    expect(text).toContain('no skill shown over last value (skill -1.3%, 95% -2.1..-0.5, 1,488 past forecasts, 49 of them apart)')
    expect(text).toContain('80% band held 78.7% of the time, 95% band held 93.7% of the time, in 1,422 past forecasts')
    expect(text).toContain('MASE 4.31; skill in interval score -1.1%, 95% -2.0..-0.1')
    expect(text).toContain('each alone, in hindsight: least-squares line -1.3%, drift -2.1%')
    expect(text).toContain('P(up) 52.1%, 95% 38.3..65.5; median move 0.0%, mean size of the move 6.2%')
    expect(text).toContain('HOLD, confidence 0.52: no skill over the last value is shown, so nothing is advised')
    expect(text).toMatch(
      /model auto-3f9a21c07be4 · trained to 2025-09-29 · 1,518 rows · seed 1 · data 9c1d5e7a20b3 · backend wasm/,
    )
    expect(text).not.toMatch(/target|[▲▼]/)
  })

  it('shows a few steps with the median and each band, and the last step whatever its number', () => {
    const text = view(forecastAnswer([forecastResult({ horizon: 12 })]), plain)
    expect(text).toMatch(/step +time +median +80% band +95% band/)
    expect(text).toMatch(/ 1 +2025-09-30 +97\.35 +96\.24 to 98\.48 +95\.65 to 99\.09/)
    expect(text.split('\n').filter((line) => /^ +\d+ +2025-/.test(line))).toHaveLength(4)
    expect(text).toMatch(/^ +12 +2025-10-11/m)
  })

  it('says where a model beats the last value, and where it cannot be judged', () => {
    const { model, evaluation } = forecastResult()
    const better = forecastResult(
      {},
      {
        beatsNaive: true,
        model: { ...model, shown: 'half-linear' },
        evaluation: { ...evaluation, skill: 0.042, skillLow: 0.011, skillHigh: 0.071 },
      },
    )
    const text = view(forecastAnswer([better]), plain)
    expect(text).toContain('least-squares line halfway to the last value with calibrated bands')
    expect(text).toContain('better than last value (skill +4.2%, 95% 1.1..7.1, 1,488 past forecasts, 49 of them apart)')
    const none = { ...evaluation, mase: null, skill: null, skillLow: null, skillHigh: null, windows: 0, effectiveWindows: 0 }
    const young = forecastResult({}, { evaluation: { ...none, coverage: [{ level: 0.8, achieved: null, windows: 0 }] } })
    const unknown = view(forecastAnswer([young]), plain)
    expect(unknown).toContain('no skill shown over last value: no past forecast could be judged')
    expect(unknown).toContain('80% band: not judged, in 0 past forecasts')
    expect(unknown).not.toMatch(/NaN|null|undefined/)
  })

  it('claims nothing of the last value against itself, and names the best beside it', () => {
    const { evaluation } = forecastResult()
    const itself = { evaluation: { ...evaluation, skill: 0, skillLow: 0, skillHigh: 0 } }
    const said = 'no skill to show: this is the last value itself ('
    const judged = '1,488 past forecasts, 49 of them apart)'
    const among = view(forecastAnswer([forecastResult({}, itself)]), plain)
    expect(among).toContain(`${said}the best beside it, least-squares line: skill -1.3%, ${judged}`)
    const alone = view(forecastAnswer([forecastResult({}, { ...itself, experts: [{ name: 'naive', skill: 0 }] })]), plain)
    expect(alone).toContain(`${said}${judged}`)
  })

  it('draws the fan in a terminal only: history, bands, origin, dates', () => {
    expect(view(forecastAnswer([forecastResult()]), plain)).not.toMatch(SHADE)
    const lines = view(forecastAnswer([forecastResult()]), screen).split('\n')
    const key = lines.indexOf('░ 95% band, ▒ 80% band, ⠒ median')
    expect(lines.slice(key + 1, key + 16)).toMatchInlineSnapshot(`
      [
        "                                                                    ┊                    ░░░",
        "⠉⠱⡀ ⢀                                                               ┊              ░░░░░░░░░",
        "  ⠑⠤⠊⠣⡀  ⡀                                                          ┊         ░░░░░░░░░░░░░▒  105.00",
        "      ⠉⢱⡠⠛⡄                                                         ┊     ░░░░░░░░▒▒▒▒▒▒▒▒▒▒",
        "          ⠘⢄                                                        ┊   ░░░▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒",
        "           ⠸⣀                                                       ┊ ░▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒  100.00",
        "             ⡇    ⢀⢄   ⣄              ⢀                   ⢠⡀        ┊▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒",
        "             ⠘⠤⠤⠋⠉⠁⠈⠢⡰⠊⠈⠊⠒⡄       ⢀ ⡀⢠⠊⡇⢀⢄              ⣄⡰⠁⠱⡀ ⡜⡦⠢⡀  ⡰⠐▒⠂⠐▒⠂⠐▒⠂⠐▒⠂⠐▒⠂⠐▒⠂⠐▒⠂⠐▒  97.35",
        "                          ⠘⠤⡀⡗⢄⡀  ⡜⠣⠋⠁ ⠈⠁⠘⠒⢄⡀⢀⢄ ⡜⢢ ⢀⠔⢄ ⡰⠁   ⠈⠉   ⠑⠒⠊┊▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒  95.00",
        "                            ⠈  ⠸⡀⡎          ⢸⠎ ⠉  ⠑⠁  ⠉             ┊ ░░▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒",
        "                                ⠑⠁                                  ┊    ░░░░░▒▒▒▒▒▒▒▒▒▒▒▒▒▒",
        "                                                                    ┊        ░░░░░░░░░░▒▒▒▒▒",
        "                                                                    ┊             ░░░░░░░░░░  90.00",
        "                                                                    ┊                   ░░░░",
        "2025-07-02                   2025-08-16                        2025-09-29         2025-10-29",
      ]
    `)
  })

  it('puts past fans at their origins along what came', () => {
    const without = view(forecastAnswer([forecastResult()]), screen)
    const text = view(forecastAnswer([forecastResult({ past: 2 })]), screen)
    expect(text).toContain('bands along the line: what was said then')
    const leftOf = (all: string) =>
      all
        .split('\n')
        .filter((line) => line.includes('┊'))
        .map((line) => line.slice(0, line.indexOf('┊')))
        .join('')
    expect(leftOf(text)).toMatch(SHADE)
    expect(leftOf(without)).not.toMatch(SHADE)
  })

  it('keeps its shapes without colours, and in plain characters', () => {
    const answer = forecastAnswer([forecastResult({ past: 1 })])
    const coloured = view(answer, colour)
    expect(coloured).toContain('\x1b[35m')
    expect(stripVTControlCharacters(coloured)).toBe(view(answer, screen))
    const ascii = view(answer, { ...screen, ascii: true })
    const chart = ascii.split('\n').slice(3, 20).join('\n')
    expect(chart).toMatch(/\*\*/)
    expect(chart).toMatch(/:::/)
    expect(chart).toMatch(/\.\.\./)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: everything but plain characters is looked for
    expect(chart).not.toMatch(/[^\x00-\x7f]/)
  })

  it('gives many symbols a row each', () => {
    const results = ['AA', 'BBB', 'CC', 'DDD'].map((symbol) => forecastResult({ symbol }, { history: [] }))
    const text = view(forecastAnswer(results), screen)
    expect(text).toMatch(/symbol +last +80% band, step 30 +P\(up\) +skill +95% interval +beats last value +shown +signal/)
    expect(text).toMatch(/BBB +97\.35 +91\.39 to 103\.70 +52% +-1\.3% +-2\.1\.\.-0\.5 +no +naive +HOLD/)
    expect(text).not.toMatch(SHADE)
    expect(text).not.toContain('MASE')
  })

  it('draws many symbols whose history was asked for', () => {
    const results = ['AA', 'BBB', 'CC', 'DDD'].map((symbol) => forecastResult({ symbol }))
    const text = view(forecastAnswer(results), screen)
    expect(text.match(/░ 95% band/g)).toHaveLength(4)
    expect(view(forecastAnswer(results, { report: '/r.html' }), screen), 'they are on the page').not.toMatch(SHADE)
  })

  it('tells a series of a file without times by its rows', () => {
    const file = { asOf: null, source: 'file', feed: 'file' }
    const text = view(forecastAnswer([forecastResult({ times: false, past: 1 })], file), screen)
    expect(text).toContain('FILE · 30 rows ahead, reads 84')
    expect(text).toContain('row 1518')
    expect(text).toContain('+30')
    expect(text).toContain('bands along the line')
    expect(text).not.toContain('n/a')
  })

  it('says what failed, what to mind, what is stale and what was kept', () => {
    const { model } = forecastResult()
    const stale = forecastResult({}, { model: { ...model, stale: true, reproducible: false }, warnings: ['prices are old'] })
    const failed = [{ symbol: 'NEW', kind: 'no-data' as const, message: '100 bars, 342 are needed', hint: 'openbell bars NEW' }]
    const text = view(forecastAnswer([stale], { failed, warnings: ['a word'], saved: 'mine' }), plain)
    expect(text).toContain('STALE: the model knows nothing after 2025-09-29')
    expect(text).toContain('warning: prices are old')
    expect(text).toContain('warning: a word')
    expect(text).toContain('NEW: 100 bars, 342 are needed (openbell bars NEW)')
    expect(text).toContain('Kept model: mine')
    expect(text).toContain('next: openbell models show mine')
    expect(text).toContain('(not reproducible to the bit)')
    expect(view(forecastAnswer([stale], { saved: 'mine' }), { ...plain, dryRun: true })).not.toContain('Kept model')
  })

  it('fits every width from 40 columns, whatever the horizon, the prices and the levels', () => {
    const level = fc.constantFrom(
      { level: 0.5, z: 0.674 },
      { level: 0.8, z: 1.28 },
      { level: 0.9, z: 1.64 },
      { level: 0.95, z: 1.96 },
    )
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 220 }),
        fc.record({
          horizon: fc.integer({ min: 1, max: 120 }),
          history: fc.integer({ min: 2, max: 400 }),
          past: fc.integer({ min: 0, max: 6 }),
          start: fc.constantFrom(0.0004, 0.7, 12, 99.995, 4321, 98_765, 1_234_567),
          levels: fc.uniqueArray(level, { minLength: 1, maxLength: 4, selector: (one) => one.level }),
          times: fc.boolean(),
        }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        (width, wish, symbols, ascii) => {
          const results = Array.from({ length: symbols }, (_, i) => forecastResult({ ...wish, symbol: `SYM${i}` }))
          const text = view(forecastAnswer(results), { ...screen, width, ascii })
          expect(text).not.toMatch(/NaN|undefined|null|Infinity|…/)
          const isTable = (line: string) => /\d to \d|left out|^step|^symbol/.test(line)
          for (const line of text.split('\n').filter((one) => !one.startsWith('next:') && !isTable(one))) {
            expect(stringWidth(line), line).toBeLessThanOrEqual(width)
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})
