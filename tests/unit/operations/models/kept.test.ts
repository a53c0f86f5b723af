import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { fitSymbols } from '../../../../src/operations/forecast/fit-symbols.ts'
import { forecast } from '../../../../src/operations/forecast/forecast.ts'
import { withTrainer } from '../../../../src/operations/forecast/with-trainer.ts'
import { fromFile, toFile } from '../../../../src/operations/models/kept.ts'
import { openSaved, saveFitted } from '../../../../src/operations/models/saved.ts'
import type { ModelFile } from '../../../../src/ports/models.ts'
import { keep, marketHome, NOW, TINY } from './home.ts'

let home: ReturnType<typeof marketHome>
afterEach(() => home?.close())

const NETWORK = `import { defineNetwork } from 'openbell'
export default defineNetwork({
  name: 'two-lines',
  summary: 'Two lines, one after the other.',
  build: ({ tf, input, horizon }) =>
    tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [input] }), tf.layers.dense({ units: horizon })] }),
})
`

describe('a kept model', () => {
  it.each(['nlinear', 'linear', 'naive', 'auto'])('%s: opened again is what was fitted, number for number', async (model) => {
    home = marketHome()
    const { context } = home
    const asked = { model: model as 'auto', file: null, input: 8, horizon: 3, levels: [0.8, 0.95], seed: 7, steps: 4, members: 2 }
    const request = {
      symbols: ['SIMALL', 'SIMTEC'],
      data: null,
      source: null,
      timeframe: '1d' as const,
      asked: { ...asked, backend: 'wasm', bars: 120 },
    }
    const made = await withTrainer(context, 'wasm', (open) => fitSymbols(context, request, open))
    await saveFitted(context, 'one', request, made, '1w')
    const { fitted, about } = await openSaved(context, 'one')
    expect(fitted).toEqual(made.fit.fitted)
    expect(about).toMatchObject({
      symbols: ['SIMALL', 'SIMTEC'],
      source: 'simulated',
      feed: 'simulated',
      timeframe: '1d',
      marketSeed: 1,
      made: NOW,
      asOf: NOW,
      retrainEvery: '1w',
      asked: request.asked,
    })
  })

  it('forecasts without training what the fresh one did', async () => {
    home = marketHome()
    const fresh = await keep(home, 'daily')
    const saved = await home.run(forecast, { symbols: ['SIMALL', 'SIMTEC'], model: 'saved:daily' })
    expect(saved.results).toEqual(fresh.results)
  })

  it('tells nothing of a time that it was trained on', async () => {
    home = marketHome()
    await keep(home, 'daily', { model: 'linear' })
    const earlier = marketHome({ home: home.home, store: home.store, flags: { 'as-of': '2026-03-18T20:00:00Z' } })
    await expect(earlier.run(forecast, { model: 'saved:daily' })).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('it has seen what it would tell'),
    })
  })

  it('is not written in a dry run', async () => {
    home = marketHome({ dryRun: true })
    await keep(home, 'daily')
    expect(await (await home.context.models()).list()).toEqual([])
  })

  it('whose network of the user has changed since is refused, with the way on', async () => {
    home = marketHome()
    const file = join(home.home, 'two-lines.ts')
    writeFileSync(file, NETWORK)
    await keep(home, 'own', { model: `custom:${file}` })
    const { fitted } = await openSaved(home.context, 'own')
    expect(fitted.fileHash).not.toBeNull()
    writeFileSync(file, NETWORK.replace('units: 4', 'units: 5'))
    await expect(openSaved(home.context, 'own')).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining(`has changed since it was trained: ${file}`),
      hint: 'openbell models retrain own',
    })
  })
})

describe('a model on another market', () => {
  it('is refused where the simulated market is another, and where the bars are others', async () => {
    home = marketHome()
    await keep(home, 'daily')
    const other = marketHome({ home: home.home, flags: { seed: '2' }, store: home.store })
    await expect(other.run(forecast, { model: 'saved:daily' })).rejects.toMatchObject({ kind: 'usage', hint: '--seed 1' })
    await expect(home.run(forecast, { model: 'saved:daily', timeframe: '1w' })).rejects.toMatchObject({
      kind: 'usage',
      hint: '--timeframe 1d',
    })
  })
})

describe('what a file says of a model', () => {
  /** A kept model as the file has it, changed. */
  async function changed(change: (file: ModelFile) => void): Promise<ModelFile> {
    home = marketHome()
    await keep(home, 'daily')
    const file = structuredClone(await (await home.context.models()).read('daily'))
    change(file)
    return file
  }

  it.each<[string, RegExp, (file: ModelFile) => void]>([
    ['another format', /format 2, and this openbell reads format 1/, ({ head }) => Object.assign(head, { format: 2 })],
    ['no forecast', /holds 'recipe'/, ({ head }) => Object.assign(head, { kind: 'recipe' })],
    ['a field that nobody knows', /not as it should be/, ({ head }) => Object.assign(head, { more: 1 })],
    ['a field that is missing', /fitted: /, ({ head }) => Object.assign(head, { fitted: undefined })],
    ['a network without its numbers', /network 0 has no numbers/, ({ arrays }) => delete arrays['network-0']],
    [
      'a network of another size',
      /network 0 has 3 numbers/,
      ({ arrays }) => Object.assign(arrays, { 'network-0': new Float32Array(3) }),
    ],
    ['no lines', /lines are missing/, ({ arrays }) => delete arrays.linear],
  ])('%s: refused', async (_, message, change) => {
    const file = await changed(change)
    expect(() => fromFile('daily', file)).toThrow(message)
    try {
      fromFile('daily', file)
    } catch (thrown) {
      expect(thrown).toMatchObject({ kind: 'config', hint: 'openbell models delete daily' })
    }
  })

  it('a fit that is no number somewhere is never kept', async () => {
    const file = await changed(() => {})
    const kept = fromFile('daily', file)
    kept.fitted.series[0].drift = Number.NaN
    expect(() => toFile(kept)).toThrow(/cannot be kept: fitted\.series\.0\.drift/)
  })

  it('stands in the file as text that other programs read', async () => {
    await changed(() => {})
    const text = readFileSync((await home.context.models()).pathOf('daily')).toString('latin1')
    expect(text).toContain('"symbols":["SIMALL","SIMTEC"]')
    expect(text).toContain(`"bars":${TINY.bars}`)
  })
})
