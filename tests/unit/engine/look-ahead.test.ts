import { describe, expect, it } from 'vitest'
import { customSpec, defineIndicator } from '../../../src/analysis/indicators/define.ts'
import type { IndicatorSpec } from '../../../src/analysis/indicators/spec.ts'
import { checkLookAhead } from '../../../src/engine/check/look-ahead.ts'
import { runBacktest } from '../../../src/engine/run.ts'
import { type Column, sliceBars } from '../../../src/market/bars.ts'
import { crossedAbove, crossedBelow } from '../../../src/strategy/crossing.ts'
import { custom } from '../../../src/strategy/custom.ts'
import { ema, obv, sma, turns } from '../../../src/strategy/indicators.ts'
import type { AnyStrategy } from '../../../src/strategy/types.ts'
import { randomStrategy } from './random-strategy.ts'
import { errorOf, requestOf, runOf, strategyOf, walk } from './support.ts'

const bars = () => walk(900, 11)
const check = (strategy: AnyStrategy, series = [bars()]) => checkLookAhead(requestOf(strategy, series), { seed: 3, cuts: 8 })
const kinds = (report: ReturnType<typeof check>) => [...new Set(report.findings.map(({ kind }) => kind))]

/** A use of an indicator whose kernel is handed the whole column, as only the house's own are: what a look-ahead bug in one would be. */
function dishonest(name: string, kernel: (close: Column, out: Column, length: number) => void) {
  const base = customSpec(
    defineIndicator({ name, summary: 'A cheat.', warmUp: () => 1, start: () => ({}), step: (bar) => bar.close }),
  )
  const own: IndicatorSpec = { ...base, kernel: ({ bars: { close, length } }, _, out) => kernel(close, out[0], length) }
  return { name, params: [], input: null, other: null, own }
}

const crossing = strategyOf({
  indicators: () => ({ fast: ema('close', 5), slow: sma('close', 20) }),
  onBar({ position, fast, slow, buy, exit }) {
    if (position.isFlat && crossedAbove(fast, slow)) buy({ equity: 1, reason: 'above' })
    if (!position.isFlat && crossedBelow(fast, slow)) exit({ reason: 'below' })
  },
})

