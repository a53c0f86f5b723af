import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../../src/core/time.ts'
import { heldWords, inQuietHours, SENDS_A_MINUTE, Throttle } from '../../../../src/engine/alerts/throttle.ts'

const NOON = Date.UTC(2026, 2, 20, 16)
/** New York is four hours behind on that day. */
const newYork = (hour: number, minute = 0) => Date.UTC(2026, 2, 20, hour + 4, minute)

describe('how often a person is disturbed', () => {
  it('one rule sends four a minute; what it held back goes with the next', () => {
    const throttle = new Throttle(null)
    const verdicts = Array.from({ length: 10 }, (_, i) => throttle.judge(1, NOON + i * SECOND))
    expect(verdicts.map(({ reason }) => reason)).toEqual([...Array(4).fill('sent'), ...Array(6).fill('limited')])
    expect(throttle.judge(2, NOON + 11 * SECOND)).toEqual({ send: true, reason: 'sent', held: { limited: 6, quiet: 0 } })
    expect(throttle.judge(1, NOON + MINUTE)).toEqual({ send: true, reason: 'sent', held: { limited: 0, quiet: 0 } })
  })

  it('all rules together send twenty a minute', () => {
    const throttle = new Throttle(null)
    const sent = Array.from({ length: 100 }, (_, rule) => throttle.judge(rule, NOON)).filter(({ send }) => send)
    expect(sent).toHaveLength(SENDS_A_MINUTE.all)
    expect(throttle.takeHeld()).toEqual({ limited: 80, quiet: 0 })
    expect(throttle.takeHeld()).toEqual({ limited: 0, quiet: 0 })
  })

  it('quiet hours go over midnight, on New York clocks; their count is told after them', () => {
    const throttle = new Throttle('22:00-06:00')
    expect(throttle.judge(1, newYork(21, 59)).reason).toBe('sent')
    expect(throttle.judge(1, newYork(22)).reason).toBe('quiet')
    expect(throttle.judge(1, newYork(29, 59)).reason).toBe('quiet')
    expect(throttle.judge(1, newYork(30))).toEqual({ send: true, reason: 'sent', held: { limited: 0, quiet: 2 } })
    expect(inQuietHours('08:00-08:15', newYork(8, 14))).toBe(true)
    expect(inQuietHours('08:00-08:15', newYork(8, 15))).toBe(false)
    expect(inQuietHours(null, newYork(3))).toBe(false)
  })

  it('says what was held back, and nothing when nothing was', () => {
    expect(heldWords({ limited: 0, quiet: 0 })).toBe('')
    expect(heldWords({ limited: 3, quiet: 2 })).toBe(' (3 more held back by the rate limit, 2 more in the quiet hours)')
  })

  it('property: no minute has more than its share, and nothing is lost: sent + told as held + still held = all', () => {
    const step = fc.record({ wait: fc.integer({ min: 0, max: 20_000 }), rule: fc.integer({ min: 1, max: 8 }) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const throttle = new Throttle(null)
        let at = NOON
        const verdicts = steps.map(({ wait, rule }) => {
          at += wait
          return { at, rule, ...throttle.judge(rule, at) }
        })
        const sent = verdicts.filter(({ send }) => send)
        for (const one of sent) {
          const within = sent.filter((other) => other.at <= one.at && other.at > one.at - MINUTE)
          expect(within.length).toBeLessThanOrEqual(SENDS_A_MINUTE.all)
          expect(within.filter(({ rule }) => rule === one.rule).length).toBeLessThanOrEqual(SENDS_A_MINUTE.rule)
        }
        const told = sent.reduce((sum, { held }) => sum + held.limited, 0)
        expect(sent.length + told + throttle.takeHeld().limited).toBe(steps.length)
      }),
      { numRuns: 60 },
    )
  })
})
