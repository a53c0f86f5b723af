import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numberOf, type Operands, truthOf } from '../../../../src/analysis/scan/evaluate.ts'
import { clausesOf, operandsOf, render } from '../../../../src/analysis/scan/expression.ts'
import { parseNumber, parseRule } from '../../../../src/analysis/scan/parse.ts'
import { namedRules } from '../../../../src/analysis/scan/rules.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'

const clauses = (rule: string) => clausesOf(parseRule(rule)).map(render)

/** Operands from a table; what is not in it is unknown. */
const known = (table: Record<string, number>): Operands => ({
  field: (name) => table[name] ?? null,
  indicator: (node) => table[render(node)] ?? null,
})
const truth = (rule: string, table: Record<string, number> = {}) => truthOf(parseRule(rule), known(table))
const value = (text: string, table: Record<string, number> = {}) => numberOf(parseNumber(text), known(table))

function refusal(text: string): OpenbellError {
  try {
    parseRule(text)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(OpenbellError)
    return thrown as OpenbellError
  }
  throw new Error(`'${text}' was taken`)
}

describe('named rules are those of the contract', () => {
  test.each([
    ['momentum', ['change > 0.03', 'rvol > 3']],
    ['breakout', ['abs(change_1) > 0.03', 'volume > 2 * sma(volume, 20)']],
    ['gap', ['abs(gap) > 0.02']],
    ['oversold', ['rsi(14) < 30']],
    ['liquid', ['prints_per_minute >= 1000']],
    ['reversal', ['rsi(2) < 10', 'price > sma(200)']],
  ])('%s', (name, parts) => {
    expect(clauses(name)).toEqual(parts)
    expect(clauses(` ${name.toUpperCase()} `)).toEqual(parts)
    expect(parts.join(' and ')).toBe(namedRules[name].expression)
  })
})

describe('spellings', () => {
  test.each([
    ['RSI_14 < 30', 'rsi(14) < 30'],
    ['rsi:14 < 30', 'rsi(14) < 30'],
    ['rsi() < 30', 'rsi(14) < 30'],
    ['sma(close, 200) < price', 'sma(200) < price'],
    ['sma(price, 200) < price', 'sma(200) < price'],
    ['highest(close,20) <= price', 'highest(close, 20) <= price'],
    ['change > 1 && gap > 1 || gap = 2', 'change > 1 and gap > 1 or gap == 2'],
    ['not change > 1', 'not (change > 1)'],
    ['!(change > 1)', 'not (change > 1)'],
    ['not price - open > 1 and gap > 0', 'not (price - open > 1) and gap > 0'],
    ['not not gap > 1', 'not (not (gap > 1))'],
    ['price - (open - low) > 0', 'price - (open - low) > 0'],
    ['(price - open) - low > 0', 'price - open - low > 0'],
    ['2 * (price + open) / 3 > +1', '2 * (price + open) / 3 > 1'],
    ['gap > 1 and (change > 1 or rvol > 2)', 'gap > 1 and (change > 1 or rvol > 2)'],
    ['-gap > -(-1)', '-gap > -(-1)'],
    ['macd() > macd_signal(12,26)', 'macd(12, 26, 9) > macd_signal(12, 26, 9)'],
    ['close < bollinger_lower(20, 2.5)', 'close < bollinger_lower(20, 2.5)'],
    ['stochastic_k:14,3 < 20', 'stochastic_k(14, 3, 1) < 20'],
    ['true_range > 2 * atr_14', 'true_range() > 2 * atr(14)'],
    ['doji() = 1', 'doji() == 1'],
  ])('%s', (given, spelled) => {
    expect(render(parseRule(given))).toBe(spelled)
    expect(parseRule(spelled)).toEqual(parseRule(given))
  })

  test('clauses are the top-level and-parts only', () => {
    expect(clauses('(gap > 1 and change > 1) and (rvol > 2 or (price > 1 and open > 1))')).toEqual([
      'gap > 1',
      'change > 1',
      'rvol > 2 or price > 1 and open > 1',
    ])
  })

  test('operands, each once', () => {
    const operands = operandsOf(parseRule('abs(gap) > 0.02 and gap < max(rsi(14), sma(volume, 5)) and not rsi(14) > -price'))
    expect(operands.map(render)).toEqual(['gap', 'rsi(14)', 'sma(volume, 5)', 'price'])
  })
})