describe('an honest strategy passes', () => {
  it('of windows and averages, all three kinds compared', () => {
    expect(check(crossing)).toEqual({ passed: true, cuts: 8, shuffles: 8, starts: 8, notes: [], findings: [] })
  })

  it('that asks for everything there is, on three symbols', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const series = ['A', 'B', 'C'].map((symbol, i) => walk(500, seed + i, { symbol }))
      const report = check(randomStrategy(seed), series)
      expect(report.findings.filter(({ kind }) => kind !== 'start')).toEqual([])
    }
  })

  it('of settled turns, which never repaint; the start cannot be moved and it says so', () => {
    const settled = strategyOf({
      indicators: () => ({ turn: turns({ window: 11, lookahead: 1 }) }),
      onBar({ position, turn, buy, exit }) {
        if (position.isFlat && turn.trough_age.now < turn.peak_age.now) buy({ shares: 10, reason: 'after a trough' })
        else if (!position.isFlat && turn.peak_age.now < turn.trough_age.now) exit({ reason: 'after a peak' })
      },
    })
    const report = check(settled)
    expect(report).toMatchObject({
      passed: true,
      starts: 0,
      notes: ['later starts were not compared: an indicator never forgets its first bar'],
    })
  })

  it('that fails in bars that never were: after the cut nothing is compared', () => {
    const series = bars()
    const { close, length } = series
    const highest = Math.max(...close.subarray(0, length))
    let failed = 0
    const fragile = strategyOf({
      indicators: () => ({ line: sma('close', 3) }),
      onBar({ bar, buy }) {
        if (bar.close > highest) {
          failed++
          throw new Error('never seen before')
        }
        if (Math.floor(100 * bar.close) % 9 === 0) buy({ shares: 1, reason: 'now and then' })
      },
    })
    expect(check(fragile, [series])).toMatchObject({ passed: true, shuffles: 8 })
    expect(failed).toBe(0)
  })

  it('whose own indicator fails on other bars: nothing could be compared there, and it says so', () => {
    const series = bars()
    const highest = Math.max(...series.close.subarray(0, series.length))
    const picky = defineIndicator({
      name: 'picky',
      summary: 'Takes no price that was never seen.',
      warmUp: () => 1,
      start: () => ({}),
      step(bar) {
        if (bar.close > highest * (1 + 1e-9)) throw new Error('never seen before')
        return bar.close
      },
    })
    const strategy = strategyOf({
      indicators: () => ({ line: custom(picky) }),
      onBar({ bar, buy }) {
        if (Math.floor(100 * bar.close) % 9 === 0) buy({ shares: 1, reason: 'now and then' })
      },
    })
    const { passed, shuffles, notes } = check(strategy, [series])
    expect(passed).toBe(true)
    expect(shuffles).toBeLessThan(8)
    expect(notes).toHaveLength(8 - shuffles)
    expect(notes[0]).toMatch(/^an indicator failed on other bars after 202\d-.*: nothing was compared there$/)
  })

  it('of symbols that begin on different days, also where it asked for something before the last of them began', () => {
    const late = sliceBars(walk(900, 12, { symbol: 'LATE' }), 400, 900)
    const often = strategyOf({
      onBar({ bar, buy }) {
        if (bar.count < 60) buy({ shares: 1, reason: 'early' })
      },
    })
    const report = check(often, [bars(), late])
    expect(report.cuts).toBe(8)
    expect(report.findings.filter(({ kind }) => kind !== 'start')).toEqual([])
  })

  it('a series too short for a later start says so', () => {
    const report = check(crossing, [walk(80, 2)])
    expect(report.notes).toEqual([
      'later starts were not compared: the indicators need 98 bars to settle, and the shortest series has 80',
    ])
  })
})

describe('cheats that are impossible', () => {
  it('a negative index', () => {
    const cheat = strategyOf({
      indicators: () => ({ close: sma('close', 1) }),
      onBar({ close, buy }) {
        if (close.ago(-1) > close.now) buy({ shares: 1, reason: 'tomorrow is higher' })
      },
    })
    expect(errorOf(() => runOf(cheat, bars())).message).toContain('ago(-1)')
  })

  it('an indicator of one’s own that looks at later bars: it is a step and is handed one closed bar at a time', () => {
    const seen: number[] = []
    const line = defineIndicator({
      name: 'hungry',
      summary: 'Keeps all it is given.',
      warmUp: () => 1,
      start: () => ({ closes: [] as number[] }),
      step(bar, state) {
        expect(Object.values(bar).every((value) => typeof value === 'number')).toBe(true)
        state.closes.push(bar.close)
        seen.push(state.closes.length)
        return state.closes.reduce((a, b) => Math.max(a, b), 0)
      },
    })
    const strategy = strategyOf({
      indicators: () => ({ line: custom(line) }),
      onBar({ bar, line: top, buy }) {
        if (top.now === bar.close) buy({ shares: 1, reason: 'a new high' })
      },
    })
    const report = check(strategy)
    expect(report.findings.filter(({ kind }) => kind !== 'start')).toEqual([])
    expect(seen.length).toBeGreaterThan(900)
  })
})

