import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Chalk } from 'chalk'
import { afterEach, describe, expect, it } from 'vitest'
import { view } from '../../../../src/cli/views/optimize.ts'
import { backtest } from '../../../../src/operations/backtest/backtest.ts'
import { optimize } from '../../../../src/operations/optimize/optimize.ts'
import { report } from '../../../../src/operations/report/report.ts'
import { runsList } from '../../../../src/operations/runs/list.ts'
import { createTestContext, type TestContext, type TestContextOptions } from '../../../support/context.ts'
import { keep, randomWalk, swings } from './market.ts'

let open: TestContext[] = []
afterEach(() => {
  for (const one of open) one.close()
  open = []
})

function testContext(options: TestContextOptions = {}): TestContext {
  const made = createTestContext({ ...options, flags: { source: 'store', ...options.flags } })
  open.push(made)
  return made
}

/** A clock by which every trial takes a second, so that threads are worth their start. */
function slow(t: TestContext): TestContext {
  let now = 0
  const clock = {
    ...t.context.clock,
    elapsed: () => {
      now += 1000
      return now
    },
  }
  return { ...t, context: { ...t.context, clock } }
}

const run = (t: TestContext, input: Record<string, unknown>) => {
  const parsed = optimize.input.parse({ strategy: 'sma-cross', symbols: ['TEST'], workers: 1, ...input })
  return Promise.resolve(optimize.run(t.context, parsed)).then((answer) => optimize.output.parse(answer))
}

const GRID = ['fast=2:12:2', 'slow=15:55:10']

describe('a planted edge', () => {
  it('is found: out of sample it earns, the neighbours agree, and no test calls it luck', async () => {
    const t = testContext()
    keep(t, 'TEST', swings(1, 1500))
    const answer = await run(t, { range: GRID, set: ['stopAtr=6'] })
    expect(answer).toMatchObject({ method: 'grid', objective: 'sharpe', trials: 30, runs: 180, resumed: 0 })
    expect(answer.best.inSample.sharpe).toBeGreaterThan(1.5)
    expect(answer.best.outOfSample?.sharpe).toBeGreaterThan(1.5)
    expect(answer.best.params).toMatchObject({ stopAtr: 6 })
    expect(answer.overfitting.pbo).toBeLessThan(0.2)
    expect(answer.overfitting.deflatedSharpe).toBeGreaterThan(0.95)
    expect(answer.neighbours.length).toBeGreaterThanOrEqual(2)
    for (const { share } of answer.neighbours) expect(share).toBeGreaterThan(0.6)
    for (const fold of answer.folds) expect(fold.outOfSample?.totalReturn).toBeGreaterThan(0)
    expect(['promising', 'doubtful']).toContain(answer.verdict)
    expect(answer.advice).not.toMatch(/do not trade/i)
  })

  it('of a fold: what was best over the whole range gives the very metrics that a backtest of it gives', async () => {
    const t = testContext()
    keep(t, 'TEST', swings(1, 800))
    const answer = await run(t, { range: GRID })
    const set = Object.entries(answer.best.params).map(([name, value]) => `${name}=${value}`)
    const alone = await t.run(backtest, { strategy: 'sma-cross', symbols: ['TEST'], set })
    expect(answer.best.inSample).toEqual(alone.metrics)
    expect(answer.dataHash).toBe(alone.dataHash)
    expect(answer.best.objective).toBe(alone.metrics.sharpe)
    // The backtest tried nothing new: its parameters were counted already.
    expect(alone.trialsEver).toBe(answer.overfitting.trialsEver)
  })
})

describe('nothing but luck', () => {
  it('is called so: on random walks the odds of overfitting are high on the whole, and most are not to be traded', async () => {
    const answers = []
    for (let seed = 1; seed <= 6; seed++) {
      const t = testContext()
      keep(t, 'TEST', randomWalk(seed, 900))
      answers.push(await run(t, { range: GRID, fee: 'none', slippage: 'none' }))
    }
    const pbos = answers.map((one) => one.overfitting.pbo as number)
    expect(pbos.reduce((sum, one) => sum + one, 0) / pbos.length).toBeGreaterThan(0.45)
    // One lucky walk in six may look good by one measure: that is why there are several.
    expect(answers.filter((one) => (one.overfitting.deflatedSharpe as number) > 0.95).length).toBeLessThan(2)
    expect(answers.filter((one) => one.verdict === 'do not trade').length).toBeGreaterThanOrEqual(5)
    expect(answers.filter((one) => one.verdict === 'promising')).toEqual([])
    for (const one of answers.filter((each) => each.verdict === 'do not trade'))
      expect(one.advice).toMatch(/^Do not trade this: /)
  })

  it('in sample only is labelled as no evidence, without folds', async () => {
    const t = testContext()
    keep(t, 'TEST', randomWalk(1, 400))
    const answer = await run(t, { range: GRID, inSample: true })
    expect(answer).toMatchObject({ folds: [], verdict: 'no evidence', best: { outOfSample: null } })
    expect(answer.advice).toMatch(/^No evidence: this is the best of 30 trials/)
    expect(answer.split).toMatch(/^In sample only/)
  })
})