describe('what cannot be read is refused as usage, with the nearest name', () => {
  test.each([
    ['chnage > 1', "unknown name 'chnage' in the rule; did you mean 'change'?"],
    ['momentun', "unknown name 'momentun' in the rule; did you mean 'momentum'?"],
    ['rsl(14) < 30', "unknown name 'rsl' in the rule; did you mean 'rsi'?"],
    ['sma(volum, 20) > 1', 'did you mean volume?'],
    ['xylophone_quartet > 1', "unknown name 'xylophone_quartet' in the rule"],
    ['constructor > 1', "unknown name 'constructor' in the rule"],
    ['this > 1', 'cannot read'],
    ['rsi < 30', "'rsi' needs its period: rsi(14)"],
    ['macd_signal > 0', "'macd_signal' needs its numbers: macd_signal(12, 26, 9)"],
    ['stochastic(14) < 20', "unknown name 'stochastic'"],
    ['beta(60) > 1', "unknown name 'beta'"],
    ['obv > 1', "unknown name 'obv'"],
    ['bollinger_upper(20, -1) > 1', 'takes plain numbers'],
    ['macd(12, 26, 9, 4) > 0', 'macd takes 3 numbers, not 4'],
    ['rsi(0) < 30', 'must be a whole number from 1 to 1000, not 0'],
    ['rsi(1.5) < 30', 'not 1.5'],
    ['rsi(14, 3) < 30', 'rsi takes 1 number, not 2'],
    ['rsi(change, 3) < 30', 'not of'],
    ['rsi(price + 1) < 30', 'takes plain numbers'],
    ['atr(close, 14) > 1', 'atr takes no column'],
    ['abs(gap, 1) > 1', 'abs takes one number, not 2'],
    ['max(gap) > 1', 'max takes two numbers or more, not 1'],
    ['change', 'is a number, not a condition'],
    ['change and gap', 'a number stands where a condition belongs'],
    ['change > (gap > 1)', 'a condition stands where a number belongs'],
    ['change >', 'cannot read'],
    ['change > 1 gap', 'an operator is missing'],
    ['"a" > 1', 'only numbers can be compared'],
    ['price.constructor > 1', 'cannot read'],
    ['price["x"] > 1', 'cannot read'],
    ['price ? 1 : 2', 'cannot read'],
    ['price = 1; price = 2', 'cannot read'],
    ['change > 3%', 'cannot read'],
    ['', 'empty'],
  ])('%s', (text, message) => {
    const error = refusal(text)
    expect(error.kind).toBe('usage')
    expect(error.message).toContain(message)
    expect(error.hint).not.toBeNull()
  })
})

describe('evaluation', () => {
  const table = { price: 10, open: 8, gap: -0.5, 'rsi(14)': 25, 'sma(volume, 20)': 100, volume: 250 }

  test.each([
    ['price - open * 2', -6],
    ['(price - open) * 2 / 4', 1],
    ['abs(gap) + min(price, open, 3) + max(1, 2)', 5.5],
    ['-price + +1', -9],
    ['price / (open - 8)', null],
    ['price + rvol', null],
    ['min(price, rvol)', null],
  ])('%s', (text, expected) => expect(value(text, table)).toBe(expected))

  test.each([
    ['volume > 2 * sma(volume, 20) and rsi(14) < 30', true],
    ['price == 10 and price != 11 and price >= 10 and price <= 10', true],
    ['price > 10 or open < 8', false],
    ['not (price > 10)', true],
    ['rvol > 3', null],
    ['not (rvol > 3)', null],
    ['rvol > 3 or price > 1', true],
    ['rvol > 3 or price < 1', null],
    ['rvol > 3 and price < 1', false],
    ['price > 1 and rvol > 3', null],
  ])('%s', (rule, expected) => expect(truth(rule, table)).toBe(expected))

  test('property: rendering and parsing again changes nothing', () => {
    const leaf = fc.oneof(
      fc.constantFrom('price', 'gap', 'rsi(14)', 'sma(volume, 20)', 'highest(close, 5)'),
      fc.nat(99).map(String),
    )
    const number = fc.letrec<{ number: string }>((tie) => ({
      number: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaf,
        fc.tuple(tie('number'), fc.constantFrom('+', '-', '*', '/'), tie('number')).map(([a, op, b]) => `(${a} ${op} ${b})`),
        tie('number').map((a) => `-(${a})`),
        tie('number').map((a) => `abs(${a})`),
      ),
    })).number
    const compare = fc.tuple(number, fc.constantFrom('<', '<=', '>', '>=', '==', '!='), number).map((parts) => parts.join(' '))
    const condition = fc.letrec<{ condition: string }>((tie) => ({
      condition: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        compare,
        fc.tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition')).map(([a, op, b]) => `(${a}) ${op} (${b})`),
        tie('condition').map((a) => `not (${a})`),
      ),
    })).condition
    const operands = known({ price: 3, gap: -2, 'rsi(14)': 50, 'sma(volume, 20)': 7 })
    fc.assert(
      fc.property(condition, (text) => {
        const node = parseRule(text)
        const again = parseRule(render(node))
        expect(render(again)).toBe(render(node))
        expect(truthOf(again, operands)).toBe(truthOf(node, operands))
      }),
    )
  })
})