describe('cheats that are caught, and the intent that changed is named', () => {
  it('pivots that repaint: the column has the best price of the bars around, later ones too', () => {
    const pivot = dishonest('repainted', (close, out, length) => {
      for (let i = 0; i < length; i++) {
        let low = close[i]
        for (let k = Math.max(0, i - 3); k <= Math.min(length - 1, i + 3); k++) low = Math.min(low, close[k])
        out[i] = low
      }
    })
    const cheat = strategyOf({
      indicators: () => ({ low: pivot }),
      onBar({ bar, position, low, buy, exit }) {
        if (position.isFlat && bar.close === low.now) buy({ shares: 10, reason: 'at the trough' })
        else if (position.barsHeld > 5) exit({ reason: 'held long enough' })
      },
    })
    const report = check(cheat)
    expect(report.passed).toBe(false)
    expect(kinds(report)).toContain('shuffle')
    const [first] = report.findings
    expect(first).toMatchObject({ symbol: 'TEST', action: 'buy', reason: 'at the trough' })
    expect([first.was, first.is]).toContain(null)
    expect(first.at).toBeLessThanOrEqual(first.comparedTo)
  })

  it('resampling with the unfinished bar: each bar of a week already shows the week’s last close', () => {
    const weekly = dishonest('weekly', (close, out, length) => {
      for (let i = 0; i < length; i++) out[i] = close[Math.min(length - 1, i - (i % 5) + 4)]
    })
    const cheat = strategyOf({
      indicators: () => ({ week: weekly }),
      onBar({ bar, position, week, buy, exit }) {
        if (position.isFlat && week.now > bar.close * 1.005) buy({ shares: 10, reason: 'the week closes higher' })
        else if (!position.isFlat && week.now < bar.close) exit({ reason: 'the week closes lower' })
      },
    })
    expect(kinds(check(cheat))).toEqual(expect.arrayContaining(['cut', 'shuffle']))
  })

  it('a series scaled by its own whole range', () => {
    const scaled = dishonest('scaled', (close, out, length) => {
      const top = close.subarray(0, length).reduce((a, b) => Math.max(a, b))
      for (let i = 0; i < length; i++) out[i] = close[i] / top
    })
    const cheat = strategyOf({
      indicators: () => ({ share: scaled }),
      onBar({ position, share, buy, exit }) {
        if (position.isFlat && share.now < 0.7) buy({ shares: 10, reason: 'far below the top' })
        else if (!position.isFlat && share.now > 0.8) exit({ reason: 'near the top' })
      },
    })
    expect(check(cheat).passed).toBe(false)
  })

  it('bars got hold of in another way: another future is written into the very columns', () => {
    const series = bars()
    const cheat = strategyOf({
      onBar({ bar, position, buy, exit }) {
        const rises = series.close[bar.count] > bar.close
        if (position.isFlat && rises) buy({ shares: 10, reason: 'tomorrow is higher' })
        else if (!position.isFlat && !rises) exit({ reason: 'tomorrow is lower' })
      },
    })
    const before = series.close.slice()
    const report = check(cheat, [series])
    expect(kinds(report)).toContain('shuffle')
    expect(report.findings[0].reason).toMatch(/tomorrow is/)
    expect(series.close).toEqual(before)
  })

  it('what a strategy remembers of an earlier run, freshly loaded', () => {
    const remembered = new Map<number, number>()
    const cheat = strategyOf({
      onBar({ bar, position, buy, exit }) {
        if (!remembered.has(bar.count)) remembered.set(bar.count, bar.close)
        const tomorrow = remembered.get(bar.count + 1) ?? 0
        if (position.isFlat && tomorrow > bar.close) buy({ shares: 10, reason: 'remembered' })
        else if (!position.isFlat && tomorrow < bar.close) exit({ reason: 'remembered' })
      },
    })
    expect(check(cheat).passed).toBe(false)
  })

  it('what a strategy remembers of the run before, though it ran before the check', () => {
    let last = new Map<number, number>()
    let now = new Map<number, number>()
    const cheat = strategyOf({
      onBar({ bar, position, buy, exit }) {
        if (bar.count === 1) [last, now] = [now, new Map()]
        now.set(bar.count, bar.close)
        const tomorrow = last.get(bar.count + 1) ?? 0
        if (position.isFlat && tomorrow > bar.close) buy({ shares: 10, reason: 'remembered' })
        else if (!position.isFlat && tomorrow < bar.close) exit({ reason: 'remembered' })
      },
    })
    const request = requestOf(cheat, [bars()])
    runBacktest(request)
    runBacktest(request)
    expect(checkLookAhead(request, { seed: 3, cuts: 8 }).passed).toBe(false)
  })

  it('a counter kept outside of memory', () => {
    let calls = 0
    const cheat = strategyOf({
      onBar({ buy }) {
        if (++calls % 701 === 0) buy({ shares: 1, reason: 'by the count' })
      },
    })
    expect(kinds(check(cheat))).toContain('memory')
  })

  it('failing up to the cut where the future is another', () => {
    const series = bars()
    const next = dishonest('next', (close, out, length) => {
      for (let i = 0; i < length; i++) out[i] = i + 1 < length ? close[i + 1] / close[i] : 1
    })
    const known = new Set(Array.from(series.close.subarray(1, series.length), (close, i) => close / series.close[i]))
    const cheat = strategyOf({
      indicators: () => ({ next }),
      onBar({ bar, next: move, buy }) {
        if (bar.count > 1 && move.now !== 1 && !known.has(move.now)) throw new Error('not the tomorrow it knows')
        if (Math.floor(100 * bar.close) % 50 === 0) buy({ shares: 1, reason: 'now and then' })
      },
    })
    const report = check(cheat, [series])
    expect(kinds(report)).toEqual(['shuffle'])
    expect(report.findings[0].is).toMatch(/^failed: .*not the tomorrow it knows/)
    expect(report.findings[0].at).toBe(report.findings[0].comparedTo)
  })

  it('failing where the future is missing', () => {
    const series = bars()
    const cheat = strategyOf({
      indicators: () => ({ next: dishonest('next', (close, out, length) => out.set(close.subarray(1, length))) }),
      onBar({ bar, next, buy }) {
        if (next.now === 0) throw new Error('no tomorrow')
        if (bar.count % 50 === 0) buy({ shares: 1, reason: 'now and then' })
      },
    })
    const request = requestOf(cheat, [series])
    // The last bar of the whole run has no tomorrow either: a strategy that fails outright is no finding, it is an error.
    expect(errorOf(() => checkLookAhead(request, { seed: 3, cuts: 4 })).message).toContain('no tomorrow')
  })
})

