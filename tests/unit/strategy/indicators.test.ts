import { describe, expect, it } from 'vitest'
import { defineIndicator } from '../../../src/analysis/indicators/define.ts'
import { builtInIndicators } from '../../../src/analysis/indicators/registry.ts'
import type { IndicatorRef } from '../../../src/analysis/indicators/spec.ts'
import { custom } from '../../../src/strategy/custom.ts'
import type { Promised } from '../../../src/strategy/declare.ts'
import * as declarations from '../../../src/strategy/indicators.ts'
import { indicatorSetOf } from '../../../src/strategy/own-indicators.ts'

type Declare = (...given: unknown[]) => IndicatorRef
const camel = (name: string) => name.replaceAll(/[_-](\w)/g, (_, letter: string) => letter.toUpperCase())
const functions = declarations as unknown as Record<string, Declare>

describe('declarations of indicators', () => {
  it('are one for every indicator of the registry, and no others', () => {
    const names = [...builtInIndicators.keys()].map(camel)
    expect(Object.keys(declarations).sort()).toEqual([...names].sort())
    expect(new Set(names).size).toBe(names.length)
  })

  it.each([...builtInIndicators.values()].map((spec) => [spec.name, spec] as const))(
    '%s: names, order and defaults',
    (name, spec) => {
      const declare = functions[camel(name)]
      const other = spec.comparesTwo ? 'SPY' : null
      const tail = other === null ? [] : [other]
      const defaults = spec.params.map((param) => param.default)
      const plain = { name, params: defaults, input: null, other }
      expect(declare(...tail)).toEqual(plain)
      expect(declare(...defaults, ...tail)).toEqual(plain)
      if (spec.params.length > 0 && !spec.comparesTwo) {
        expect(declare(Object.fromEntries(spec.params.map((param) => [param.name, param.default])))).toEqual(plain)
        expect(() => declare({ nonsense: 1 })).toThrow(/has no number 'nonsense'/)
      }
      expect(() => declare(...defaults, 1, ...tail)).toThrow(expect.objectContaining({ kind: 'usage' }))
      if (spec.input !== null && !spec.comparesTwo) expect(declare('open', ...defaults)).toEqual({ ...plain, input: 'open' })
    },
  )

  it('know the parameter and output names that the types promise', () => {
    for (const [name, spec] of builtInIndicators) {
      const { paramNames, outputNames } = functions[camel(name)] as unknown as Promised
      expect([name, ...paramNames]).toEqual([name, ...spec.params.map((param) => param.name)])
      expect([name, ...outputNames]).toEqual([name, ...spec.outputs])
    }
  })

  it('nest, take columns, and say what is wrong', () => {
    const { sma, rsi, beta, macd, atr } = declarations
    expect(sma(rsi(14), 5)).toEqual({ name: 'sma', params: [5], input: rsi(14), other: null })
    expect(sma('volume', 20)).toMatchObject({ input: 'volume', params: [20] })
    expect(beta(60, 'nq=f')).toMatchObject({ other: 'NQ', params: [60] })
    expect(macd({ slow: 30 }).params).toEqual([12, 30, 9])
    expect(() => sma(0)).toThrow(/period of sma must be a whole number from 1/)
    expect(() => sma(2.5)).toThrow(/not 2.5/)
    expect(() => (sma as unknown as Declare)('typical', 5)).toThrow(/'typical' is no bar column/)
    expect(() => (sma as unknown as Declare)(macd(), 5)).toThrow(/sma needs one column; macd has 3/)
    expect(() => (atr as unknown as Declare)({ perod: 5 })).toThrow(/no number 'perod'; did you mean 'period'/)
    expect(() => (beta as unknown as Declare)(60)).toThrow(/name the second/)
  })
})

describe("a user's own indicators", () => {
  const line = defineIndicator({
    name: 'my_line',
    summary: 'The sum of all values so far, over a length.',
    params: { length: { default: 5, min: 1, max: 50 } },
    warmUp: () => 1,
    start: () => ({ total: 0 }),
    step: (bar, state, { length }) => {
      state.total += bar.value / length
      return state.total
    },
  })

  it('are declared by what they are, and the set of the declarations knows them, nested ones too', () => {
    const { sma, rsi } = declarations
    expect(custom(line)).toMatchObject({ name: 'my_line', params: [5], input: null })
    expect(custom(line, { length: 9 }, rsi(14))).toMatchObject({ params: [9], input: { name: 'rsi' } })
    expect(indicatorSetOf([sma(5), rsi(2)])).toBe(builtInIndicators)
    const set = indicatorSetOf([sma(custom(line), 5), sma(9)])
    expect(set.get('my_line')?.summary).toMatch(/sum of all values/)
    expect(set.size).toBe(builtInIndicators.size + 1)
  })

  it('are refused with a wrong number or a broken definition', () => {
    expect(() => custom(line, { length: 51 })).toThrow(/length of my_line must be a whole number from 1 to 50, not 51/)
    expect(() => custom(line, { lenth: 5 } as never)).toThrow(/my_line has no number 'lenth'; did you mean 'length'/)
    expect(() => custom({ ...line, name: 'My Line' })).toThrow(/custom indicator 'My Line'/)
    expect(() => indicatorSetOf([custom({ ...line, name: 'rsi' })])).toThrow(/two indicators are called 'rsi'/)
  })
})
