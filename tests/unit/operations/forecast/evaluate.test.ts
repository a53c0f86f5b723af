import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterEach, describe, expect, it } from 'vitest'
import { Random } from '../../../../src/analysis/random.ts'
import { forecastEvaluate } from '../../../../src/operations/forecast/evaluate.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'

const open: TestContext[] = []
const start = (options = {}) => {
  const test = createTestContext(options)
  open.push(test)
  return test
}
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

/** Two waves with noise and a walk, one row an hour. */
function columns(rows: number, seed = 5): Record<string, number[]> {
  const random = new Random(seed, 'evaluate')
  let walk = 100
  const table: Record<string, number[]> = { wave: [], 'two, waves': [], walk: [] }
  for (let row = 0; row < rows; row++) {
    walk += random.normal()
    table.wave.push(10 + 3 * Math.sin((2 * Math.PI * row) / 24) + 0.5 * random.normal())
    table['two, waves'].push(Math.cos((2 * Math.PI * row) / 12) + 2 * Math.sin((2 * Math.PI * row) / 24) + 0.3 * random.normal())
    table.walk.push(walk)
  }
  return table
}

function csv(table: Record<string, number[]>): string {
  const names = Object.keys(table)
  const rows = table[names[0]].map((_, row) => {
    const time = new Date(Date.UTC(2020, 0, 1, row)).toISOString().slice(0, 19).replace('T', ' ')
    return `${time},${names.map((name) => table[name][row]).join(',')}`
  })
  return `date,${names.map((name) => (name.includes(',') ? `"${name}"` : name)).join(',')}\n${rows.join('\n')}\n`
}

const write = (home: string, text: string, name = 'series.csv') => {
  const path = join(home, name)
  writeFileSync(path, text)
  return path
}

const asked = { input: 24, horizon: 12, split: '7:1:2', model: 'linear' }

/** Scores a file of forecasts as anybody would who has the series and the protocol, and nothing of ours. */
function score(
  predictions: string,
  table: Record<string, number[]>,
  { train, first, stride = 1, normalize = true }: { train: number; first: number; stride?: number; normalize?: boolean },
) {
  const rows = parse(predictions, { columns: true }) as Record<string, string>[]
  const seen = new Set<string>()
  const units = Object.fromEntries(
    Object.entries(table).map(([name, values]) => {
      const part = values.slice(0, train)
      const mean = part.reduce((a, b) => a + b, 0) / train
      return [name, normalize ? Math.sqrt(part.reduce((a, b) => a + (b - mean) ** 2, 0) / train) : 1]
    }),
  )
  let [square, absolute, held80, held95] = [0, 0, 0, 0]
  for (const row of rows) {
    const key = `${row.window}/${row.series}/${row.step}`
    expect(seen.has(key)).toBe(false)
    seen.add(key)
    const came = table[row.series][first + Number(row.window) * stride + Number(row.step) - 1]
    const error = (Number(row.value) - came) / units[row.series]
    square += error ** 2
    absolute += Math.abs(error)
    const edges = [row.lo95, row.lo80, row.value, row.hi80, row.hi95].map(Number)
    expect(edges).toEqual(edges.toSorted((a, b) => a - b))
    if (Number(row.lo80) <= came && came <= Number(row.hi80)) held80++
    if (Number(row.lo95) <= came && came <= Number(row.hi95)) held95++
  }
  return {
    rows: rows.length,
    mse: square / rows.length,
    mae: absolute / rows.length,
    held: [held80 / rows.length, held95 / rows.length],
  }
}

