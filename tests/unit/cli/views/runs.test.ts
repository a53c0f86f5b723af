import { Chalk } from 'chalk'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { metric, money } from '../../../../src/cli/views/metric.ts'
import { type RunAnswer, runSummary } from '../../../../src/cli/views/run-summary.ts'
import { view as diffView } from '../../../../src/cli/views/runs-diff.ts'
import { view as listView } from '../../../../src/cli/views/runs-list.ts'
import { view as showView } from '../../../../src/cli/views/runs-show.ts'
import { labelledSparkline, sparkline } from '../../../../src/cli/views/sparkline.ts'
import type { Terminal } from '../../../../src/cli/views/view.ts'
import { reportInput } from '../../../support/report-input.ts'

const at = (width: number): Terminal => ({ width, paint: new Chalk({ level: 0 }), terminal: false })
const answer = reportInput().answer as RunAnswer
const widest = (text: string) => Math.max(...text.split('\n').map((line) => stringWidth(line)))

describe('the sparkline', () => {
  it('rises from the lowest to the highest sign, each value one column where there is room', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 20)).toBe('▁▂▃▄▅▆▇█')
    expect(sparkline([5, 1], 20)).toBe('█▁')
  })

  it('fits the width, and ends with the last value', () => {
    const values = Array.from({ length: 1000 }, (_, i) => Math.sin(i / 100))
    for (const width of [1, 7, 80]) expect(sparkline(values, width)).toHaveLength(width)
    expect(sparkline([...values.fill(0), 1], 10)).toBe('▁▁▁▁▁▁▁▁▁█')
  })

  it('of one value or no variation stands half-way; of nothing is nothing; a gap is a gap', () => {
    expect(sparkline([3, 3, 3], 9)).toBe('▄▄▄')
    expect(sparkline([], 9)).toBe('')
    expect(sparkline([1, Number.NaN, 2], 9)).toBe('▁ █')
    expect(labelledSparkline([], at(80), String)).toBe('')
  })

  it('carries its first and last value inside the width', () => {
    const text = labelledSparkline([100, 120, 90], at(40), (value) => value.toFixed(0))
    expect(text).toBe('100 ▃█▁ 90')
    expect(
      widest(
        labelledSparkline(
          Array.from({ length: 500 }, (_, i) => i),
          at(60),
          money,
        ),
      ),
    ).toBeLessThanOrEqual(60)
  })
})

describe('metrics on a screen', () => {
  it('have their unit, and n/a where there is none', () => {
    expect([metric(0.123, 'percent'), metric(0.123, 'signed-percent'), metric(-0.5, 'signed-percent')]).toEqual([
      '12.30%',
      '+12.30%',
      '-50.00%',
    ])
    expect([metric(1234.5, 'money'), metric(81, 'days'), metric(2.55, 'bars'), metric(1500, 'count')]).toEqual([
      '1,234.50',
      '81 d',
      '2.5 bars',
      '1,500',
    ])
    for (const form of ['percent', 'money', 'ratio', 'days', 'bars', 'count'] as const) expect(metric(null, form)).toBe('n/a')
    expect([money(-0.001), money(-1234567.891)]).toEqual(['0.00', '-1,234,567.89'])
  })
})