describe('walk-forward', () => {
  it('cuts the sessions into one part more than folds; each is judged on sessions that its search has not seen', async () => {
    const t = testContext()
    keep(t, 'TEST', randomWalk(7, 600))
    const rolling = await run(t, { range: GRID, walkForward: 4 })
    expect(rolling.folds).toHaveLength(4)
    for (const [i, fold] of rolling.folds.entries()) {
      expect(fold.inTo < fold.outFrom).toBe(true)
      expect(fold.inFrom).toBe(i === 0 ? rolling.from.slice(0, 10) : rolling.folds[i - 1].outFrom)
    }
    expect(rolling.folds[3].outTo).toBe(rolling.to.slice(0, 10))
    const anchored = await run(t, { range: GRID, walkForward: 4, anchored: true })
    expect(anchored.study).not.toBe(rolling.study)
    expect(new Set(anchored.folds.map((fold) => fold.inFrom))).toEqual(new Set([rolling.folds[0].inFrom]))
  })

  it.each([false, true])('never looks ahead (anchored %s): another future changes no fold before it', async (anchored) => {
    const [one, other] = [testContext(), testContext()]
    const closes = randomWalk(3, 600)
    keep(one, 'TEST', closes)
    const input = { range: GRID, walkForward: 5, anchored }
    const before = await run(one, input)
    // The sixth part is another one: the first four folds end before it.
    const changed = closes.map((close, i) => (i < 500 ? close : close * (1 + 0.1 * Math.sin(i))))
    keep(other, 'TEST', changed)
    const after = await run(other, input)
    expect(after.folds.slice(0, 4)).toEqual(before.folds.slice(0, 4))
    expect(after.folds[4].params).toEqual(before.folds[4].params)
    expect(after.folds[4].outOfSample).not.toEqual(before.folds[4].outOfSample)
  })

  it('chains the folds: the out-of-sample equity ends where the products of their returns end', async () => {
    const t = testContext()
    keep(t, 'TEST', swings(2, 900))
    const { folds, best, curve } = await run(t, { range: GRID, fractional: true })
    const product = folds.reduce((all, fold) => all * (1 + (fold.outOfSample?.totalReturn ?? 0)), 1)
    expect(best.outOfSample?.totalReturn).toBeCloseTo(product - 1, 9)
    expect(curve.at(-1)).toBeCloseTo(best.outOfSample?.finalEquity as number, 6)
    expect(best.outOfSample?.roundTrips).toBe(folds.reduce((sum, fold) => sum + (fold.outOfSample?.roundTrips ?? 0), 0))
  })

  it('refuses sessions that are too few, with their number', async () => {
    const t = testContext()
    keep(t, 'TEST', randomWalk(1, 25))
    await expect(run(t, { range: GRID })).rejects.toMatchObject({ kind: 'usage', message: expect.stringMatching(/^25 sessions/) })
  })
})

