import { describe, expect, it } from 'vitest'
import type { Metrics } from '../../../../src/analysis/metrics/types.ts'
import { type AdviceFacts, adviceOf } from '../../../../src/operations/optimize/advice.ts'

const metrics = (more: Partial<Metrics>) =>
  ({ totalReturn: 0.3, roundTrips: 60, sharpe: 1.2, buyAndHoldReturn: 0.1, ...more }) as Metrics

const fold = (totalReturn: number) => ({ outObjective: 1, outOfSample: metrics({ totalReturn }) }) as AdviceFacts['folds'][number]

/** A study without a fault. */
function facts(more: Partial<AdviceFacts> = {}): AdviceFacts {
  return {
    objective: 'sharpe',
    direction: 'higher',
    trials: 100,
    inSample: metrics({ sharpe: 1.5 }),
    outOfSample: metrics({}),
    folds: [fold(0.1), fold(0.05), fold(0.1)],
    neighbours: [{ share: 0.95 }, { share: 0.9 }],
    overfitting: { deflatedSharpe: 0.99, pbo: 0.05, trialsEver: 120 },
    simulated: false,
    ...more,
  }
}
const odds = (more: Partial<AdviceFacts['overfitting']>) => ({ overfitting: { ...facts().overfitting, ...more } })

describe('the advice', () => {
  it('is promising only where nothing speaks against it, and even then says paper first', () => {
    const { verdict, advice } = adviceOf(facts())
    expect(verdict).toBe('promising')
    expect(advice).toMatch(/Sharpe: 1.50 over the whole range it was chosen on, 1.20 out of sample/)
    expect(advice).toMatch(/on paper before any money/)
  })

  it.each([
    ['a loss out of sample', { outOfSample: metrics({ totalReturn: -0.123 }) }, /it lost 12.3%/],
    ['overfitting as likely as not', odds({ pbo: 0.5 }), /probability that it is overfitted is 50%/],
    ['a Sharpe ratio that is luck', odds({ deflatedSharpe: 0.3 }), /counting 120 trials on this data, the chance .* is 30%/],
  ])('says do not trade for %s', (_, more, reason) => {
    const { verdict, advice } = adviceOf(facts(more))
    expect(verdict).toBe('do not trade')
    expect(advice).toMatch(/^Do not trade this: /)
    expect(advice).toMatch(reason)
  })

  it.each([
    ['some odds of overfitting', odds({ pbo: 0.2 }), /overfitted is 20%/],
    ['a Sharpe ratio below the usual bar', odds({ deflatedSharpe: 0.9 }), /is only 90%/],
    ['no Sharpe ratio at all', odds({ deflatedSharpe: null }), /cannot be computed/],
    ['most folds lost', { folds: [fold(-0.1), fold(-0.1), fold(0.9)] }, /2 of 3 folds lost/],
    ['few round trips', { outOfSample: metrics({ roundTrips: 19 }) }, /19 closed round trips/],
    ['a peak', { neighbours: [{ share: 0.2 }, { share: 0.9 }, { share: 0.3 }] }, /one step aside keeps 30%/],
    [
      'less than holding',
      { outOfSample: metrics({ buyAndHoldReturn: 0.5 }) },
      /buying and holding earned more \(50% against 30%\)/,
    ],
  ])('is doubtful with %s', (_, more, reason) => {
    const { verdict, advice } = adviceOf(facts(more))
    expect(verdict).toBe('doubtful')
    expect(advice).toMatch(reason)
  })

  it('says of a search in sample that it is no evidence, and of a simulated market that it is none', () => {
    const alone = adviceOf(facts({ outOfSample: null, ...odds({ pbo: 0.7 }) }))
    expect(alone.verdict).toBe('no evidence')
    expect(alone.advice).toMatch(/best of 100 trials on the very data .* overfitted is 70%: do not trade this/)
    expect(adviceOf(facts({ simulated: true })).advice).toMatch(/This market is simulated/)
  })
})