describe('warm-up', () => {
  it('a decision that depends on where the data began is found: a sum that never forgets, said to be settled', () => {
    const sum = custom(
      defineIndicator({
        name: 'running_sum',
        summary: 'All volume so far, said to have settled at once.',
        warmUp: () => 1,
        start: () => ({ sum: 0 }),
        step: (bar, state) => {
          state.sum += bar.close
          return state.sum
        },
      }),
    )
    const cheat = strategyOf({
      indicators: () => ({ sum }),
      onBar({ sum: total, buy }) {
        if (Math.floor(total.now) % 7 === 0) buy({ shares: 1, reason: 'a lucky sum' })
      },
    })
    const report = check(cheat)
    expect(kinds(report)).toEqual(['start'])
    expect(report.findings[0]).toMatchObject({ action: 'buy', reason: 'a lucky sum' })
  })

  it('an indicator that says it never settles is not compared', () => {
    const volume = strategyOf({
      indicators: () => ({ flow: obv() }),
      onBar({ flow, buy }) {
        if (flow.now > flow.ago(1)) buy({ shares: 1, reason: 'flow' })
      },
    })
    expect(check(volume)).toMatchObject({ passed: true, starts: 0 })
  })
})

describe('the report', () => {
  it('is the same for the same seed, counts its runs, and may be stopped', () => {
    const request = requestOf(crossing, [bars()])
    const asked: number[] = []
    const report = checkLookAhead(request, { seed: 9, cuts: 5, onRun: (done) => asked.push(done) })
    expect(asked).toEqual(asked.map((_, i) => i))
    expect(checkLookAhead(request, { seed: 9, cuts: 5 })).toEqual(report)
    const stop = () => {
      throw new Error('enough')
    }
    expect(() => checkLookAhead(request, { seed: 9, cuts: 5, onRun: stop })).toThrow('enough')
  })
})
