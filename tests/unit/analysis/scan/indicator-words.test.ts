import { describe, expect, it } from 'vitest'
import { builtInIndicators, indicatorColumn } from '../../../../src/analysis/indicators/registry.ts'
import { FIELD_NAMES } from '../../../../src/analysis/scan/fields.ts'
import { indicatorWords } from '../../../../src/analysis/scan/indicator-words.ts'
import { parseNumber } from '../../../../src/analysis/scan/parse.ts'
import { barsNeeded } from '../../../../src/analysis/scan/plan.ts'
import { barsOf, seededCandles } from '../../../support/indicator-bars.ts'

describe('the words for indicators in rules', () => {
  it('name every output of every indicator that can rank symbols, each once', () => {
    const shown = Object.values(indicatorWords).map(({ spec, output }) => `${spec.name} ${spec.outputs[output]}`)
    expect(new Set(shown).size).toBe(shown.length)
    const hidden = [...builtInIndicators.values()]
      .flatMap((spec) => spec.outputs.map((output) => ({ spec, shown: `${spec.name} ${output}` })))
      .filter((one) => !shown.includes(one.shown))
    for (const { spec } of hidden) {
      const fromStart = spec.settle(spec.params.map((param) => param.default)) === Number.POSITIVE_INFINITY
      expect(spec.comparesTwo || fromStart || ['vwap', 'rvol', 'min', 'max', 'session'].includes(spec.name), spec.name).toBe(true)
    }
    expect(Object.keys(indicatorWords).filter((word) => (FIELD_NAMES as string[]).includes(word))).toEqual([])
  })

  it('mean the output they name', () => {
    const bars = barsOf(seededCandles(100))
    const column = (word: string) => {
      const { spec, output } = indicatorWords[word]
      return indicatorColumn(
        spec.name,
        bars,
        spec.params.map((param) => param.default),
        null,
        output,
      ).at(-1)!
    }
    expect(column('macd_histogram')).toBeCloseTo(column('macd') - column('macd_signal'), 12)
    expect(column('bollinger_middle')).toBeCloseTo(column('sma'), 10)
    expect(column('bollinger_upper')).toBeGreaterThan(column('bollinger_lower'))
  })

  it('need a number of bars that can be loaded', () => {
    for (const word of Object.keys(indicatorWords)) {
      const node = parseNumber(`${word}()`)
      if (node.type !== 'indicator') throw new Error(`${word} is no indicator`)
      expect(barsNeeded([node])).toBeLessThan(10_000)
    }
  })
})
