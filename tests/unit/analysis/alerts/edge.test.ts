import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Edge, REARM_MS } from '../../../../src/analysis/alerts/edge.ts'

/** Seconds and truths; answers at which seconds it fired. */
function firings(edge: Edge, judgements: [number, boolean | null][]): number[] {
  return judgements.filter(([second, truth]) => edge.judge(truth, second * 1000)).map(([second]) => second)
}

describe('when a condition becomes true', () => {
  it('fires at the first truth, also when nothing was known before', () => {
    expect(firings(new Edge(), [[0, true]])).toEqual([0])
    expect(
      firings(new Edge(), [
        [0, null],
        [1, false],
        [2, true],
      ]),
    ).toEqual([2])
  })

  it('is silent as long as it stays true, and while it trembles', () => {
    const trembling: [number, boolean][] = Array.from({ length: 300 }, (_, i) => [i, i % 2 === 0])
    expect(firings(new Edge(), trembling)).toEqual([0])
  })

  it('fires again once it was false at two judgements a minute apart', () => {
    expect(
      firings(new Edge(), [
        [0, true],
        [10, false],
        [69, false],
        [69.5, true],
        [100, false],
        [160, false],
        [161, true],
      ]),
    ).toEqual([0, 161])
  })

  it('what is unknown neither fires nor arms', () => {
    expect(
      firings(new Edge(), [
        [0, true],
        [10, null],
        [500, null],
        [501, true],
      ]),
    ).toEqual([0])
  })

  it('held: it has fired already, and must first be false', () => {
    expect(
      firings(new Edge(true), [
        [0, true],
        [60, false],
        [120, false],
        [121, true],
      ]),
    ).toEqual([121])
  })

  it('property: between two firings there are two false judgements a minute apart without a true one between', () => {
    const step = fc.record({ wait: fc.integer({ min: 1, max: 90_000 }), truth: fc.constantFrom(true, false, null) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const edge = new Edge()
        let at = 0
        const log = steps.map(({ wait, truth }) => {
          at += wait
          return { at, truth, fired: edge.judge(truth, at) }
        })
        const fired = log.flatMap((one, i) => (one.fired ? [i] : []))
        expect(log.filter((one) => one.fired).every((one) => one.truth === true)).toBe(true)
        expect(fired.length > 0).toBe(log.some((one) => one.truth === true))
        for (const [n, end] of fired.entries()) {
          if (n === 0) continue
          const between = log.slice(fired[n - 1] + 1, end)
          const proved = between.some((one, i) =>
            between.slice(i).some((other, k) => {
              const stretch = between.slice(i, i + k + 1).filter(({ truth }) => truth !== null)
              return (
                one.truth === false &&
                other.truth === false &&
                other.at - one.at >= REARM_MS &&
                stretch.every(({ truth }) => !truth)
              )
            }),
          )
          expect(proved).toBe(true)
        }
      }),
    )
  })
})
