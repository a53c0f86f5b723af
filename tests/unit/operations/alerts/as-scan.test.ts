import { afterEach, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { barFacts, closedBars } from '../../../../src/analysis/alerts/bar-facts.ts'
import { liveFacts, sessionBase } from '../../../../src/analysis/alerts/live-facts.ts'
import { LIVE_FIELDS, readRule } from '../../../../src/analysis/alerts/read-rule.ts'
import { numberOf } from '../../../../src/analysis/scan/evaluate.ts'
import { render } from '../../../../src/analysis/scan/expression.ts'
import { DAY, iso, MINUTE } from '../../../../src/core/time.ts'
import { type Bars, lowerBound, sliceBars } from '../../../../src/market/bars.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { scan } from '../../../../src/operations/scan/scan.ts'
import { createTestContext, fixedClock, type TestContext } from '../../../support/context.ts'

const SYMBOL = 'SIMALL'
const OPEN = Date.UTC(2026, 2, 20, 13, 30)
const us = calendarOf('us')
const WORDS = [
  'price',
  'change',
  'gap',
  'change_1',
  'session_high',
  'session_volume',
  'vwap',
  'volume',
  'rsi(14)',
  'sma(20)',
  'prints_per_minute',
]

let open: TestContext | null = null
afterEach(() => open?.close())

/** What scan says of each word at an instant. */
async function scanned(at: number, phases: 'all' | 'regular', timeframe: string): Promise<(number | null)[]> {
  const { clock } = fixedClock(at)
  const flags = { source: 'simulated', 'as-of': iso(at), session: phases }
  open = createTestContext({ now: at, sources: { simulated: createSimulatedSource({ seed: 1, clock }) }, flags })
  const answer = await open.run(scan, { universe: SYMBOL, timeframe, columns: WORDS.join(',') })
  open.close()
  open = null
  const [row] = answer.rows as Record<string, unknown>[]
  const values = { ...row, ...(row.columns as Record<string, unknown>) } as Record<string, number | null>
  return WORDS.map(
    (word) => values[word] ?? values[word.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())] ?? null,
  )
}

async function minutes(): Promise<Bars> {
  const at = OPEN + 120 * MINUTE
  const { clock } = fixedClock(at)
  const source = createSimulatedSource({ seed: 1, clock })
  const range = { symbol: SYMBOL, timeframe: '1m' as const, asOf: at, from: OPEN - 6 * DAY, to: at }
  const bars = await source.history({ kind: 'bars', session: 'all', ...range }, new AbortController().signal)
  await source.close()
  return bars
}

describe('a rule reads what scan reads', () => {
  it.each([
    ['1m', 'all'],
    ['5m', 'regular'],
    ['15m', 'all'],
  ] as const)('on closed bars of %s, session %s', async (timeframe, phases) => {
    const all = await minutes()
    const { operands } = readRule(WORDS.map((word) => `${word} > 0`).join(' and '))
    for (const after of [15, 45, 110]) {
      const at = OPEN + after * MINUTE
      const known = sliceBars(all, 0, lowerBound(all.time, all.length, at))
      const bars = closedBars(known, timeframe, us, phases, at)
      const facts = barFacts(bars, known, operands, { calendar: us, phases, at, coverage: 1 })
      const ours = WORDS.map((word) => numberOf(operands.find((one) => render(one) === word)!, facts!))
      const theirs = await scanned(at, phases, timeframe)
      for (const [i, value] of ours.entries()) expect(value, `${WORDS[i]} at ${iso(at)}`).toBeCloseTo(theirs[i] as number, 6)
    }
  })

  it('on prints: at the close of a minute the same as on its bar', async () => {
    const all = await minutes()
    const { operands } = readRule(LIVE_FIELDS.map((word) => `${word} > 0`).join(' and '))
    for (const phases of ['all', 'regular'] as const) {
      for (const after of [1, 31, 90]) {
        const at = OPEN + after * MINUTE
        const last = lowerBound(all.time, all.length, at) - 1
        const closed = sliceBars(all, 0, last)
        const column = (name: 'open' | 'high' | 'low' | 'close' | 'volume') => all[name][last]
        const forming = {
          ...{ time: all.time[last], open: column('open'), high: column('high'), low: column('low'), close: column('close') },
          ...{ volume: column('volume'), prints: all.prints![last], vwap: all.vwap![last] },
        }
        const live = liveFacts(sessionBase(closed, us, phases, at - 1), forming, column('close'), null)
        const known = sliceBars(all, 0, last + 1)
        const bars = closedBars(known, '1m', us, phases, at)
        const facts = barFacts(bars, known, operands, { calendar: us, phases, at, coverage: 1 })!
        for (const word of LIVE_FIELDS.filter((one) => one !== 'prints_per_minute')) {
          expect(live.field(word), `${word} at ${iso(at)} ${phases}`).toBeCloseTo(facts.field(word) as number, 6)
        }
      }
    }
  })
})