describe('the same answer', () => {
  it.each(['grid', 'tpe', 'random'])('on one core and on threads (%s)', async (method) => {
    const input = { range: GRID, method, walkForward: 3, ...(method !== 'grid' && { trials: 25 }) }
    const [one, many] = [testContext(), testContext()]
    for (const t of [one, many]) keep(t, 'TEST', swings(4, 500))
    const alone = await run(one, { ...input, workers: 1 })
    const together = await run(slow(many), { ...input, workers: 3 })
    expect(together).toEqual(alone)
    expect(many.store.trials.on('TEST 1d store')).toEqual(one.store.trials.on('TEST 1d store'))
  })

  it('on one core and on threads, fold by fold, where later splits and dividends change what was paid', async () => {
    const actions = [
      { symbol: 'TEST', source: 'import', kind: 'split' as const, exDay: 17_900, value: 4, ratio: 0.25 },
      { symbol: 'TEST', source: 'import', kind: 'dividend' as const, exDay: 17_700, value: 1, ratio: null },
    ]
    const input = { range: GRID, walkForward: 3, fee: 'share:0.05' }
    const [plain, one, many] = [testContext(), testContext(), testContext()]
    for (const t of [plain, one, many]) keep(t, 'TEST', swings(4, 500))
    for (const t of [one, many]) t.store.actions.append(actions)
    const without = await run(plain, input)
    const alone = await run(one, input)
    expect(alone.best.inSample.fees).not.toBe(without.best.inSample.fees)
    expect(alone.folds[0].inSample?.fees).not.toBe(without.folds[0].inSample?.fees)
    expect(await run(slow(many), { ...input, workers: 2 })).toEqual(alone)
  })

  it('when it is stopped in the middle and started again; what was done is not done again', async () => {
    const closes = swings(5, 500)
    const whole = testContext()
    keep(whole, 'TEST', closes)
    const expected = await run(whole, { range: GRID })
    const abort = new AbortController()
    const stopped = testContext({ signal: abort.signal })
    keep(stopped, 'TEST', closes)
    let updates = 0
    stopped.context.progress.update = () => {
      if (++updates === 47) abort.abort()
    }
    await expect(run(slow(stopped), { range: GRID })).rejects.toMatchObject({
      kind: 'canceled',
      message: expect.stringContaining('the same command goes on from there'),
      hint: expect.stringMatching(/^openbell optimize sma-cross TEST --range fast=2:12:2 --range slow=15:55:10/),
    })
    const [kept] = stopped.store.studies.list(1)
    expect(kept).toMatchObject({ id: expected.study, finished: false, trials: 47 })
    const again = testContext({ home: stopped.home, store: stopped.store })
    let fresh = 0
    again.context.progress.update = () => fresh++
    const resumed = await run(again, { range: GRID })
    expect(again.notes).toContainEqual(expect.stringMatching(/47 trials were done before, going on from there/))
    expect(fresh).toBe(180 - 47)
    expect({ ...resumed, resumed: 0 }).toEqual(expected)
    expect(resumed.resumed).toBe(47)
    expect(again.store.studies.list(1)[0].finished).toBe(true)
    open = open.filter((one) => one !== again)
  })
})

describe('what goes wrong', () => {
  function strategyFile(body: string): string {
    const file = join(mkdtempSync(join(tmpdir(), 'openbell-optimize-')), 'trouble.ts')
    const text = `import { defineStrategy, z } from 'openbell'
export default defineStrategy({
  name: 'trouble',
  summary: 'Breaks for some parameters.',
  params: { days: z.int().min(1).max(9).default(3) },
  onBar({ bar, position, params, buy, exit }) {
    ${body}
    if (bar.count % 10 === 0) buy({ equity: 0.5, reason: 'tenth bar' })
    if (!position.isFlat && position.barsHeld >= params.days) exit({ reason: 'held' })
  },
})
`
    writeFileSync(file, text)
    return file
  }

  it('a set of parameters that throws is a failed trial, counted, not the end of the study', async () => {
    const t = testContext()
    keep(t, 'TEST', swings(1, 300))
    const strategy = strategyFile("if (params.days === 4 && bar.count > 20) throw new Error('four is unlucky')")
    const answer = await run(t, { strategy, range: ['days=2:6'], walkForward: 2 })
    expect(answer).toMatchObject({ trials: 5, failedTrials: { count: 3, first: expect.stringContaining('four is unlucky') } })
    expect(answer.best.params.days).not.toBe(4)
  })

  it('a set of parameters that kills its thread is a failed trial, and the others of its chunk are not', async () => {
    const t = testContext()
    keep(t, 'TEST', swings(1, 300))
    const strategy = strategyFile('if (params.days === 9 && bar.count > 20) process.exit(7)')
    const answer = await run(slow(t), { strategy, range: ['days=1:9'], workers: 2, inSample: true })
    expect(answer).toMatchObject({ trials: 9, failedTrials: { count: 1, first: expect.stringContaining('a worker died') } })
  })

  it.each([
    ['a promise nobody waits for', "void Promise.reject(new Error('later'))"],
    ['a timer', "setTimeout(() => { throw new Error('later') })"],
  ])('%s of a trial in a thread is the fault of the strategy, with its line, and ends the study', async (_, line) => {
    const t = testContext()
    keep(t, 'TEST', swings(1, 300))
    const strategy = strategyFile(`if (params.days === 9 && bar.count === 20) ${line}`)
    const study = run(slow(t), { strategy, range: ['days=1:9'], workers: 2, walkForward: 2 })
    await expect(study).rejects.toMatchObject({ kind: 'usage', message: expect.stringMatching(/trouble\.ts:\d+: later$/) })
  })

  it('every trial that throws is no answer: why the first did is said once, without marks of loads', async () => {
    const t = testContext()
    keep(t, 'TEST', swings(1, 300))
    const strategy = strategyFile("throw new Error('never')")
    await expect(run(t, { strategy, range: ['days=2:4'], inSample: true })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(
        /^none of 3 trials could be run: strategy 'trouble' on TEST at [^?]*: Error: never \(trouble\.ts:\d+:\d+\)$/,
      ),
    })
  })

  it('no trial that does anything is no answer', async () => {
    const t = testContext()
    keep(
      t,
      'TEST',
      Array.from({ length: 100 }, () => 10),
    )
    await expect(run(t, { range: GRID, inSample: true })).rejects.toMatchObject({
      kind: 'no-data',
      message: '30 trials and no best: none of them made a fill',
    })
  })
})

