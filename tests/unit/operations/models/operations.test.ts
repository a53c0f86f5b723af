import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { forecast } from '../../../../src/operations/forecast/forecast.ts'
import { modelsDelete } from '../../../../src/operations/models/delete.ts'
import { modelsExport } from '../../../../src/operations/models/export.ts'
import { modelsList } from '../../../../src/operations/models/list.ts'
import type { RetrainOutput } from '../../../../src/operations/models/output.ts'
import { modelsRetrain } from '../../../../src/operations/models/retrain.ts'
import { modelsShow } from '../../../../src/operations/models/show.ts'
import { freshHome } from '../../../support/cli.ts'
import { keep, marketHome, NOW, TINY } from './home.ts'

const DAY = 86_400_000

let home: ReturnType<typeof marketHome>
afterEach(() => home?.close())

/** Changes one byte of a model's file, counted from its end. */
function damage(name: string, fromEnd: number): void {
  const path = join(home.home, 'models', `${name}.obm`)
  const bytes = readFileSync(path)
  bytes[bytes.length - fromEnd] ^= 1
  writeFileSync(path, bytes)
}

describe('models list', () => {
  it('is empty before anything was kept, and makes no folder', async () => {
    home = marketHome()
    expect(await home.run(modelsList, {})).toEqual({ models: [], broken: [] })
  })

  it('says what each model is of, how old, and whether it is stale', async () => {
    home = marketHome()
    await keep(home, 'two', { model: 'linear', retrainEvery: '1w' })
    await keep(home, 'one', { symbols: ['SIMFIN'], model: 'naive' })
    // Friday's close: five sessions later on the next Friday.
    home.setNow(NOW + 7 * DAY)
    const { models } = await home.run(modelsList, {})
    const trained = { trainedTo: '2026-03-20T13:30:00Z', bars: 5, made: '2026-03-20T20:01:00Z' }
    expect(models).toMatchObject([
      { name: 'one', model: 'naive', symbols: ['SIMFIN'], ...trained, stale: true, retrainEvery: null, beatsNaive: 0 },
      { name: 'two', model: 'linear', symbols: ['SIMALL', 'SIMTEC'], ...trained, stale: true, retrainEvery: '1w', horizon: 3 },
    ])
    home.setNow(NOW + 7 * DAY - 3_600_000)
    const earlier = await home.run(modelsList, {})
    expect(earlier.models.map((one: { stale: boolean }) => one.stale)).toEqual([true, false])
  })

  it('shows files that cannot be used, with the reason, beside those that can', async () => {
    home = marketHome()
    await keep(home, 'good', { model: 'naive' })
    writeFileSync(join(home.home, 'models', 'text.obm'), 'a text that somebody put here')
    await (await home.context.models()).write('later', { head: { kind: 'forecast', format: 9 }, arrays: {} })
    const { models, broken } = await home.run(modelsList, {})
    expect(models.map(({ name }: { name: string }) => name)).toEqual(['good'])
    expect(broken).toMatchObject([
      { name: 'later', fault: 'cannot be used: it was kept in format 9, and this openbell reads format 1' },
      { name: 'text', fault: 'is no model of openbell' },
    ])
  })
})

describe('models show', () => {
  it('tells everything of a model, with the figures of the forecast that made it', async () => {
    home = marketHome()
    const made = await keep(home, 'daily')
    const shown = await home.run(modelsShow, { name: 'daily' })
    expect(shown).toMatchObject({
      id: made.results[0].model.id,
      asked: { model: 'nlinear', levels: [0.8, 0.95], seed: 1, steps: TINY.steps, members: 5, bars: TINY.bars },
      backend: { name: 'wasm', reproducible: true },
      network: { kind: 'nlinear', networks: 5, fileHash: null },
      marketSeed: 1,
    })
    expect(shown.series.map((one: { evaluation: unknown }) => one.evaluation)).toEqual(made.results.map((one) => one.evaluation))
    expect(shown.series.map((one: { dataHash: string }) => one.dataHash)).toEqual(made.results.map((one) => one.model.dataHash))
  })

  it('refuses one whose numbers were damaged, and one that is not there', async () => {
    home = marketHome()
    await keep(home, 'daily')
    damage('daily', 100)
    await expect(home.run(modelsShow, { name: 'daily' })).rejects.toMatchObject({ kind: 'config' })
    await expect(home.run(forecast, { model: 'saved:daily' })).rejects.toMatchObject({ kind: 'config' })
    await expect(home.run(modelsShow, { name: 'weekly' })).rejects.toMatchObject({
      kind: 'not-found',
      hint: 'openbell models list',
    })
  })
})

describe('models export', () => {
  it('copies a model that another home reads, or writes its head as JSON', async () => {
    home = marketHome()
    const made = await keep(home, 'daily')
    const out = join(freshHome(), 'models', 'moved.obm')
    expect(await home.run(modelsExport, { name: 'daily', out })).toEqual({ name: 'daily', out, kind: 'model' })
    const other = marketHome({ home: join(out, '../..') })
    const moved = await other.run(forecast, { model: 'saved:moved' })
    expect(moved.results).toEqual(made.results)
    other.close()
    const json = join(home.home, 'daily.json')
    expect(await home.run(modelsExport, { name: 'daily', out: json })).toMatchObject({ kind: 'head', out: json })
    const head = JSON.parse(readFileSync(json, 'utf8'))
    expect(head).toMatchObject({ format: 1, about: { made: '2026-03-20T20:01:00Z' }, fitted: { id: made.results[0].model.id } })
    expect(head.fitted.series[0].trainedTo).toBe('2026-03-20T13:30:00Z')
  })

  it('does not copy what is damaged', async () => {
    home = marketHome()
    await keep(home, 'daily', { model: 'naive' })
    damage('daily', 1)
    const out = join(home.home, 'copy.obm')
    await expect(home.run(modelsExport, { name: 'daily', out })).rejects.toMatchObject({ kind: 'config' })
    expect(await (await home.context.files()).exists(out)).toBe(false)
  })
})

