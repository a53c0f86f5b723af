import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createWasmTrainer } from '../../../../src/adapters/trainer/threads.ts'
import { createThreads } from '../../../../src/adapters/workers/threads.ts'
import { USER_MODULES } from '../../../../src/strategy/user-module.ts'
import { job, waves } from '../../../contracts/trainer.ts'

const folder = mkdtempSync(join(tmpdir(), 'openbell-networks-'))
const trainer = createWasmTrainer({ workers: createThreads(), userModules: USER_MODULES })
const options = { signal: new AbortController().signal, progress() {} }
afterAll(() => rmSync(folder, { recursive: true }))

let written = 0

/** Writes a network as a user would; `build` is the body of its function. */
function write(build: string, head = `name: 'mine', summary: 'Written by a test.',`): string {
  const file = join(folder, `network-${written++}.ts`)
  writeFileSync(
    file,
    `import { defineNetwork } from 'openbell'
export default defineNetwork({
  ${head}
  build({ tf, input, horizon, settings, variable, dropout }) {
    void [tf, input, horizon, settings, variable, dropout]
    ${build}
  },
})
`,
  )
  return file
}

function custom(file: string, settings: Record<string, number> = {}, seed = 1, workers = 1) {
  const made = job(seed, { spec: { ...job(seed).spec, kind: 'custom', settings, file } }, { steps: 60 })
  return trainer.run(waves(), workers > 1 ? [made, { ...made, seed: seed + 1 }] : [made], { ...options, workers })
}

const LINEAR = `const w = variable('w', [input, horizon], 'zeros')
    return (x) => tf.matMul(dropout(x, 0.1), w)`

const LAYERS = `return tf.sequential({ layers: [
      tf.layers.dense({ units: 12, activation: 'relu', inputShape: [input] }),
      tf.layers.dropout({ rate: 0.2 }),
      tf.layers.dense({ units: horizon }),
    ] })`

describe('a network of a user', () => {
  it('is told of by its file', async () => {
    const head = `name: 'mine', summary: 'Written by a test.', perSymbol: true, steps: 70, learningRate: 0.01,`
    const told = await trainer.inspect(write(LINEAR, head))
    expect(told).toMatchObject({ name: 'mine', perSymbol: true, steps: 70, batch: null, learningRate: 0.01 })
    expect(told.hash).toMatch(/^[0-9a-f]{64}$/)
    expect((await trainer.inspect(write(LAYERS))).hash).not.toBe(told.hash)
  })

  it('comes with openbell under a name', async () => {
    expect(await trainer.inspect('lstm-attention')).toMatchObject({ name: 'lstm-attention', perSymbol: false, batch: 32 })
    await expect(trainer.inspect('none-such')).rejects.toMatchObject({ kind: 'not-found' })
  })

  it.each([
    ['a function', LINEAR],
    ['a model of layers', LAYERS],
  ])('trains as %s, the same in threads and again, another with another seed', async (_, build) => {
    const file = write(build)
    const [first] = await custom(file)
    const [again] = await custom(file)
    const threads = await custom(file, {}, 1, 2)
    expect(again.weights).toEqual(first.weights)
    expect(threads[0].weights.values).toEqual(first.weights.values)
    expect(threads[0].stages[0].predictions).toEqual(first.stages[0].predictions)
    expect(threads[1].weights.values).not.toEqual(first.weights.values)
  })

  it('says the same however many windows go through it at once', async () => {
    const spec = { ...job(1).spec, kind: 'custom' as const, settings: {}, file: write(LINEAR) }
    const batches = [32, 7].map((batch) => ({
      ...job(1, { spec }, { train: [], steps: 0 }),
      learning: { ...job(1).learning, batch },
    }))
    const [trained] = await trainer.run(waves(), [job(1, { spec })], options)
    const told = await trainer.run(
      waves(),
      batches.map((one) => ({ ...one, start: trained.weights })),
      options,
    )
    expect(told[0].stages[0].predictions).toEqual(trained.stages[0].predictions)
    expect(told[1].stages[0].predictions).toEqual(trained.stages[0].predictions)
  })

  it('trains the LSTM with attention, small', async () => {
    const file = join(import.meta.dirname, '../../../../strategies/networks/lstm-attention.ts')
    const settings = { hidden: 8, heads: 2, layers: 2, dropout: 0.1 }
    const spec = { ...job(1).spec, kind: 'custom' as const, settings, file, input: 12 }
    const series = waves()
    const range = [{ series: 0, from: 20, to: 390, step: 3 }]
    const learning = { ...job(1).learning, learningRate: 0.01 }
    const [{ stages }] = await trainer.run(
      series,
      [job(1, { spec, learning }, { train: range, validate: range, steps: 50 })],
      options,
    )
    const [untrained] = await trainer.run(series, [job(1, { spec }, { train: [], validate: range, steps: 0 })], options)
    expect(stages[0].loss).toBeLessThan(0.95 * (untrained.stages[0].loss as number))
  })

  it.each([
    ['throws when it is built', `throw new Error('no such layer')`, /network-\d+\.ts:6: no such layer/],
    [
      'answers a wrong shape',
      `const w = variable('w', [input, 2], 'he')\n    return (x) => tf.matMul(x, w)`,
      /network-\d+\.ts.*\[32, 2\] instead of \[32, 8\]/,
    ],
    ['is no network', `return 7`, /network-\d+\.ts.*number, no function/],
    [
      'multiplies what does not fit',
      `const w = variable('w', [3, horizon], 'he')\n    return (x) => tf.matMul(x, w)`,
      /network-\d+\.ts:7: .*inner shapes/i,
    ],
    ['has two of a name', `variable('w', [1], 'ones'); variable('w', [1], 'ones'); return (x) => x`, /network-\d+\.ts.*'w'/],
    [
      'makes a variable too late',
      `variable('v', [1], 'ones')\n    return (x) => tf.matMul(x, variable('w', [input, horizon], 'he'))`,
      /network-\d+\.ts.* 'w' is made while/,
    ],
    [
      'tells what is no number',
      `const w = variable('w', [1], 'ones')\n    return (x) => tf.slice(x, [0, 0], [-1, horizon]).mul(w).mul(Infinity)`,
      /network-\d+\.ts/,
    ],
  ])('that %s is refused with the file and the line', async (_, build, message) => {
    await expect(custom(write(build))).rejects.toMatchObject({ kind: 'usage', message: expect.stringMatching(message) })
  })

  it('is refused where the file says nothing of the kind', async () => {
    const file = join(folder, 'other.ts')
    writeFileSync(file, 'export default { name: 1 }\n')
    await expect(trainer.inspect(file)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining(file) })
    await expect(trainer.inspect(write(LINEAR, `name: 'Mine', summary: 'x',`))).rejects.toMatchObject({ kind: 'usage' })
    await expect(trainer.inspect(write(LINEAR, `name: 'mine', summary: 'x', stesp: 4,`))).rejects.toMatchObject({
      message: expect.stringContaining("'stesp'"),
    })
  })
})
