import { describe, expect, it } from 'vitest'
import { parseTimeframe } from '../../../src/market/timeframe.ts'

describe('a timeframe as it is typed', () => {
  it.each([
    ['5m', '5m'],
    ['5Min', '5m'],
    ['60m', '1h'],
    ['1Week', '1w'],
  ])('%s is %s', (text, timeframe) => expect(parseTimeframe(text)).toBe(timeframe))

  it.each(['7m', '', '__proto__', 'constructor', 'toString'])("'%s' is none, and the error says which there are", (text) => {
    expect(() => parseTimeframe(text)).toThrow(expect.objectContaining({ kind: 'usage', hint: expect.stringContaining('15m') }))
  })
})