describe('forecast evaluate', () => {
  it.each([
    { stride: 1, normalize: 'train' },
    { stride: 5, normalize: 'none' },
  ])('says what anybody scores from the forecasts it writes: %j', async ({ stride, normalize }) => {
    const { home, run } = start()
    const table = columns(600)
    const out = join(home, 'out.csv')
    const answer = await run(forecastEvaluate, {
      targets: [write(home, csv(table))],
      ...asked,
      stride,
      normalize,
      predictions: out,
    })
    const windows = Math.floor((120 - 12) / stride) + 1
    expect(answer).toMatchObject({ series: 3, windows, protocol: 'long-horizon', predictions: out })
    expect(answer.split).toMatchObject({
      train: { rows: 420 },
      validation: { rows: 60 },
      test: { rows: 120, from: '2020-01-21T00:00:00Z' },
    })
    const text = readFileSync(out, 'utf8')
    expect(text.split('\n')[0]).toBe('window,series,step,value,lo80,hi80,lo95,hi95')
    const mine = score(text, table, { train: 420, first: 480, stride, normalize: normalize === 'train' })
    expect(mine.rows).toBe(windows * 3 * 12)
    expect(answer.mse).toBeCloseTo(mine.mse, 4)
    expect(answer.mae).toBeCloseTo(mine.mae, 4)
    expect(answer.coverage.map((one: { achieved: number }) => one.achieved)).toEqual([
      expect.closeTo(mine.held[0], 2),
      expect.closeTo(mine.held[1], 2),
    ])
    expect(answer.seconds).toBeGreaterThanOrEqual(0)
  })

  it('beats the last value where there is structure, and says the last value itself of a walk', async () => {
    const { home, run } = start()
    const answer = await run(forecastEvaluate, { targets: [write(home, csv(columns(1500)))], ...asked, model: 'auto', steps: 4 })
    const by = Object.fromEntries(answer.bySeries.map((one: { series: string }) => [one.series, one]))
    expect(by.wave.shown).toBe('blend')
    expect(by.wave.mse).toBeLessThan(0.3 * by.wave.naive.mse)
    expect(by['two, waves'].shown).toBe('blend')
    expect(by.walk.shown).toBe('naive')
    expect(by.walk.mse).toBe(by.walk.naive.mse)
    expect(answer.backend).toBe('wasm')
    expect(by.wave.models.length).toBeGreaterThan(1)
  })

  it('uses nothing of the test part to fit, and nothing after a window to forecast it', async () => {
    const { home, run } = start()
    const table = columns(600)
    const forecasts = async (changed: Record<string, number[]>, name: string) => {
      const out = join(home, `${name}.out.csv`)
      await run(forecastEvaluate, {
        targets: [write(home, csv(changed), `${name}.csv`)],
        ...asked,
        model: 'auto',
        steps: 3,
        predictions: out,
      })
      return readFileSync(out, 'utf8').split('\n').slice(1, -1)
    }
    const one = await forecasts(table, 'one')
    const from = 530
    const other = await forecasts(
      Object.fromEntries(
        Object.entries(table).map(([name, values]) => [name, values.map((value, row) => (row >= from ? value * 3 + 7 : value))]),
      ),
      'other',
    )
    // Windows that begin at or before the first changed row know none of the changed ones.
    const early = (lines: string[]) => lines.filter((line) => Number(line.split(',')[0]) <= from - 480)
    expect(early(one).length).toBe((from - 480 + 1) * 3 * 12)
    expect(early(other)).toEqual(early(one))
    expect(other).not.toEqual(one)
  })

  it('says the same again, with one thread or two', async () => {
    const { home, run } = start()
    const file = write(home, csv(columns(500)))
    const make = async (workers: number) => {
      const out = join(home, 'again.csv')
      const { seconds, ...rest } = await run(forecastEvaluate, {
        targets: [file],
        ...asked,
        model: 'auto',
        steps: 60,
        stride: 7,
        workers,
        predictions: out,
      })
      return { rest: JSON.stringify(rest), text: readFileSync(out, 'utf8') }
    }
    expect(await make(2)).toEqual(await make(1))
  })

  it.each(['naive', 'drift', 'seasonal', 'nlinear'])('takes --model %s as it is', async (model) => {
    const { home, run } = start()
    const answer = await run(forecastEvaluate, { targets: [write(home, csv(columns(500)))], ...asked, model, steps: 2 })
    expect(answer.model).toBe(model)
    if (model === 'naive') expect(answer.mse).toBe(answer.naive.mse)
    expect(answer.bySeries[0].shown).toBe(model === 'nlinear' ? 'blend' : model)
  })

  it('refuses with the number that is needed', async () => {
    const { home, run } = start()
    const file = write(home, csv(columns(100)))
    const tried = (more: Record<string, unknown>) => run(forecastEvaluate, { targets: [file], ...asked, ...more })
    await expect(tried({ horizon: 21 })).rejects.toMatchObject({
      kind: 'no-data',
      message: expect.stringContaining('no window of 21 rows'),
    })
    await expect(tried({ input: 60 })).rejects.toMatchObject({ kind: 'no-data', message: expect.stringContaining('72 rows') })
    await expect(tried({ split: '500:100:100' })).rejects.toMatchObject({
      kind: 'no-data',
      message: expect.stringContaining('700'),
    })
    await expect(tried({ model: 'oracle' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(tried({ model: 'saved:mine' })).rejects.toMatchObject({ kind: 'usage' })
    await expect(run(forecastEvaluate, { targets: [join(home, 'none.csv')] })).rejects.toMatchObject({ kind: 'not-found' })
    await expect(tried({ targets: [file, file] })).rejects.toMatchObject({ kind: 'usage' })
  })

  it('writes over no file of the user, and nothing in a dry run', async () => {
    const { home, run } = start({ dryRun: true })
    const file = write(home, csv(columns(200)))
    const out = join(home, 'dry.csv')
    const answer = await run(forecastEvaluate, { targets: [file], ...asked, predictions: out })
    expect(answer.predictions).toBeNull()
    expect(existsSync(out)).toBe(false)
    await expect(run(forecastEvaluate, { targets: [file], ...asked, predictions: file })).rejects.toMatchObject({ kind: 'usage' })
  })

  it('with --daily has the figures of the past forecasts that openbell forecast is judged by', async () => {
    const { home, run } = start()
    const answer = await run(forecastEvaluate, {
      targets: [write(home, csv(columns(500)))],
      daily: true,
      model: 'linear',
      input: 24,
      horizon: 12,
    })
    expect(answer).toMatchObject({ protocol: 'daily', mse: null, series: 3, split: null })
    const by = Object.fromEntries(answer.daily.map((one: { series: string }) => [one.series, one]))
    expect(by.wave.skillLow).toBeGreaterThan(0)
    expect(by.wave.beatsNaive).toBe(true)
    expect(answer.pooled.beatNaive).toBe(answer.daily.filter((one: { beatsNaive: boolean }) => one.beatsNaive).length)
    for (const { achieved } of answer.coverage) expect(achieved).toBeGreaterThan(0.6)
    const out = join(home, 'daily.csv')
    await expect(run(forecastEvaluate, { targets: ['SIMALL'], daily: true, predictions: out })).rejects.toMatchObject({
      kind: 'usage',
    })
  })
})