describe('what is kept and shown', () => {
  it('a study is a run like others: listed, its report made again, its trials counted once', async () => {
    const t = testContext()
    keep(t, 'TEST', swings(6, 500))
    const file = join(t.home, 'study.html')
    const answer = await run(t, { range: GRID, report: file })
    expect(answer.report).toBe(file)
    const page = readFileSync(file, 'utf8')
    for (const text of ['Walk-forward', 'the best is framed', 'Neighbours of the best', 'Costs and limits in force'])
      expect(page).toContain(text)
    const { runs } = await t.run(runsList, {})
    expect(runs[0]).toMatchObject({ run: answer.study, kind: 'optimize' })
    const { file: again } = await t.run(report, { run: answer.study })
    expect(readFileSync(again, 'utf8')).toContain('Neighbours of the best')
    expect(t.store.trials.on('TEST 1d store').count).toBe(30)
    const second = await run(t, { range: GRID })
    expect(second.overfitting.trialsEver).toBe(30)
    const wider = await run(t, { range: ['fast=2:14:2', 'slow=15:55:10'], inSample: true })
    expect(wider.overfitting.trialsEver).toBe(35)
  })

  it('takes little room in the store, however many sessions there are: no daily returns; and is answered again as it was', async () => {
    const t = testContext()
    keep(t, 'TEST', swings(6, 1500))
    const before = t.store.info().bytes
    const answer = await run(t, { range: ['fast=2:11', 'slow=15:54'], inSample: true })
    expect(answer.trials).toBe(400)
    expect(answer.overfitting).toMatchObject({ trials: 400, pbo: expect.any(Number) })
    // The returns alone would be 400 trials of 1,500 sessions of 8 bytes.
    expect(t.store.info().bytes - before).toBeLessThan((400 * 1500 * 8) / 2)
    const again = await run(t, { range: ['fast=2:11', 'slow=15:54'], inSample: true })
    expect({ ...again, resumed: 0 }).toEqual(answer)
    expect(again.resumed).toBe(answer.runs)
  })

  it('a dry run keeps nothing and answers the same', async () => {
    const t = testContext({ dryRun: true })
    keep(t, 'TEST', swings(6, 400))
    const answer = await run(t, { range: GRID, walkForward: 2, report: join(t.home, 'none.html') })
    expect(answer.overfitting.trialsEver).toBe(30)
    expect(t.store.studies.list(9)).toEqual([])
    expect(t.store.runs.list(9)).toEqual([])
    expect(t.store.trials.on('TEST 1d store').count).toBe(0)
  })

  it('notes on the data stand in the answer, and the file of the strategy in the next line', async () => {
    const t = testContext()
    keep(t, 'TEST', swings(6, 500))
    t.store.actions.append([{ symbol: 'TEST', source: 'import', kind: 'split', exDay: 17_900, value: 4, ratio: 0.25 }])
    const file = join(t.home, 'reader.ts')
    writeFileSync(
      file,
      `import { defineStrategy, z } from 'openbell'
export default defineStrategy({
  name: 'reader',
  summary: 'Buys every tenth bar.',
  params: { days: z.int().min(1).max(9).default(3) },
  onBar({ bar, position, params, buy, exit }) {
    if (bar.count % 10 === 0) buy({ equity: 0.5, reason: 'tenth bar' })
    if (!position.isFlat && position.barsHeld >= params.days) exit({ reason: 'held' })
  },
})
`,
    )
    const answer = await run(t, { strategy: file, range: ['days=2:5'] })
    expect(answer.warnings).toContainEqual(expect.stringMatching(/^TEST: prices before .* are in shares after the 4-for-1 split/))
    const text = view(answer, { width: 200, paint: new Chalk({ level: 0 }), terminal: false })
    expect(text).toContain(`next: openbell backtest ${file} TEST --set days=`)
  })

  it('the screen says best, map, folds, odds and advice, within its width', async () => {
    const t = testContext()
    keep(t, 'TEST', swings(6, 500))
    const answer = await run(t, { range: GRID })
    const text = view(answer, { width: 100, paint: new Chalk({ level: 0 }), terminal: false })
    expect(text).toMatch(/sma-cross on TEST: fast=\d+ slow=\d+ stopAtr=2.5, best Sharpe of 30 trials \(grid, seed \d+\)/)
    expect(text).toContain('fast across, slow down')
    expect(text).toMatch(/Probability of overfitting \d/)
    expect(text).toContain(answer.advice)
    expect(text.match(/\*/g)).toHaveLength(1)
    const narrow = view(answer, { width: 24, paint: new Chalk({ level: 0 }), terminal: false })
    expect(narrow).toMatch(/shades from .* to .* \(\*\*\)/)
  })
})

