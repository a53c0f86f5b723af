import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { iso, isoDate } from '../../../../src/core/time.ts'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { backtest } from '../../../../src/operations/backtest/backtest.ts'
import { lookAheadOf } from '../../../../src/operations/backtest/check.ts'
import { compare } from '../../../../src/operations/compare/compare.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'
import { barsOf } from '../../../support/store-rows.ts'
import { writeStrategy } from '../../../support/user-strategies.ts'

const us = calendarOf('us')
/** Sessions from 2025-09-02 on. */
const sessions = (count: number): number[] => {
  const days = [us.next(20_332)]
  while (days.length < count) days.push(us.next(days[days.length - 1]))
  return days
}

let t: TestContext
let folder: string
beforeEach(() => {
  t = createTestContext({ flags: { source: 'store' } })
  folder = mkdtempSync(join(tmpdir(), 'openbell-warnings-'))
})
afterEach(() => t.close())

function keepSessions(count: number, symbol = 'TEST'): number[] {
  const days = sessions(count)
  const rows = days.map((day, i) => {
    const close = 100 + 5 * Math.sin(i)
    return { time: us.day(day).regular!.open, open: 100, high: 106, low: 94, close, volume: 1e6 }
  })
  t.store.bars.append(barsOf(rows, { symbol, timeframe: '1d' }))
  return days
}

const run = (more: Record<string, unknown> = {}) => t.run(backtest, { strategy: 'buy-and-hold', symbols: ['TEST'], ...more })

describe('what a run says of itself', () => {
  test('yearly figures of fewer than sixty sessions are stretched, and it says from how many', async () => {
    keepSessions(60)
    const few = await run({ to: isoDate(sessions(59)[58]) })
    expect(few.warnings).toContainEqual(expect.stringMatching(/^yearly figures .* stretched from 59 sessions$/))
    expect((await run()).warnings.join()).not.toMatch(/stretched/)
  })

  test('an end after the as-of is told, one before it is not', async () => {
    const last = keepSessions(61)[60]
    const late = await run({ to: '2099-01-01' })
    expect(late.warnings).toContainEqual(
      `--to 2099-01-01 lies after the as-of: the data ends at ${iso(us.day(last).regular!.close)}`,
    )
    // The last session is whole, and ends before its after-hours would.
    expect((await run({ to: isoDate(last) })).warnings.join()).not.toMatch(/as-of/)
  })

  test('an intent that came to nothing is in `why.ignored`, with its reason', async () => {
    keepSessions(61)
    const poor = await run({ cash: 1 })
    expect(poor.why.ignored.length).toBeGreaterThan(0)
    expect(poor.why.ignored[0].count).toBe(poor.why.intents)
  })

  test('a store that cannot be written is in the answer, not only on the screen', async () => {
    keepSessions(61)
    const fail = () => {
      throw new Error('disk full')
    }
    const store = { ...t.store, trials: { ...t.store.trials, add: fail }, runs: { ...t.store.runs, put: fail } }
    const context = { ...t.context, store: async () => store }
    const answer = await backtest.run(context, backtest.input.parse({ strategy: 'buy-and-hold', symbols: ['TEST'] }))
    expect((answer as { warnings: string[] }).warnings).toEqual(
      expect.arrayContaining([
        'this trial was not counted, and those before it are not known: disk full',
        'this run was not kept: disk full',
      ]),
    )
  })

  test('a strategy given by its path is found again: its file is in the answer and in the hint of its errors', async () => {
    keepSessions(61)
    const good = writeStrategy(folder, 'good')
    expect(await run({ strategy: good })).toMatchObject({ strategy: 'good', file: good })
    expect(await run()).not.toHaveProperty('file')
    const bad = writeStrategy(folder, 'bad', { onBar: "throw new Error('oops')" })
    const error = await run({ strategy: bad }).catch((thrown) => thrown)
    expect(error.message).toMatch(/strategy 'bad' on TEST at 2025.*oops/)
    expect(error.message).not.toMatch(/\?openbell=/)
    expect(error.hint).toBe(`openbell strategies info ${bad}`)
  })
})

describe('what the grade is told of the look-ahead check', () => {
  const check = { passed: true, cuts: 8, shuffles: 8, starts: 8, notes: [], findings: [] }
  test('clean only where nothing but bars could be read', () => {
    expect(lookAheadOf(undefined, { imports: [] })).toBe('not-run')
    expect(lookAheadOf(check, { imports: [] })).toBe('clean')
    expect(lookAheadOf(check, { imports: ['node:fs'] })).toBe('blind')
    expect(lookAheadOf({ ...check, passed: false }, { imports: ['node:fs'] })).toBe('caught')
  })
})

describe('a comparison', () => {
  test('judges all by the trials of all, whatever their order', async () => {
    keepSessions(61)
    const names = ['sma-cross', 'breakout', 'buy-and-hold']
    const trialsIn = ({ rows }: { rows: { grade: { reasons: string[] } }[] }) =>
      rows.map((row) => row.grade.reasons.find((reason) => /ever run/.test(reason)))
    const { rows } = await t.run(compare, { names: [...names, 'TEST'] })
    expect(new Set(trialsIn({ rows }))).toEqual(new Set(['3 trials ever run on this data']))
  })

  test('a misspelled strategy is not taken for a symbol, and a symbol with a slash not for a file', async () => {
    keepSessions(61, 'BTC/USD')
    const named = (...names: string[]) => t.run(compare, { names })
    await expect(named('breakuot', 'TEST')).rejects.toThrow(/'breakuot' is no strategy; did you mean 'breakout'/)
    await expect(named('sma-cross', 'breakuot', 'TEST')).rejects.toThrow(/did you mean 'breakout'/)
    expect((await named('sma-cross', 'BTC/USD')).symbols).toEqual(['BTC/USD'])
    await expect(named('sma-cross')).rejects.toThrow(/at least one strategy and one symbol/)
  })
})
