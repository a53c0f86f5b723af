import { describe, expect, it } from 'vitest'
import type { Metrics } from '../../../../src/analysis/metrics/types.ts'
import { gridSearch } from '../../../../src/analysis/search/grid.ts'
import type { Dimension, Space } from '../../../../src/analysis/search/space.ts'
import type { Context } from '../../../../src/operations/context.ts'
import type { TrialRunner } from '../../../../src/operations/optimize/runner.ts'
import type { TrialResult } from '../../../../src/operations/optimize/session.ts'
import type { Stretch } from '../../../../src/operations/optimize/stretches.ts'
import type { Study } from '../../../../src/operations/optimize/study.ts'
import { Sweep } from '../../../../src/operations/optimize/sweep.ts'

const ALL: Stretch = { name: 'all', from: 0, to: 99, sessions: 100 }
const FOLD: Stretch = { name: 'fold-1-in', from: 0, to: 49, sessions: 50 }
const x: Dimension = { name: 'x', kind: 'listed', values: Array.from({ length: 200 }, (_, i) => i), ordered: true }
const space: Space = { dimensions: [x], valid: () => true }

/** A sweep over 200 values whose runs cost nothing; trials end in an order of their own. */
function sweepOf(mostCompared: number) {
  const added: { stretch: string; result: TrialResult }[] = []
  const progress: [done: number, total: number | null, note?: string][] = []
  const study = {
    known: () => undefined,
    add: (stretch: string, _: unknown, result: TrialResult) => added.push({ stretch, result }),
    flush() {},
  }
  const runner: Pick<TrialRunner, 'run'> = {
    async run(_, params, __, done) {
      const ends = params.map((one, i) => ({ i, at: (i * 7919) % params.length, one })).sort((a, b) => a.at - b.at)
      for (const { i, one } of ends) {
        const objective = 5 - (Number(one.x) - 120) ** 2
        done(i, { objective, metrics: {} as Metrics, dailySharpe: 0, blockSums: new Float64Array(32), error: null })
      }
    },
  }
  const context = { progress: { update: (...said: (typeof progress)[number]) => progress.push(said) } } as unknown as Context
  const plan = { method: 'grid' as const, planned: 200, search: () => gridSearch(space) }
  const parts = { study: study as unknown as Study, runner: runner as TrialRunner, plan, base: { y: 1 } }
  const sweep = new Sweep({ context, ...parts, objective: 'sharpe', mostCompared }, [ALL, FOLD])
  return { sweep, added, progress }
}

describe('a sweep', () => {
  it('answers trials in the order of the search, whatever order they end in, with what is not searched', async () => {
    const { sweep } = sweepOf(1e9)
    const trials = await sweep.search(ALL)
    expect(trials.map((one) => one.params)).toEqual(Array.from({ length: 200 }, (_, i) => ({ y: 1, x: i })))
    expect(trials[120].objective).toBe(5)
  })

  it('compares no more trials than it may, the same ones whatever their order; of folds the objective alone is kept', async () => {
    const { sweep, added } = sweepOf(50)
    const trials = await sweep.search(ALL)
    const kept = trials.filter((one) => one.result.blockSums !== null)
    expect(kept.length).toBeGreaterThan(20)
    expect(kept.length).toBeLessThan(80)
    const again = await sweepOf(50).sweep.search(ALL)
    expect(again.filter((one) => one.result.blockSums !== null).map((one) => one.params)).toEqual(kept.map((one) => one.params))
    await sweep.search(FOLD)
    const folds = added.filter((one) => one.stretch === FOLD.name)
    expect(folds).toHaveLength(200)
    for (const { result } of folds)
      expect(result).toMatchObject({ metrics: null, blockSums: null, objective: expect.any(Number) })
  })

  it('tells how far the whole of it is, and the best of the stretch so far', async () => {
    const { sweep, progress } = sweepOf(1e9)
    await sweep.search(ALL)
    await sweep.search(FOLD)
    expect(progress).toHaveLength(400)
    expect(progress[199].slice(0, 2)).toEqual([200, 300])
    expect(progress[399].slice(0, 2)).toEqual([300, 300])
    expect(progress[199][2]).toBe('all · best sharpe 5.00 (x=120)')
    const done = progress.map(([one]) => one)
    expect(done).toEqual([...done].sort((a, b) => a - b))
  })
})
