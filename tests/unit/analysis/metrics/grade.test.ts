import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gradeOf } from '../../../../src/analysis/metrics/grade.ts'
import { findingsOf, type GradeFacts } from '../../../../src/analysis/metrics/grade-rules.ts'

const clean: GradeFacts = {
  roundTrips: 240,
  openRoundTrips: 0,
  days: 1500,
  trialsEver: 1,
  deflatedSharpe: 0.99,
  fills: 480,
  ambiguousBars: 0,
  shrunkFills: 0,
  withoutVolume: 0,
  simulated: false,
  feed: 'sip',
  coverage: 1,
  adjustment: 'actions',
  survivorship: 'point-in-time',
  fee: 'us',
  slippage: 'spread',
  lookAhead: 'clean',
}
const letter = (more: Partial<GradeFacts>) => gradeOf({ ...clean, ...more }).letter
const heaviest = (more: Partial<GradeFacts>) => gradeOf({ ...clean, ...more }).reasons[0]

describe('honesty grade', () => {
  it('is A with nothing against it, and still says what it looked at', () => {
    const grade = gradeOf(clean)
    expect(grade.letter).toBe('A')
    expect(grade.reasons).toContain('240 closed round trips')
    expect(grade.reasons).toContain('1 trial ever run on this data')
    expect(grade.reasons.filter((one) => /\(-\d+\)/.test(one))).toEqual([])
  })

  it('names each thing against a result with its figure and what it cost', () => {
    expect(heaviest({ roundTrips: 12 })).toBe('12 closed round trips (-25)')
    expect(heaviest({ deflatedSharpe: 0.62, trialsEver: 60 })).toBe(
      'deflated Sharpe ratio 62%: the chance that the edge is real after 60 trials (-25)',
    )
    expect(heaviest({ deflatedSharpe: null })).toBe('deflated Sharpe ratio cannot be computed (-25)')
    expect(heaviest({ trialsEver: 5000 })).toBe('5000 trials ever run on this data (-10)')
    expect(heaviest({ days: 200 })).toBe('200 days of returns (-15)')
    expect(heaviest({ ambiguousBars: 48 })).toBe('48 ambiguous bars to 480 fills, the worse order of events assumed (-15)')
    expect(heaviest({ shrunkFills: 120 })).toBe('120 of 480 fills (25%) cut to what cash covered (-10)')
    expect(heaviest({ withoutVolume: 480 })).toBe('480 of 480 fills (100%) in bars without volume, taken whole (-15)')
    expect(heaviest({ feed: 'iex', coverage: 0.025 })).toBe("feed iex carries about 2.5% of the market's volume (-10)")
    expect(heaviest({ adjustment: 'raw' })).toBe('raw prices; splits and dividends are not known (-15)')
    expect(heaviest({ survivorship: 'today' })).toBe('symbols chosen today: those that vanished are missing (-5)')
    expect(heaviest({ slippage: 'none' })).toBe('fills without slippage (-15)')
    expect(heaviest({ fee: 'none' })).toBe('fills without fees (-5)')
    expect(heaviest({ lookAhead: 'not-run' })).toBe('look-ahead check not run (--check) (-5)')
    expect(heaviest({ openRoundTrips: 1 })).toBe('1 position still open, valued at the last close (-3)')
  })

  it('is never better than D on a simulated market, nor than F for what saw the future', () => {
    expect(gradeOf({ ...clean, simulated: true, feed: 'simulated' })).toMatchObject({ letter: 'D' })
    expect(heaviest({ simulated: true, feed: 'simulated' })).toBe(
      'feed simulated: a simulated market proves nothing about the real one (no better than D)',
    )
    expect(letter({ lookAhead: 'caught' })).toBe('F')
    expect(letter({ simulated: true, roundTrips: 3, days: 20, deflatedSharpe: 0.3 }), 'a ceiling lifts nothing').toBe('F')
  })

  it('goes through the letters as evidence goes', () => {
    const usual = { survivorship: 'today', lookAhead: 'not-run', adjustment: 'splits' } as const
    expect(letter(usual)).toBe('B')
    expect(letter({ ...usual, deflatedSharpe: 0.7 })).toBe('C')
    expect(letter({ ...usual, deflatedSharpe: 0.7, roundTrips: 20 })).toBe('D')
    expect(letter({ ...usual, deflatedSharpe: 0.3, roundTrips: 5, days: 40 })).toBe('F')
    expect(letter({ roundTrips: 0, fills: 0, deflatedSharpe: null }), 'no round trip, no evidence').toBe('F')
  })

  it('never improves as facts get worse', () => {
    const share = fc.integer({ min: 0, max: 600 })
    const facts = fc.record({
      roundTrips: share,
      days: share,
      trialsEver: fc.integer({ min: 1, max: 3000 }),
      ambiguousBars: share,
    })
    const cost = (more: Partial<GradeFacts>) => findingsOf({ ...clean, ...more }).reduce((sum, one) => sum + one.cost, 0)
    fc.assert(
      fc.property(facts, fc.nat(100), (one, by) => {
        const worse = [
          { ...one, roundTrips: Math.max(0, one.roundTrips - by) },
          { ...one, days: Math.max(0, one.days - by) },
          { ...one, trialsEver: one.trialsEver + by },
          { ...one, ambiguousBars: one.ambiguousBars + by },
        ]
        for (const other of worse) expect(cost(other)).toBeGreaterThanOrEqual(cost(one))
      }),
    )
  })
})