describe('models delete', () => {
  it('deletes what is there, says what is not, and deletes broken files too', async () => {
    home = marketHome()
    await keep(home, 'daily', { model: 'naive' })
    damage('daily', 1)
    expect(await home.run(modelsDelete, { names: ['daily', 'weekly'] })).toEqual({ deleted: ['daily'], absent: ['weekly'] })
    await expect(home.run(modelsDelete, { names: ['daily'] })).rejects.toMatchObject({ kind: 'not-found' })
  })

  it.each(['no', 'yes'])('asks who sits at the terminal: %s', async (answer) => {
    home = marketHome()
    await keep(home, 'daily', { model: 'naive' })
    const questions: string[] = []
    const ask = async (_: string, question: string) => {
      questions.push(question)
      return answer
    }
    const deleted = modelsDelete.run({ ...home.context, interactive: true, ask }, { names: ['daily'] })
    if (answer === 'no') await expect(deleted).rejects.toMatchObject({ kind: 'canceled' })
    else expect(await deleted).toMatchObject({ deleted: ['daily'] })
    expect(questions).toEqual([expect.stringContaining('Delete daily?')])
    expect((await home.run(modelsList, {})).models).toHaveLength(answer === 'no' ? 1 : 0)
  })
})

describe('models retrain', () => {
  it('trains again with what was asked, on the data up to now, and leaves what is not due alone', async () => {
    home = marketHome()
    await keep(home, 'daily', { symbols: ['SIMALL'], model: 'linear' })
    await keep(home, 'weekly', { symbols: ['SIMTEC'], model: 'naive', retrainEvery: '4w' })
    const before = await home.run(modelsShow, { name: 'daily' })
    home.setNow(NOW + 7 * DAY)
    const output = await home.run(modelsRetrain, { due: true })
    expect(output).toMatchObject({
      retrained: [
        { name: 'daily', trainedBefore: '2026-03-20T13:30:00Z', trainedTo: '2026-03-27T13:30:00Z', changed: true, failed: [] },
      ],
      fresh: ['weekly'],
      failed: [],
    })
    const after = await home.run(modelsShow, { name: 'daily' })
    expect(after).toMatchObject({ asked: before.asked, stale: false, bars: 0 })
    const fresh = await home.run(forecast, { ...TINY, symbols: ['SIMALL'], model: 'linear' })
    const saved = await home.run(forecast, { model: 'saved:daily' })
    expect(saved.results).toEqual(fresh.results)
  })

  it('of the same data is the same model', async () => {
    home = marketHome()
    await keep(home, 'daily', { symbols: ['SIMALL'] })
    const kept = await (await home.context.models()).read('daily')
    expect(await home.run(modelsRetrain, { names: ['daily'] })).toMatchObject({ retrained: [{ changed: false }] })
    expect(await (await home.context.models()).read('daily')).toEqual(kept)
  })

  it('makes a model whole again whose numbers were damaged', async () => {
    home = marketHome()
    await keep(home, 'daily', { symbols: ['SIMALL'] })
    damage('daily', 40)
    await home.run(modelsRetrain, { names: ['daily'] })
    expect(await home.run(modelsShow, { name: 'daily' })).toMatchObject({ name: 'daily' })
  })

  it('a model that cannot be trained keeps its file, and hides no other', async () => {
    home = marketHome()
    await keep(home, 'here', { symbols: ['SIMALL'], model: 'naive' })
    await keep(home, 'there', { symbols: ['SIMALL'], model: 'naive' })
    const models = await home.context.models()
    const file = await models.read('there')
    const { about } = file.head as { about: { marketSeed: number } }
    about.marketSeed = 5
    await models.write('there', file)
    const output = await home.run(modelsRetrain, {})
    expect(output.retrained).toMatchObject([{ name: 'here' }])
    expect(output.failed).toMatchObject([{ name: 'there', kind: 'usage', hint: 'openbell models retrain there --seed 5' }])
    expect(await models.read('there')).toEqual(file)
    await expect(home.run(modelsRetrain, { names: ['there'] })).rejects.toMatchObject({ kind: 'usage' })
    await expect(home.run(modelsRetrain, { names: ['nowhere'] })).rejects.toMatchObject({ kind: 'not-found' })
    await expect(home.run(modelsRetrain, { names: ['../x'] })).rejects.toMatchObject({ kind: 'usage' })
  })

  it('--every looks again when the time has come, until it is interrupted', async () => {
    const stop = new AbortController()
    home = marketHome({ signal: stop.signal })
    await keep(home, 'daily', { symbols: ['SIMALL'], model: 'naive' })
    const rounds: RetrainOutput[] = []
    const values = modelsRetrain.run(home.context, modelsRetrain.input.parse({ every: '1d' })) as AsyncIterable<RetrainOutput>
    const ended = (async () => {
      for await (const value of values) {
        rounds.push(modelsRetrain.output.parse(value))
        if (rounds.length === 8) stop.abort()
      }
    })()
    await expect(ended).rejects.toMatchObject({ kind: 'canceled' })
    // Stale from the fourth session after the Friday it was trained to: on the Thursday's close.
    expect(rounds.map(({ retrained }) => retrained.length)).toEqual([0, 0, 0, 0, 0, 0, 1, 0])
  })
})
