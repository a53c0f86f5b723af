import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../../../../../src/core/time.ts'
import { newYorkMidnight } from '../../../../../src/market/calendar/new-york.ts'
import { growthOf } from '../../../../../src/operations/report/account/growth.ts'
import type { Mark } from '../../../../../src/operations/report/account/transfers.ts'

const START = Date.UTC(2026, 0, 5, 21)
/** One mark a day. */
const daily = (equity: readonly number[]): Mark[] =>
  equity.map((value, i) => ({ at: START + i * DAY, day: 20_458 + i, equity: value }))

describe('the growth of an account', () => {
  it('is that of daily equity', () => {
    const equity = Array.from({ length: 41 }, (_, i) => 100 * 1.01 ** Math.floor(i / 2) * (i % 2 ? 1.02 : 1))
    const returns = equity.slice(1).map((value, i) => value / equity[i] - 1)
    const mean = returns.reduce((sum, one) => sum + one, 0) / 40
    const deviation = Math.sqrt(returns.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 39)
    const growth = growthOf(daily(equity), [])
    expect(growth.totalReturn).toBeCloseTo(equity[40] / 100 - 1, 12)
    expect(growth.sharpe).toBeCloseTo((mean / deviation) * Math.sqrt(252), 10)
    expect(growth.maxDrawdown).toBeCloseTo(1 - 1.01 / 1.02, 12)
    expect(growth.unknown).toEqual([])
  })

  it('falls within a day too, and counts a day by its last mark', () => {
    const marks = [100, 120, 90, 110].map((equity, i) => ({ at: START + i * 1000, day: i < 3 ? 20_458 : 20_459, equity }))
    expect(growthOf(marks, [])).toMatchObject({ totalReturn: expect.closeTo(0.1, 12), maxDrawdown: expect.closeTo(0.25, 12) })
  })

  it('says why a figure is null', () => {
    const reasonOf = (marks: Mark[], figure: string) => growthOf(marks, []).unknown.find((one) => one.figure === figure)?.reason
    for (const figure of ['totalReturn', 'sharpe', 'maxDrawdown']) {
      expect(reasonOf([], figure)).toBe('the account has 0 marked days, 2 are needed')
      expect(reasonOf(daily([100]), figure)).toBe('the account has 1 marked day, 2 are needed')
    }
    const two = growthOf(daily([100, 101]), [])
    expect(two).toMatchObject({ totalReturn: expect.closeTo(0.01, 12), sharpe: null, maxDrawdown: 0 })
    expect(two.unknown).toEqual([{ figure: 'sharpe', reason: expect.stringContaining('1 daily return,') }])
    const flat = growthOf(daily(Array(30).fill(100)), [])
    expect(flat).toMatchObject({ totalReturn: 0, sharpe: null, unknown: [{ figure: 'sharpe', reason: 'equity never moved' }] })
  })

  it('does not take money that came or went for gains and losses', () => {
    const moves = fc.array(
      fc.record({
        gain: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
        amount: fc.double({ min: -500, max: 500, noNaN: true }),
      }),
      { minLength: 2, maxLength: 40 },
    )
    fc.assert(
      fc.property(moves, (days) => {
        const [own, paid] = [[1000], [1000]]
        const transfers: { at: number; amount: number }[] = []
        for (const [i, { gain, amount }] of days.entries()) {
          own.push(own[i] * (1 + gain))
          const before = paid[i] * (1 + gain)
          // Nothing is taken out that is not there.
          const moved = Math.max(amount, 100 - before)
          paid.push(before + moved)
          transfers.push({ at: START + (i + 1) * DAY - 1000, amount: moved })
        }
        const [plain, moved] = [growthOf(daily(own), []), growthOf(daily(paid), transfers)]
        expect(moved.totalReturn).toBeCloseTo(plain.totalReturn!, 9)
        expect(moved.maxDrawdown).toBeCloseTo(plain.maxDrawdown!, 9)
        if (plain.sharpe !== null) expect(moved.sharpe).toBeCloseTo(plain.sharpe, 6)
        else expect(moved.sharpe).toBeNull()
      }),
      { numRuns: 60 },
    )
  })

  it('takes money whose date alone is known to have come where equity moved by it', () => {
    const days = [20_458, 20_458, 20_459, 20_459, 20_459, 20_460]
    const own = [1000, 1010, 1005, 1020, 1015, 1030]
    const marks = own.map((equity, i) => ({ at: newYorkMidnight(days[i]) + (10 + i) * HOUR, day: days[i], equity }))
    const plain = growthOf(marks, [])
    for (const day of [20_457, 20_458, 20_459, 20_460]) {
      const [first, after] = [days.indexOf(day), days.findIndex((one) => one > day)]
      const to = after < 0 ? days.length : after
      // It came before this mark; behind the last one no mark holds it.
      for (let row = Math.max(0, first); row <= to; row++) {
        const paid = marks.map((mark, i) =>
          i < row ? mark : { ...mark, equity: mark.equity * (1 + 500 / (own[row - 1] ?? 1000)) },
        )
        const amount = row === 0 || row === own.length ? 500 : paid[row].equity - (paid[row - 1].equity * own[row]) / own[row - 1]
        const growth = growthOf(paid, [{ at: newYorkMidnight(day), amount }])
        expect([day, row, growth.totalReturn]).toEqual([day, row, expect.closeTo(plain.totalReturn!, 9)])
        expect([day, row, growth.maxDrawdown]).toEqual([day, row, expect.closeTo(plain.maxDrawdown!, 9)])
      }
    }
  })

  it('earns nothing any more once equity is gone', () => {
    const growth = growthOf(daily([100, 50, 0, 20, 40]), [])
    expect(growth).toMatchObject({ totalReturn: -1, maxDrawdown: 1 })
  })
})
