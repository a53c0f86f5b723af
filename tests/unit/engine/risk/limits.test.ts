import { describe, expect, it } from 'vitest'
import { describeLimits } from '../../../../src/engine/risk/describe.ts'
import { DEFAULT_LIMITS, LIMIT_NAMES, limitsSchema, limitValuesSchema, parseLimits } from '../../../../src/engine/risk/limits.ts'
import { NO_LIMITS } from './cases.ts'

describe('limits as a person writes them', () => {
  it('nothing written is the written defaults: 5% and $50,000 a position, 2% and $1,000 a day, limit orders only', () => {
    expect(parseLimits({}, 'limits.json')).toEqual(DEFAULT_LIMITS)
    expect(DEFAULT_LIMITS).toMatchObject({
      positionShare: 0.05,
      positionNotional: 50_000,
      dayLossShare: 0.02,
      dayLossNotional: 1000,
    })
    expect(DEFAULT_LIMITS).toMatchObject({ marketOrders: false, minimumPrintsPerMinute: 1000, quietWindows: ['08:00-08:15'] })
    expect(limitValuesSchema.parse(DEFAULT_LIMITS)).toEqual(DEFAULT_LIMITS)
  })

  it('what is written stands on top, null takes a limit away, symbols are normalised', () => {
    const limits = parseLimits({ positionShare: 0.2, dayLossNotional: null, deny: ['nq=f', ' gme '] }, 'limits.json')
    expect(limits).toEqual({ ...DEFAULT_LIMITS, positionShare: 0.2, dayLossNotional: null, deny: ['NQ', 'GME'] })
  })

  it('the same limits are the same text, in whatever order they were written', () => {
    const [a, b] = [
      { drawdown: 0.2, allow: null },
      { allow: null, drawdown: 0.2 },
    ].map((raw) => JSON.stringify(parseLimits(raw, 'x')))
    expect(a).toBe(b)
    expect(Object.keys(JSON.parse(a))).toEqual(LIMIT_NAMES)
  })

  it.each([
    [{ positionShare: 5, grossExposure: 11 }, /^limits.json: grossExposure is 11, allowed: a fraction above 0 up to 10/],
    [{ dayLossShare: 2 }, /dayLossShare is 2, allowed: a fraction above 0 up to 1 \(0.05 is 5%\), or null/],
    [{ dayLossNotional: 0 }, /dayLossNotional is 0, allowed: dollars above 0/],
    [{ ordersPerMinute: 1.5 }, /ordersPerMinute is 1.5, allowed: a whole number from 1/],
    [{ marketOrders: 'no' }, /marketOrders is "no", allowed: true or false/],
    [{ quietWindows: ['09:00-08:00'] }, /quietWindows is \["09:00-08:00"\], allowed: a list like/],
    [{ allow: [''] }, /allow is \[""\], allowed: a list of symbols/],
    [{ collar: null }, /marketOrders is false and collar is null/],
    [{ drawdownDays: null }, /drawdownDays is null, allowed: whole sessions/],
    [[], /holds no JSON object/],
    [null, /holds no JSON object/],
  ])('%j is refused with field, value and what is allowed', (raw, message) => {
    expect(() => parseLimits(raw, 'limits.json')).toThrow(
      expect.objectContaining({ kind: 'config', message: expect.stringMatching(message) }),
    )
  })

  it('an unknown limit gets the nearest name', () => {
    const thrown = expect.objectContaining({ kind: 'config', hint: "did you mean 'positionShare'?" })
    expect(() => parseLimits({ positionshares: 0.1 }, 'limits.json')).toThrow(thrown)
  })

  it('every limit is described', () => {
    for (const field of Object.values(limitsSchema.shape)) expect(field.description).toMatch(/: /)
  })
})

describe('limits as answers print them', () => {
  it('none says so', () => {
    expect(describeLimits(null)).toMatchObject({
      set: 'none',
      file: null,
      values: null,
      text: [expect.stringMatching(/^No risk limits/)],
    })
  })

  it('a sentence for each limit in force, none for one that is not', () => {
    const { set, text } = describeLimits({ ...DEFAULT_LIMITS })
    expect(set).toBe('settings')
    expect(text).toContain('A position holds at most 5% of equity or $50,000, whichever is less.')
    expect(text).toContain("No entries after a day's loss of 2% of equity or $1,000, whichever is less.")
    expect(text).toContain('No entries from 08:00 to 08:15 New York time.')
    expect(text.join(' ')).not.toMatch(/NaN|null|undefined|before the regular close/)
    expect(describeLimits(NO_LIMITS, 'a.json')).toMatchObject({ set: 'file', file: 'a.json', text: [] })
  })

  it.each(LIMIT_NAMES.filter((name) => !['marketOrders', 'drawdownDays', 'cooldownMinutes'].includes(name)))(
    '%s has its sentence',
    (name) => {
      const some = {
        ...DEFAULT_LIMITS,
        allow: ['SPY'],
        deny: ['GME'],
        orderNotional: 1,
        orderShare: 0.01,
        dayNotional: 1,
        flattenMinutesBeforeClose: 5,
      }
      const [one] = describeLimits({ ...NO_LIMITS, [name]: some[name] }).text
      expect(one).toMatch(/^[A-Z].*\.$/)
    },
  )
})