describe('other ways', () => {
  it('tpe without ranges searches every parameter within its own limits, and says its seed', async () => {
    const t = testContext()
    keep(t, 'TEST', swings(8, 400))
    const answer = await run(t, { inSample: true, trials: 40 })
    expect(answer).toMatchObject({ method: 'tpe', trials: 40, seed: t.context.settings.seed })
    const { fast, slow, stopAtr } = answer.best.params as Record<string, number>
    expect(fast).toBeLessThan(slow)
    expect(stopAtr).toBeGreaterThanOrEqual(0.5)
  })

  it('a metric that is better when lower is searched downwards, and doing nothing does not win', async () => {
    const t = testContext()
    keep(t, 'TEST', swings(9, 400))
    const answer = await run(t, { range: GRID, inSample: true, objective: 'maxDrawdown' })
    expect(answer.direction).toBe('lower')
    const values = answer.top.map((one) => one.objective as number)
    expect(values).toEqual([...values].sort((a, b) => a - b))
    expect(answer.best.inSample.turnover).toBeGreaterThan(0)
  })

  it('what is set is not searched, also where every other parameter is', async () => {
    const t = testContext()
    keep(t, 'TEST', swings(8, 400))
    const answer = await run(t, { inSample: true, trials: 20, set: ['fast=6'] })
    expect(answer.trials).toBe(20)
    for (const { params } of answer.top) expect(params.fast).toBe(6)
  })

  it('what is set need not suit the defaults of what is searched', async () => {
    const t = testContext()
    keep(t, 'TEST', swings(8, 300))
    const answer = await run(t, { inSample: true, range: ['fast=2:4'], set: ['slow=8'] })
    expect(answer).toMatchObject({ trials: 3, best: { params: { slow: 8 } } })
  })

  it('an unfinished study of the same request on older data is pointed at', async () => {
    const abort = new AbortController()
    const stopped = testContext({ signal: abort.signal, flags: { 'as-of': '2018-12-31T22:00:00Z' } })
    keep(stopped, 'TEST', swings(5, 500))
    let updates = 0
    stopped.context.progress.update = () => {
      if (++updates === 9) abort.abort()
    }
    await expect(run(stopped, { range: GRID })).rejects.toMatchObject({ kind: 'canceled' })
    const later = testContext({ home: stopped.home, store: stopped.store, flags: { 'as-of': '2019-03-29T22:00:00Z' } })
    const answer = await run(later, { range: GRID })
    expect(later.notes).toContainEqual(
      expect.stringMatching(/unfinished study of this \(9 trials\).*--as-of 2018-12-31T22:00:00Z goes on/),
    )
    expect(answer.resumed).toBe(0)
    open = open.filter((one) => one !== later)
  })

  it('several symbols share one account', async () => {
    const t = testContext()
    keep(t, 'AAA', swings(1, 500))
    keep(t, 'BBB', randomWalk(2, 400))
    const answer = await run(t, { symbols: ['AAA', 'BBB', 'NONE'], range: ['fast=2:6:2', 'slow=15:25:10'], walkForward: 2 })
    expect(answer.symbols).toEqual(['AAA', 'BBB'])
    expect(answer.failed.map((one: { symbol: string }) => one.symbol)).toEqual(['NONE'])
    expect(answer.bars).toBe(900)
  })
})
