import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import { factLine } from '../../../../src/cli/views/fact-line.ts'
import { price } from '../../../../src/cli/views/format.ts'
import { failures } from '../../../../src/cli/views/table.ts'

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
