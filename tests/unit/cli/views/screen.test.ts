import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import { view } from '../../../../src/cli/views/backtest.ts'
import { factLine } from '../../../../src/cli/views/fact-line.ts'
import { number, price } from '../../../../src/cli/views/format.ts'
import { failures } from '../../../../src/cli/views/table.ts'
import { reportInput } from '../../../support/report-input.ts'

const screen = (width: number, terminal = true) => ({ width, terminal, paint: new Chalk({ level: 0 }) })

describe('a line of facts', () => {
  const line = ' SIMULATED  feed simulated · as of 2026-11-21 16:01Z · 1d bars · prices as given'

  it('stays as it is where it fits, and in a pipe', () => {
    expect(factLine(line, screen(80))).toBe(line)
    expect(factLine(line, screen(20, false))).toBe(line)
  })

  it('goes on below at a dot, and between words where no dot fits', () => {
    expect(factLine(line, screen(60))).toBe(' SIMULATED  feed simulated · as of 2026-11-21 16:01Z\n  1d bars · prices as given')
    for (const width of [18, 25, 40, 79])
      for (const one of factLine(line, screen(width)).split('\n'))
        expect(one.length, `${width}: ${one}`).toBeLessThanOrEqual(width)
  })
})

describe('a number', () => {
  it('has no sign where it is rounded to nothing', () => {
    expect([-4e-8, -0, 0.004, -0.006].map((one) => number(one))).toEqual(['0.00', '0.00', '0.00', '-0.01'])
    expect(number(-0.04, 1)).toBe('0.0')
  })
})

describe('a price', () => {
  it.each([
    [1.28312, 'GBPUSD', '1.28312'],
    [1.2, 'EUR/USD', '1.20000'],
    [151.2345, 'USDJPY', '151.234'],
    [1.28312, 'XRPUSD', '1.2831'],
    [43_210.126, 'BTCUSD', '43210.13'],
    [610, 'SIMALL', '610.00'],
    [0.5, 'SIMALL', '0.5000'],
    [0.00012345, 'SHIBUSD', '0.00012345'],
  ])('%d of %s is %s', (value, symbol, text) => expect(price(value, symbol)).toBe(text))

  it('that is none is n/a', () => expect([price(null), price(Number.NaN, 'GBPUSD')]).toEqual(['n/a', 'n/a']))
})

it('a failure goes on below where the screen ends', () => {
  const text = failures([{ symbol: 'X', message: 'no bars of this symbol anywhere', hint: 'openbell data list' }], screen(30))
  expect(text).toBe('X: no bars of this symbol\n  anywhere (openbell data\n  list)')
})

describe('a run', () => {
  const answer = { ...reportInput().answer, check: undefined }
  const monteCarlo = { ...answer.monteCarlo!, days: 9 }
  const grade = { ...answer.grade, reasons: ['9 days of returns (-25)'] }

  it('on weekly bars speaks of weeks', () => {
    const text = view({ ...answer, timeframe: '1w', monteCarlo, grade }, screen(100))
    expect(text).toContain('histories of 9 weeks')
    expect(text).toContain('9 weeks of returns')
    expect(text).toContain('only 9 weeks to draw from')
    expect(view({ ...answer, timeframe: '1w', monteCarlo: null }, screen(100))).toContain('n/a with fewer than two weeks')
  })

  it('of enough sessions is not called short', () => {
    const text = view({ ...answer, monteCarlo: { ...monteCarlo, days: 500 }, grade }, screen(100))
    expect(text).toContain('histories of 500 sessions')
    expect(text).toContain('9 days of returns')
    expect(text).not.toContain('to draw from')
  })

  it.each([60, 80, 120])('stays within %d columns but for the next command', (width) => {
    const reason = `a reason ${'that goes on '.repeat(40)}`
    const roundTrips = answer.roundTrips.map((one) => ({ ...one, exitReason: reason }))
    const text = view({ ...answer, monteCarlo, roundTrips, warnings: [reason] }, screen(width))
    for (const line of text.split('\n').filter((one) => !one.startsWith('next:')))
      expect(line.length, line).toBeLessThanOrEqual(width)
  })

  it('quotes in the next command what a shell would read otherwise', () => {
    const text = view({ ...answer, symbols: ['X&Y'] }, screen(100))
    expect(text).toMatch(/next: .*'X&Y' --check$/m)
  })
})
