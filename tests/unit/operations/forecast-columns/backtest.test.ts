import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backtest } from '../../../../src/operations/backtest/backtest.ts'
import { optimize } from '../../../../src/operations/optimize/optimize.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'
import { dailyBars, swings, walk } from '../../engine/forecast-columns/support.ts'

const ROWS = 320
let test: TestContext
let strategy: string

/** A strategy as a user writes it: tiny networks of a few steps. */
function strategyFile(name: string, declared: string): string {
  const file = join(test.home, `${name}.ts`)
  writeFileSync(
    file,
    `import { defineStrategy, forecast, z } from 'openbell'
export default defineStrategy({
  name: '${name}',
  summary: 'Written by a test.',
  params: { wait: z.int().min(1).max(20).default(5), horizon: z.int().min(2).max(20).default(5) },
  indicators: ({ horizon }) => ({ outlook: ${declared} }),
  onBar({ position, params, outlook, buy, exit }) {
    if (position.isFlat && outlook.signal.now === 1) buy({ equity: 0.5, reason: 'forecast to rise' })
    else if (position.barsHeld >= params.wait) exit({ reason: 'waited' })
  },
})
`,
  )
  return file
}

const SMALL = 'forecast({ horizon, input: 16, threshold: 0.02, steps: 12 })'
const kept = () => readdirSync(join(test.home, 'models', 'cache'))

beforeAll(() => {
  test = createTestContext({ flags: { source: 'store' }, now: Date.UTC(2026, 2, 20, 22) })
  test.store.bars.append(dailyBars('SWNG', swings(ROWS)))
  test.store.bars.append(dailyBars('WALK', walk(ROWS, 3)))
  strategy = strategyFile('follows', SMALL)
})
afterAll(() => test.close())

describe('a backtest with a forecast', () => {
  it('finds what can be forecast, and keeps what it trained: a second one trains nothing and says the same', async () => {
    const first = await test.run(backtest, { strategy, symbols: ['SWNG'] })
    expect(first.metrics.roundTrips).toBeGreaterThan(3)
    expect(first.metrics.totalReturn).toBeGreaterThan(0.1)
    expect(first.warnings.join('\n')).toMatch(
      /forecast of 5 bars \(auto\): skill over the last value was shown on \d+ of 257 bars/,
    )
    const files = kept()
    expect(files.length).toBeGreaterThan(1)
    const again = await test.run(backtest, { strategy, symbols: ['SWNG'] })
    expect({ ...again, trialsEver: 0, grade: 0 }).toEqual({ ...first, trialsEver: 0, grade: 0 })
    expect(kept()).toEqual(files)
  })

  it('does nothing on a random walk, and says why', async () => {
    const answer = await test.run(backtest, { strategy, symbols: ['WALK'] })
    expect(answer.metrics.roundTrips).toBe(0)
    expect(answer.warnings.join('\n')).toContain('no skill over the last value was shown on any of 257 bars: it always said hold')
  })

  it('passes its own look-ahead check, whose runs prepare the forecast anew', async () => {
    const { check } = await test.run(backtest, { strategy, symbols: ['SWNG'], check: true })
    expect(check).toMatchObject({ passed: true, cuts: 8, shuffles: 8, starts: 0, findings: [] })
    expect(check.notes.join()).toContain('never forgets its first bar')
  })

  it('is refused with the number of bars that is needed', async () => {
    const asked = { strategy, symbols: ['SWNG'], from: '2024-02-01' }
    await expect(test.run(backtest, asked)).rejects.toMatchObject({
      kind: 'no-data',
      message: expect.stringMatching(/SWNG: \d+ bars are too few: a forecast of 5 bars from 16 needs 64/),
    })
  })

  it('is another run with another seed', async () => {
    const other = createTestContext({ flags: { source: 'store', seed: '9' }, store: test.store, now: Date.UTC(2026, 2, 20, 22) })
    const [one, two] = [
      await test.run(backtest, { strategy, symbols: ['SWNG'] }),
      await other.run(backtest, { strategy, symbols: ['SWNG'] }),
    ]
    expect(two.run).not.toBe(one.run)
  })

  it('is by a network of the user’s own, trained anew when its file changes', async () => {
    const network = join(test.home, 'line.ts')
    const text = (units: number) => `import { defineNetwork } from 'openbell'
export default defineNetwork({
  name: 'line',
  summary: 'A line.',
  build: ({ tf, input, horizon }) =>
    tf.sequential({ layers: [tf.layers.dense({ units: ${units}, inputShape: [input] }), tf.layers.dense({ units: horizon })] }),
})
`
    writeFileSync(network, text(4))
    const file = strategyFile('own', `forecast({ horizon, input: 16, threshold: 0.02, steps: 6, model: 'custom:${network}' })`)
    const before = kept().length
    const first = await test.run(backtest, { strategy: file, symbols: ['SWNG'] })
    expect(first.warnings.join()).toContain('(custom:')
    const trained = kept().length
    expect(trained).toBeGreaterThan(before)
    await test.run(backtest, { strategy: file, symbols: ['SWNG'] })
    expect(kept()).toHaveLength(trained)
    writeFileSync(network, text(5))
    await test.run(backtest, { strategy: file, symbols: ['SWNG'] })
    expect(kept()).toHaveLength(2 * trained - before)
  })

  it.each([
    ["forecast({ model: 'saved:mine' })", 'a saved model may know the bars that it would forecast'],
    ["forecast({ model: 'nhit' })", "did you mean 'nhits'?"],
    ['forecast({ horizen: 3 })', "has no 'horizen'; did you mean 'horizon'?"],
    ['forecast(0)', 'horizon of forecast must be a whole number from 1'],
    ['forecast({ threshold: 5 })', "a forecast's threshold is a fraction"],
  ])('%s is refused: %s', async (declared, message) => {
    const file = strategyFile('wrong', declared)
    await expect(test.run(backtest, { strategy: file, symbols: ['SWNG'] })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(message),
    })
  })
})

describe('a search over a strategy with a forecast', () => {
  it('trains each forecast that a trial can ask for once, before the first trial', async () => {
    const before = kept().length
    const input = { strategy, symbols: ['SWNG'], range: ['wait=2:8:2'], walkForward: 2, workers: 1 }
    const answer = await test.run(optimize, input)
    expect(answer.best.objective).toBeGreaterThan(0)
    expect(kept()).toHaveLength(before)
    const wider = await test.run(optimize, { ...input, range: ['wait=2:8:3', 'horizon=4,5'] })
    expect(wider.trials).toBe(6)
    expect(kept().length).toBeGreaterThan(before)
  })

  it('refuses to train one for every value of a wide range', async () => {
    const asked = test.run(optimize, { strategy, symbols: ['SWNG'], range: ['horizon=2:20'], inSample: true })
    await expect(asked).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('horizon decides what is forecast'),
    })
  })
})
