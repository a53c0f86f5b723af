import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KeptAnswers } from '../../../../src/mcp/tools/kept-answers.ts'
import { type Cut, fitted, MOST_BYTES } from '../../../../src/mcp/tools/page.ts'
import { hidden } from '../../../../src/mcp/tools/projection.ts'
import { z } from '../../../../src/operations/operation.ts'
import { operations } from '../../../../src/operations/registry.ts'
import { type Served, serve } from '../compat/support.ts'

interface Schema {
  type?: string
  items?: Schema
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
}

/** Columns of numbers that are no course in time: nothing is lost by where they are cut. */
const NO_COURSE = new Set([
  'analyze results.breakout.through',
  'compare correlation.matrix.rows',
  'analyze correlation.matrix.rows',
  'risk correlation.matrix.rows',
  'optimize heatMap.cells.rows',
  'optimize heatMap.acrossValues',
  'optimize heatMap.downValues',
  'strategies.list strategies.params.choices',
  'strategies.info params.choices',
  'forecast levels',
  'models.show asked.levels',
  'models.show network.settings.*',
  // What code answers: its places along the bottom are its own.
  'run charts.x',
  'run charts.series.values',
])

/** Paths of columns of numbers without a column of times at their side or above them. */
function undated(schema: Schema, path: string[], dated: boolean): string[] {
  const more = (schema.anyOf ?? []).flatMap((one) => undated(one, path, dated))
  if (schema.type === 'array' && schema.items) {
    const kinds = [schema.items, ...(schema.items.anyOf ?? [])].map(({ type }) => type)
    const isColumn = kinds.includes('number') || kinds.includes('integer')
    if (isColumn && !dated && path.at(-1) !== 'curve') more.push(path.join('.'))
    more.push(...undated(schema.items, schema.items.type === 'array' ? [...path, 'rows'] : path, false))
  }
  const { properties = {}, additionalProperties: rest } = schema
  const here = dated || properties.time?.type === 'array' || properties.time?.anyOf?.some(({ type }) => type === 'array') === true
  more.push(...Object.entries(properties).flatMap(([name, one]) => undated(one, [...path, name], here)))
  return typeof rest === 'object' ? [...more, ...undated(rest, [...path, '*'], here)] : more
}

it('has no column in the order of time that does not say its times', async () => {
  const found: string[] = []
  for (const [name, load] of Object.entries(operations)) {
    if (Object.hasOwn(hidden, name)) continue
    const { output } = await load()
    const schema = z.toJSONSchema(output, { io: 'output' }) as Schema
    found.push(...undated(schema, [], false).map((path) => `${name} ${path}`))
  }
  expect(found.filter((one) => !NO_COURSE.has(one))).toEqual([])
  expect(found).toContain('analyze results.breakout.through')
})

describe('long answers of real tools', () => {
  let own: Served
  beforeAll(async () => {
    own = await serve()
  })
  afterAll(() => own.end())

  /** The answer as a client gets it, at 25 KB or less, and the whole of it. */
  async function cut(name: string, args: Record<string, unknown>, most = MOST_BYTES) {
    const whole = await own.ask(name, args)
    return { whole, answer: fitted(name, structuredClone(whole), new KeptAnswers(), most) as typeof whole & { page: Cut[] } }
  }

  it('keeps the newest closes of peaks and troughs, each with its time', async () => {
    const symbols = ['SIMALL', 'SIMTEC', 'SIMFIN', 'SIMINV']
    const { whole, answer } = await cut('peak_trough', { symbols })
    expect(answer.page.length).toBeGreaterThan(0)
    expect(answer.results.length).toBeGreaterThan(0)
    for (const [i, { recent, time, signal }] of answer.results.entries()) {
      const rows = recent.time.length
      const all = whole.results[i].recent
      expect(rows).toBeGreaterThan(5)
      expect(recent).toEqual({ time: all.time.slice(-rows), close: all.close.slice(-rows), smoothed: all.smoothed.slice(-rows) })
      expect([recent.time.at(-1), recent.close.at(-1)]).toEqual([time, signal.price])
    }
    expect(answer.page.some((one: Cut) => one.lists.includes('results.0.recent.time') && one.kept === 'newest')).toBe(true)
  })

  it('keeps the newest of bars, indicators and patterns', async () => {
    const bars = await cut('bars', { symbol: 'SIMALL', limit: 1000 })
    expect(bars.answer.bars.at(-1)).toEqual(bars.whole.bars.at(-1))
    expect(bars.answer.page[0].kept).toBe('newest')
    const indicators = await cut('indicators', { symbol: 'SIMALL', add: ['rsi:14', 'macd:12,26,9'], limit: 1000 })
    expect(indicators.answer.time.at(-1)).toBe(indicators.whole.time.at(-1))
    expect(indicators.answer.columns['macd:12,26,9'].signal.at(-1)).toBe(indicators.whole.columns['macd:12,26,9'].signal.at(-1))
    const { whole, answer } = await cut('analyze', { symbols: ['SIMALL'], timeframe: '1m', bars: 500 }, 2500)
    expect(answer.results[0].patterns.at(-1)).toEqual(whole.results[0].patterns.at(-1))
  })
})
