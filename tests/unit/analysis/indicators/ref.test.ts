import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatIndicator, parseIndicator } from '../../../../src/analysis/indicators/ref.ts'
import { builtInIndicators } from '../../../../src/analysis/indicators/registry.ts'
import type { IndicatorRef } from '../../../../src/analysis/indicators/spec.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'

function refusal(text: string): OpenbellError {
  try {
    parseIndicator(text)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(OpenbellError)
    return thrown as OpenbellError
  }
  throw new Error(`'${text}' was taken`)
}

describe('spellings', () => {
  test.each([
    ['rsi:14', 'rsi:14'],
    ['rsi_14', 'rsi:14'],
    ['rsi', 'rsi:14'],
    [' RSI:9 ', 'rsi:9'],
    ['macd', 'macd:12,26,9'],
    ['macd:5, 35', 'macd:5,35,9'],
    ['macd_5_35_5', 'macd:5,35,5'],
    ['bollinger:20,2.5', 'bollinger:20,2.5'],
    ['sma:20@volume', 'sma:20@volume'],
    ['sma:20@close', 'sma:20'],
    ['sma:20@Price', 'sma:20'],
    ['highest:20@high', 'highest:20'],
    ['highest_20@close', 'highest:20@close'],
    ['sma:5(rsi:14)', 'sma:5(rsi:14)'],
    ['sma_5(rsi)', 'sma:5(rsi:14)'],
    ['ema:3(sma:4(rsi:5@open))', 'ema:3(sma:4(rsi:5@open))'],
    ['beta:60@spy', 'beta:60@SPY'],
    ['correlation@BRK.B', 'correlation:60@BRK.B'],
    ['beta@ES=F', 'beta:60@ES'],
    ['vwap', 'vwap'],
    ['true-range', 'true_range'],
    ['awesome_oscillator:5,34', 'awesome_oscillator:5,34'],
  ])('%s', (given, canonical) => {
    const ref = parseIndicator(given)
    expect(formatIndicator(ref)).toBe(canonical)
    expect(parseIndicator(canonical)).toEqual(ref)
  })

  test('a use that was declared with its own column, or without its last numbers, has the same spelling', () => {
    expect(formatIndicator({ name: 'sma', params: [20], input: 'close', other: null })).toBe('sma:20')
    expect(formatIndicator({ name: 'macd', params: [5], input: null, other: null })).toBe('macd:5,26,9')
  })

  test('property: every use has one spelling, which is read as that use', () => {
    const single = [...builtInIndicators.values()].filter((spec) => spec.input !== null && !spec.comparesTwo)
    const nestable = single.filter((spec) => spec.outputs.length === 1 && !spec.sparse)
    const numbers = fc.array(fc.nat(100), { minLength: 9, maxLength: 9 })
    const use = fc.letrec<{ use: IndicatorRef; inner: IndicatorRef }>((tie) => ({
      inner: fc.tuple(fc.constantFrom(...nestable), numbers, input(tie('inner'))).map(made),
      use: fc.tuple(fc.constantFrom(...single), numbers, input(tie('inner'))).map(made),
    })).use
    fc.assert(
      fc.property(use, (ref) => {
        const spelled = formatIndicator(ref)
        expect(formatIndicator(parseIndicator(spelled))).toBe(spelled)
        expect(parseIndicator(spelled).params).toEqual(ref.params)
      }),
    )
  })
})

const input = (inner: fc.Arbitrary<IndicatorRef>) =>
  fc.oneof({ maxDepth: 3 }, fc.constantFrom(null, 'open' as const, 'close' as const, 'volume' as const), inner)

function made([{ name, params }, picks, column]: [
  { name: string; params: { min: number; max: number; fraction?: boolean }[] },
  number[],
  IndicatorRef['input'],
]): IndicatorRef {
  const values = params.map(({ min, max, fraction }, i) => {
    const value = min + (picks[i] / 100) * (max - min)
    return fraction ? Math.round(value * 100) / 100 : Math.round(value)
  })
  return { name, params: values, input: column, other: null }
}

describe('what cannot be read is refused as usage, with what was meant and a command', () => {
  test.each([
    ['', 'cannot read'],
    ['rsi:14:3', 'not'],
    ['rsl:14', "no indicator is called 'rsl'; did you mean 'rsi'?"],
    ['xylophone_quartet', "no indicator is called 'xylophone_quartet'"],
    ['constructor', 'no indicator is called'],
    ['rsi:0', 'period of rsi must be a whole number from 1 to 1000, not 0'],
    ['rsi:1001', 'not 1001'],
    ['rsi:1.5', 'not 1.5'],
    ['rsi:-3', 'not -3'],
    ['rsi:fast', "period of rsi is a number, not 'fast'"],
    ['rsi:', "not ''"],
    ['macd:12,,9', "slow of macd is a number, not ''"],
    ['rsi:14,3', 'rsi takes 1 number (period), not 2'],
    ['vwap:3', 'vwap takes no numbers, not 1'],
    ['rsi_14:14', 'gives its numbers twice'],
    ['sma:20@volum', "not of 'volum'; did you mean 'volume'?"],
    ['atr:14@close', 'takes no column'],
    ['atr:14(rsi)', 'takes no column'],
    ['sma:5(macd)', 'macd has 3: macd, signal, histogram'],
    ['sma:5(beta:60@SPY)', 'beta'],
    ['sma:5(rsi)@volume', 'two things at once'],
    ['beta:60', 'compares two symbols'],
    ['beta:60@', 'compares two symbols'],
    ['sma:5(rsi', 'cannot read'],
    [`${'sma:5('.repeat(60)}rsi`, 'cannot read'],
  ])('%s', (text, message) => {
    const error = refusal(text)
    expect(error.kind).toBe('usage')
    expect(error.message).toContain(message)
    expect(error.hint).toMatch(/^openbell indicators \w+ --add /)
  })
})
