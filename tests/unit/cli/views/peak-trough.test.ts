import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import { lineChart } from '../../../../src/cli/views/chart.ts'
import { view } from '../../../../src/cli/views/peak-trough.ts'
import type { Terminal } from '../../../../src/cli/views/view.ts'
import type { PeakTroughAnswer, PeakTroughResult } from '../../../../src/operations/peak-trough/output.ts'

const plain: Terminal = { width: 100, paint: new Chalk({ level: 0 }), terminal: false }

const turn = { time: '2026-03-19T15:00:00Z', price: 0.5123, smoothed: 0.51234, knownAt: '2026-03-19T15:04:00Z', age: 4 }

function answer(over: Partial<PeakTroughResult> = {}): PeakTroughAnswer {
  const result: PeakTroughResult = {
    symbol: 'PNY',
    timeframe: '1m',
    source: 'simulated',
    feed: 'simulated',
    adjustment: 'none',
    staleSince: null,
    bars: 1000,
    window: 11,
    lookahead: 1,
    delta: 0,
    time: '2026-03-19T15:04:00Z',
    stale: false,
    signal: {
      action: 'BUY',
      price: 0.5125,
      confidence: 0.884,
      stop: 0.502054,
      reason: 'trough, 2 bars ago (provisional); last close 0.04% above it',
      tradable: false,
      basis: { kind: 'trough', time: '2026-03-19T15:02:00Z', price: 0.5123, provisional: true },
    },
    peaks: [{ ...turn, provisional: false, age: 40 }],
    troughs: [{ ...turn, provisional: true, age: 2, time: '2026-03-19T15:02:00Z' }],
    survival: 0.4712,
    survivalOf: 1234,
    liquidity: { printsPerMinute: 1234.2, rating: 'EXCELLENT', coverage: 1, meetsMinimum: true },
    recent: {
      time: Array.from({ length: 60 }, (_, i) => new Date(Date.UTC(2026, 2, 20, 14, i)).toISOString()),
      close: Array.from({ length: 60 }, (_, i) => 0.5 + Math.sin(i / 6) / 100),
      smoothed: new Array(60).fill(0.5),
    },
    ...over,
  }
  return { asOf: '2026-03-19T15:05:00Z', source: 'simulated', feed: 'simulated', results: [result], failed: [] }
}

describe('view of peak-trough', () => {
  it('shows prices under a dollar with four decimals, survival, liquidity and what repaints', () => {
    const text = view(answer(), plain)
    expect(text).toContain('SIMULATED  feed simulated · as of 2026-03-19 15:05Z · 1000 bars of 1m, window 11, lookahead 1')
    expect(text).toContain('PNY 0.5125  ▲ BUY  trough, 2 bars ago (provisional); last close 0.04% above it')
    expect(text).toContain('confidence 0.88, stop 0.5021, not tradable')
    expect(text).toContain('liquidity EXCELLENT: 1,234 prints a minute, meets the minimum')
    expect(text).toContain('survival 47%: of 1,234 turns seen while provisional, so many were still there once settled')
    expect(text).toContain('Provisional turns repaint')
    expect(text).toMatch(/▼ peak +2026-03-19 15:00Z +0\.5123 +0\.5123 +40 +2026-03-19 15:04Z +settled/)
    expect(text).toMatch(/△ trough +2026-03-19 15:02Z .* provisional/)
  })

  it('says since when an old answer stands in', () => {
    expect(view(answer({ staleSince: '2026-03-19T14:58:00Z' }), plain)).toContain(
      'as of 2026-03-19 15:05Z · the vendor failed, bars fetched 2026-03-19 14:58Z stand in',
    )
  })

  it('says how little a partial feed carries', () => {
    const liquidity = { printsPerMinute: 40, rating: 'INSUFFICIENT' as const, coverage: 0.025, meetsMinimum: false }
    expect(view(answer({ liquidity }), plain)).toContain(
      'liquidity INSUFFICIENT: 40 prints a minute, below the minimum (the feed carries about 2.5% of the market; not scaled up)',
    )
  })

  it('says when nothing is known', () => {
    const text = view(
      answer({
        peaks: [],
        troughs: [],
        survival: null,
        survivalOf: 0,
        liquidity: { printsPerMinute: null, rating: 'UNKNOWN', coverage: 1, meetsMinimum: false },
      }),
      plain,
    )
    expect(text).toContain('liquidity UNKNOWN: the source has no print counts, so nothing here is tradable')
    expect(text).toContain('survival n/a')
    expect(text).toContain('no peaks or troughs')
    expect(text).not.toContain('STALE')
    expect(view(answer({ stale: true }), plain)).toContain('STALE: nothing newer than the bar of 2026-03-19 15:04Z')
  })

  it('draws a chart in a terminal only, within its width', () => {
    const braille = /[\u2801-\u28ff]/
    expect(view(answer(), plain)).not.toMatch(braille)
    const text = view(answer(), { ...plain, terminal: true, width: 60 })
    expect(text).toMatch(braille)
    expect(text).toContain('closes of the last 60 bars')
    const chart = text.split('\n').filter((line) => braille.test(line))
    expect(Math.max(...chart.map((line) => line.length))).toBeLessThanOrEqual(60)
  })

  it('lists kept signals', () => {
    const kept = {
      id: 1,
      at: '2026-03-19T15:05:01Z',
      asOf: '2026-03-19T15:05:00Z',
      symbol: 'PNY',
      source: 'simulated',
      timeframe: '1m',
    }
    const signal = { action: 'HOLD', price: 0.5125, confidence: 0, stop: null, reason: 'none', tradable: false }
    const empty = { asOf: null, source: null, feed: null, results: [], failed: [] }
    expect(view({ ...empty, history: [{ ...kept, ...signal }] }, plain)).toMatch(
      /2026-03-19 15:05Z +PNY +SIMULATED +1m +HOLD +0\.5125 +n\/a/,
    )
    expect(view({ ...empty, history: [] }, plain)).toBe('No signal has been kept yet.\n\nnext: openbell peak-trough SYMBOL')
  })
})

describe('line chart', () => {
  const label = (value: number) => value.toFixed(1)
  const valley = [4, 3, 2, 1, 0, 1, 2, 3, 4, 4, 4, 4]

  it('draws two values a column between the highest and the lowest, and puts signs next to the line', () => {
    const marks = [
      { at: 0, sign: '▼', above: true },
      { at: 4, sign: '▲', above: false },
    ]
    expect(lineChart(valley, plain, { height: 2, label, marks }).split('\n')).toMatchInlineSnapshot(`
      [
        "▼",
        "⠱⡀ ⢠⠋⠉  4.0",
        " ⠑⡴⠁    0.0",
        "  ▲",
      ]
    `)
  })

  it('draws a flat line, a single value and nothing', () => {
    expect(lineChart([5, 5, 5, 5], plain, { height: 1, label }).split('\n')).toMatchInlineSnapshot(`
      [
        "",
        "⠤⠤  5.0",
        "",
      ]
    `)
    expect(lineChart([5], plain, { height: 1, label }).split('\n').length).toBe(3)
    expect(lineChart([], plain, { label })).toBe('')
  })

  it('squeezes many values into the width', () => {
    const many = Array.from({ length: 5000 }, (_, i) => Math.sin(i / 300))
    const lines = lineChart(many, { ...plain, width: 40 }, { label }).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40)
  })
})
