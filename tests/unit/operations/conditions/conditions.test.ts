import { Chalk } from 'chalk'
import { afterEach, describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { view } from '../../../../src/cli/views/conditions.ts'
import { analyze } from '../../../../src/operations/analyze/analyze.ts'
import { conditions } from '../../../../src/operations/conditions/conditions.ts'
import type { Conditions, ConditionsOutput } from '../../../../src/operations/conditions/output.ts'
import { peakTrough } from '../../../../src/operations/peak-trough/peak-trough.ts'
import { createTestContext } from '../../../support/context.ts'
import { walk } from '../../analysis/patterns/drawn.ts'
import { scriptedSource } from '../peak-trough/peak-trough-source.ts'

const screen = { width: 120, terminal: true, paint: new Chalk({ level: 0 }) }
const FRIDAY = Date.UTC(2026, 2, 20, 15)
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

function market(flags: Record<string, string> = {}) {
  const sources = { simulated: createSimulatedSource({ seed: 1, clock: { now: () => FRIDAY } as never }) }
  const made = createTestContext({ sources, now: FRIDAY, flags })
  closers.push(made.close)
  return made
}

/** The figure of an answer that a piece of evidence names. */
function figureOf(one: Conditions, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], one)
}

const COMPARE = {
  'at least': (value: number, threshold: number) => value >= threshold,
  'at most': (value: number, threshold: number) => value <= threshold,
  above: (value: number, threshold: number) => value > threshold,
  below: (value: number, threshold: number) => value < threshold,
}

describe('conditions', () => {
  it('begins with an index fund and a few more, as the default says', async () => {
    const answer: ConditionsOutput = await market().run(conditions, {})
    expect(answer).toMatchObject({ source: 'simulated', feed: 'simulated', timeframe: '1d', phase: 'regular', chosen: 'default' })
    expect(answer.asOf).toBe('2026-03-20T15:00:00Z')
    expect(answer.results).toHaveLength(3)
    expect(answer.results[0].symbol).toBe('SIMALL')
    const { up, down, sideways, symbols } = answer.breadth
    expect(symbols).toBe(3)
    expect(up + down + sideways).toBeLessThanOrEqual(3)
  })

  it('says what analyze and peak-trough say', async () => {
    const { run } = market()
    const { results }: ConditionsOutput = await run(conditions, { symbols: ['simall', 'SIMTEC'] })
    const analysed = (await run(analyze, { symbols: ['SIMALL', 'SIMTEC'] })).results
    const turns = (await run(peakTrough, { symbols: ['SIMALL', 'SIMTEC'] })).results
    for (const [i, one] of results.entries()) {
      const { regime, quick, momentum, algorithmic, breakout } = analysed[i]
      expect(one.regime).toMatchObject({ name: regime.name, adx: regime.adx, drift: regime.drift, trend: quick.trend })
      expect(one.volatility).toMatchObject({ perBar: regime.volatility, percentile: regime.volatilityRank })
      expect(one.momentum.change5).toBe(momentum[1].change)
      expect(one.algorithmic?.probability ?? null).toBe(algorithmic?.probability ?? null)
      expect(one.breakout.state).toBe(breakout.state)
      expect(one.liquidity.printsPerMinute).toBe(turns[i].liquidity.printsPerMinute)
      expect(one.liquidity.rating).toBe(turns[i].liquidity.rating)
    }
  })

  it('recommends nothing without evidence that holds, and that is a figure of the answer', async () => {
    const { results }: ConditionsOutput = await market().run(conditions, { symbols: ['SIMALL', 'SIMTEC', 'SIMFIN', 'SIMINV'] })
    expect(results).toHaveLength(4)
    const rules = new Set<string>()
    for (const one of results) {
      expect(one.recommendations.length).toBeGreaterThan(0)
      for (const { rule, evidence, command } of one.recommendations) {
        rules.add(rule)
        expect(evidence.length).toBeGreaterThan(0)
        expect(command).toMatch(/^openbell /)
        for (const { figure, value, comparison, threshold } of evidence) {
          expect(figureOf(one, figure), figure).toBe(value)
          expect(COMPARE[comparison](value!, threshold), `${rule}: ${figure}`).toBe(true)
        }
      }
    }
    expect([...rules]).toEqual(expect.arrayContaining(['liquid', 'illiquid', 'trend', 'no-trend', 'high-volatility']))
  })

  it('says of old data that it is old, and of uncounted prints that they are not known', async () => {
    const bars = { ...walk(400, 4), symbol: 'OBX', source: 'scripted', feed: 'script' }
    const flags = { source: 'scripted', 'as-of': '2035-01-05T20:00:00Z' }
    const made = createTestContext({ store: createMemoryStore(), sources: { scripted: scriptedSource([bars]) }, flags })
    closers.push(made.close)
    const answer: ConditionsOutput = await made.run(conditions, { symbols: ['OBX'] })
    const [one] = answer.results
    expect(one.stale).toBe(true)
    expect(one.liquidity).toMatchObject({ printsPerMinute: null, rating: 'UNKNOWN', meetsMinimum: false, minimum: 1000 })
    expect(one.recommendations.slice(0, 2).map(({ rule }) => rule)).toEqual(['stale', 'liquidity-unknown'])
    expect(one.recommendations[0].text).toContain(one.time)
    expect(one.recommendations[1].evidence).toEqual([
      { figure: 'liquidity.printsPerMinute', value: null, comparison: 'at least', threshold: 1000 },
    ])
  })

  it('answers the good symbols beside the bad one, and looks no further than the as-of', async () => {
    const { run } = market({ 'as-of': '2025-06-30T15:00:00Z' })
    const answer: ConditionsOutput = await run(conditions, { symbols: ['SIMALL', 'NOPE'] })
    expect(answer.results.map(({ symbol }) => symbol)).toEqual(['SIMALL'])
    expect(answer.failed).toMatchObject([{ symbol: 'NOPE', kind: 'not-found' }])
    expect(answer.asOf).toBe('2025-06-30T15:00:00Z')
    expect(Date.parse(answer.results[0].time)).toBeLessThan(Date.parse(answer.asOf))
    await expect(run(conditions, { symbols: ['NOPE'] })).rejects.toMatchObject({ kind: 'not-found' })
    const text = view(answer, screen)
    expect(text).toMatch(/SIMULATED .*as of 2025-06-30 15:00Z/)
    expect(text).toMatch(/NOPE: /)
    for (const line of view(answer, { ...screen, width: 80 }).split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
    expect(text).toMatch(/\(liquidity\.printsPerMinute [\d.]+, (at least|below) 1000\)/)
  })
})
