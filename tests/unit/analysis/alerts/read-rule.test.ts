import { describe, expect, it } from 'vitest'
import { readRule } from '../../../../src/analysis/alerts/read-rule.ts'

describe('what a rule may be', () => {
  it('an expression of prices is judged on prints, everything else on closed bars', () => {
    expect(readRule('price>600')).toMatchObject({ kind: 'expression', text: 'price > 600', live: true })
    expect(readRule('abs(change) > 0.03 and session_volume > 1000').live).toBe(true)
    expect(readRule('gap')).toMatchObject({ text: 'abs(gap) > 0.02', live: true })
    for (const rule of ['rsi:14 < 30', 'sma(20) > sma(50)', 'price > sma(20)', 'volume > 1000', 'rvol > 3', 'close > 10']) {
      expect(readRule(rule).live, rule).toBe(false)
    }
  })

  it('an event is its word', () => {
    expect(readRule(' Peak ')).toMatchObject({ kind: 'peak', text: 'peak', condition: null })
    expect(readRule('liquidity-lost').kind).toBe('liquidity-lost')
  })

  it('what is neither is refused with the nearest word', () => {
    expect(() => readRule('peaks')).toThrow("'peaks' is no rule; did you mean 'peak'?")
    expect(() => readRule('liquidity')).toThrow("did you mean 'liquidity-lost'?")
    expect(() => readRule('prcie > 3')).toThrow("did you mean 'price'?")
    expect(() => readRule('price')).toThrow('is a number, not a condition')
  })
})