describe('the summary of a run', () => {
  it('says data, result, costs, limits, why and how far to trust it', () => {
    const text = runSummary(answer, at(120))
    for (const part of [
      'IMPORT feed import',
      'sma-cross on TEST OTHER, fast 10, slow 30, stopAtr 2.5',
      'run a1b2c3d4e5f60718',
      /Total return +\+12.35%/,
      /Deepest drawdown +14.70%/,
      'The newest 5 of 42 round trips',
      'Slippage: half the spread',
      'No limits in force',
      '42 intents\nDenied by the risk limits: positionShare (2)\nCame to nothing: no cash (1)',
      'Grade C',
      'Note: 3 bars held stop and target both',
    ])
      expect(text).toMatch(part)
    expect(text).not.toMatch(/NaN|undefined|\[object/)
  })

  it.each([160, 100, 80, 60])('fits %i columns where its tables are', (width) => {
    const tables = runSummary(answer, at(width))
      .split('\n\n')
      .filter((part) => /Return {2}|Symbol/.test(part))
    expect(tables.length).toBeGreaterThan(0)
    for (const part of tables) expect(widest(part)).toBeLessThanOrEqual(width)
  })

  it('of a run without a round trip says why', () => {
    expect(runSummary({ ...answer, roundTrips: [] }, at(100))).toMatch(
      /No round trip: 260 bars seen, 40 signals, 42 intents\nDenied by/,
    )
  })

  it('marks a simulated market', () => {
    expect(runSummary({ ...answer, source: 'store', feed: 'simulated:7' }, at(100))).toContain('SIMULATED')
  })
})

describe('views of kept runs', () => {
  const run = {
    run: 'aaa1',
    kind: 'backtest' as const,
    at: '2026-03-20T20:00:00.123Z',
    strategy: 'sma-cross',
    symbols: ['A', 'B', 'C', 'D'],
    timeframe: '1d',
    source: 'simulated',
    feed: 'simulated',
    totalReturn: 0.1,
    sharpe: null,
    roundTrips: 12,
    grade: 'D',
  }

  it('an empty list says how to begin', () => {
    expect(listView({ runs: [] }, at(100))).toMatch(/No run has been kept yet[\s\S]*openbell backtest/)
  })

  it('a list keeps id, return and grade on a narrow screen and marks simulated data', () => {
    const text = listView({ runs: [run] }, at(70))
    expect(text).toMatch(/aaa1/)
    expect(text).toMatch(/\+10.00%/)
    expect(listView({ runs: [run] }, at(140))).toMatch(/A B C \.\.\. \(4\).*SIMULATED/)
    expect(widest(text.split('\n\n')[0])).toBeLessThanOrEqual(70)
  })

  it('show tells a backtest as backtest does, other kinds plainly', () => {
    const head = { ...run, request: { cash: 1 } }
    expect(showView({ ...head, answer: answer as never }, at(100))).toContain('Grade C')
    const text = showView(
      { ...head, kind: 'optimize', answer: { best: { params: { fast: 5 } }, trials: [{ a: 1 }], seeds: [1, 2] } },
      at(100),
    )
    expect(text).toMatch(/fast: 5[\s\S]*trials: 1 rows \(--json\)[\s\S]*seeds: 1 2/)
  })

  it('diff shouts when the data differs, shows only what differs, and never a negative nothing', () => {
    const row = (name: string, a: number | string | null, b: number | string | null) => ({
      name,
      a,
      b,
      same: a === b,
      change: typeof a === 'number' && typeof b === 'number' ? b - a : null,
    })
    const output = {
      a: run,
      b: { ...run, run: 'bbb2' },
      comparable: false,
      warnings: ['different feeds: sip against iex'],
      data: [row('feed', 'sip', 'iex')],
      params: [row('fast', 10, 5), row('slow', 30, 30)],
      costs: [row('fee', 'us', 'us')],
      limits: [],
      metrics: [row('totalReturn', 0.1, 0.25), row('sharpe', 0.5, 0.4999), row('calmar', null, 1), row('fees', 10, 10)],
      roundTrips: { both: 3, onlyA: 1, onlyB: 2 },
    }
    const text = diffView(output, at(100))
    expect(text).toMatch(/NOT COMPARABLE[\s\S]*different feeds: sip against iex/)
    expect(text).toMatch(/fast +10 +5/)
    expect(text).not.toMatch(/slow +30/)
    expect(text).toContain('Costs: the same')
    expect(text).toMatch(/Total return +\+10.00% +\+25.00% +\+15.00 points/)
    expect(text).toMatch(/Sharpe +0.50 +0.50 +0.00/)
    expect(text).toMatch(/Calmar +- +1.00/)
    expect(text).toMatch(/Fees +10.00 +10.00 +=/)
    expect(text).toContain('Round trips: 3 in both')
    expect(diffView({ ...output, comparable: true, warnings: [] }, at(100))).not.toContain('NOT COMPARABLE')
  })
})
