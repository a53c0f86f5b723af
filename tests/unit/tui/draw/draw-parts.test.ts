import { describe, expect, it } from 'vitest'
import { createBars } from '../../../../src/market/bars.ts'
import { createFrame, frameLines, frameText, putCode, shorten, textWidth, wholeOf, write } from '../../../../src/tui/canvas.ts'
import { candlesOf, slotOfTime } from '../../../../src/tui/draw/chart/candles.ts'
import { drawCandle, drawColumn } from '../../../../src/tui/draw/chart/glyphs.ts'
import { scaleOf, ticksOf } from '../../../../src/tui/draw/chart/scale.ts'
import { isOld, qualityLabel } from '../../../../src/tui/draw/freshness.ts'
import { age, askedPrice, change, compact, left, money, percent, price, profit } from '../../../../src/tui/draw/numbers.ts'
import type { Scene } from '../../../../src/tui/draw/pane.ts'
import { positionsNotes } from '../../../../src/tui/draw/positions.ts'
import { keepWhatFits } from '../../../../src/tui/draw/segments.ts'
import { DIM, INVERSE, MEANING } from '../../../../src/tui/styles.ts'
import { makeTheme } from '../../../../src/tui/theme.ts'

describe('the canvas', () => {
  it('keeps wide signs whole and takes the other half away with one', () => {
    const frame = createFrame(6, 1)
    const area = wholeOf(frame)
    expect(write(area, 0, 0, '東京x')).toBe(5)
    expect(frameText(frame)).toEqual(['東京x '])
    putCode(area, 1, 0, 'a'.charCodeAt(0), 0)
    expect(frameText(frame)).toEqual([' a京x '])
    write(area, 5, 0, '東')
    expect(frameText(frame)).toEqual([' a京x '])
  })

  it('counts a sign made of several code points as one, and leaves control signs out', () => {
    expect(textWidth('e\u0301')).toBe(1)
    expect(textWidth('👩‍👩‍👧')).toBe(2)
    const frame = createFrame(8, 1)
    write(wholeOf(frame), 0, 0, 'a\u001b[2Jb\u0007')
    expect(frameText(frame)).toEqual(['a[2Jb   '])
  })

  it('shortens words to their room', () => {
    expect(shorten('Watchlist', 9)).toBe('Watchlist')
    expect(shorten('Watchlist', 6)).toBe('Watch…')
    expect(shorten('東京証券', 4)).toBe('東…')
    expect(shorten('x', 0)).toBe('')
  })
})

describe('the title of positions', () => {
  const notes = (name: string) =>
    positionsNotes({ view: { strategy: { name, params: {}, timeframe: '1m', phase: 'running' } } } as Scene)

  it('says that a strategy trades however little room there is', () => {
    expect(notes('opening-range-breakout').slice(0, 4)).toEqual([
      'opening-range-breakout 1m running',
      'opening-range-breakout running',
      'opening-range-breakout',
      'opening-range-breako…',
    ])
    expect(notes('opening-range-breakout').at(-1)).toBe('opening…')
    expect(notes('mean')).toEqual(['mean 1m running', 'mean running', 'mean'])
  })
})

describe('themes', () => {
  const painted = (look: Parameters<typeof makeTheme>[0], style: number) => makeTheme(look).paint('x', style)

  it('tell up from down in their own colours, and faint things as faint', () => {
    expect(painted({ theme: 'classic', ascii: false, color: true }, MEANING.gain)).toBe('\u001b[32mx\u001b[39m')
    expect(painted({ theme: 'red-up', ascii: false, color: true }, MEANING.gain)).toBe('\u001b[31mx\u001b[39m')
    expect(painted({ theme: 'safe', ascii: false, color: true }, MEANING.loss)).toBe('\u001b[33mx\u001b[39m')
    expect(painted({ theme: 'classic', ascii: false, color: true }, MEANING.gain | DIM)).toBe(
      '\u001b[2m\u001b[32mx\u001b[39m\u001b[22m',
    )
  })

  it('use bold and inverse alone without colours', () => {
    for (const meaning of Object.values(MEANING)) {
      for (const bits of [0, DIM, INVERSE, DIM | INVERSE]) {
        const text = painted({ theme: 'safe', ascii: false, color: false }, meaning | bits)
        const bare = [1, 22, 7, 27].reduce((rest, code) => rest.replaceAll(`\u001b[${code}m`, ''), text)
        expect(bare).toBe('x')
      }
    }
  })

  it('close what they open and leave plain blanks at the end of a row out', () => {
    const frame = createFrame(10, 2)
    write(wholeOf(frame), 0, 0, 'up', MEANING.gain)
    write(wholeOf(frame), 0, 1, '  ', MEANING.label)
    const lines = frameLines(frame, makeTheme({ theme: 'classic', ascii: false, color: true }))
    expect(lines).toEqual(['\u001b[32mup\u001b[39m', '\u001b[1m\u001b[7m  \u001b[27m\u001b[22m'])
  })
})

describe('candles', () => {
  function column(levels: { open: number; high: number; low: number; close: number }, height = 3): string {
    const frame = createFrame(1, height)
    drawCandle(wholeOf(frame), 0, levels, 0)
    return frameText(frame).join('')
  }

  it('are drawn to half a cell with nine signs', () => {
    expect(column({ high: 0, open: 2, close: 4, low: 6 })).toBe('│┃│')
    expect(column({ high: 0, open: 1, close: 5, low: 6 })).toBe('╽┃╿')
    expect(column({ high: 1, open: 2, close: 4, low: 5 })).toBe('╷┃╵')
    expect(column({ high: 1, open: 1, close: 5, low: 5 })).toBe('╻┃╹')
    expect(column({ high: 3, open: 3, close: 3, low: 3 })).toBe(' ─ ')
  })

  it('stay in their pane', () => {
    expect(column({ high: -9, open: -5, close: 20, low: 30 })).toBe('┃┃┃')
  })

  it('share a column when there are more bars than columns, whatever bar comes next', () => {
    const bars = createBars({ symbol: 'X', timeframe: '1m', source: 's', feed: 'f' }, 100)
    for (let i = 0; i < 100; i++) {
      bars.time[i] = i * 60_000
      bars.open[i] = bars.close[i] = 10 + i
      bars.high[i] = 11 + i
      bars.low[i] = 9 + i
      bars.volume[i] = 1
    }
    bars.length = 99
    const before = candlesOf(bars, { bars: 90, end: null }, 30)
    expect([before.merged, before.spacing, before.length]).toEqual([3, 1, 30])
    expect([before.volume[29], before.high[29], before.low[29], before.open[29], before.close[29]]).toEqual([
      3, 109, 105, 106, 108,
    ])
    bars.length = 100
    const after = candlesOf(bars, { bars: 90, end: null }, 30)
    expect(after.from[28]).toBe(before.from[29])
    expect(after.volume[29]).toBe(1)
    expect(slotOfTime(after, bars, 98.5 * 60_000)).toBe(28)
    expect(slotOfTime(after, bars, 0)).toBe(-1)
  })

  it('stand apart when there is room', () => {
    const bars = createBars({ symbol: 'X', timeframe: '1m', source: 's', feed: 'f' }, 10)
    bars.length = 10
    expect(candlesOf(bars, { bars: 20, end: null }, 70)).toMatchObject({ merged: 1, spacing: 3, length: 10, room: 24 })
  })

  it('have columns of volume in eighths, and none where nothing traded', () => {
    const frame = createFrame(3, 2)
    for (const [x, share] of [1, 0.3, 0].entries()) drawColumn(wholeOf(frame), x, share, 0)
    expect(frameText(frame)).toEqual(['█  ', '█▅ '])
  })
})

describe('the scale of prices', () => {
  it('is labelled at multiples of 1, 2 or 5', () => {
    expect(ticksOf({ top: 103.1, bottom: 99.2, rows: 20 }, 3)).toEqual({ step: 1, prices: [100, 101, 102, 103] })
    expect(ticksOf({ top: 0.0124, bottom: 0.0098, rows: 10 }, 2).prices.map((one) => one.toFixed(4))).toEqual([
      '0.0100',
      '0.0110',
      '0.0120',
    ])
    expect(ticksOf({ top: 98_000, bottom: 96_000, rows: 8 }, 2).step).toBe(500)
  })

  it('shows what is near, not what would squeeze the rest', () => {
    const near = scaleOf(100, 110, [97], 20)
    expect(near.bottom).toBeLessThan(97)
    expect(scaleOf(100, 110, [50], 20).bottom).toBeGreaterThan(99)
    const flat = scaleOf(100, 100, [], 20)
    expect(flat.top).toBeGreaterThan(100)
    expect(flat.bottom).toBeLessThan(100)
  })
})

describe('freshness', () => {
  const quality = { state: 'live' as const, latencyMs: null, gaps: 0, repaired: 0, duplicates: 0, outOfOrder: 0, restarts: 0 }

  it('dims numbers past five seconds, and in a fast replay past half a second of a person', () => {
    expect(isOld({ ...quality, ageMs: 5000 }, { speed: 1 })).toBe(false)
    expect(isOld({ ...quality, ageMs: 5001 }, { speed: 1 })).toBe(true)
    expect(isOld({ ...quality, ageMs: 29_000 }, { speed: 60 })).toBe(false)
    expect(isOld({ ...quality, ageMs: 31_000 }, { speed: 60 })).toBe(true)
    expect(isOld({ ...quality, ageMs: 31_000 }, { speed: 5, lookedEvery: 12_000 })).toBe(false)
    expect(isOld({ ...quality, ageMs: 61_000 }, { speed: 0, lookedEvery: 12_000 })).toBe(true)
    expect(isOld({ ...quality, state: 'closed', ageMs: 86_400_000 }, { speed: 1 })).toBe(false)
  })

  it('names what stands in place of numbers', () => {
    expect(qualityLabel({ ...quality, ageMs: 14_200 }, { speed: 1 })).toBe('stale 14s')
    expect(qualityLabel({ ...quality, state: 'halted', ageMs: 1 }, { speed: 1 })).toBe('halted')
    expect(qualityLabel({ ...quality, ageMs: 100 }, { speed: 1 })).toBeNull()
  })
})

describe('numbers', () => {
  it('carry their sign and an arrow, and are a dash when nobody knows', () => {
    expect([change(0.0123), change(-0.0004), change(0.000001), change(null)]).toEqual(['▲ +1.23%', '▼ -0.04%', '· 0.00%', '-'])
    expect([profit(1234.5), profit(-0.74), profit(0.001), money(-5)]).toEqual(['+1,234.50', '-0.74', '0.00', '-5.00'])
    expect([percent(Number.NaN), price(null, 'X'), age(null), compact(Number.POSITIVE_INFINITY)]).toEqual(['-', '-', '-', '-'])
  })

  it('are as long as they need to be', () => {
    expect([950, 12_345, 99_960, 1_250_000, 99_960_000, 2.5e9].map(compact)).toEqual([
      '950',
      '12.3K',
      '100K',
      '1.25M',
      '100M',
      '2.50B',
    ])
    expect([400, 9940, 14_200, 180_000, 7_200_000, 200_000_000].map(age)).toEqual(['<1s', '9s', '14s', '3m', '2h', '2d'])
    expect([19_620_000, 725_000, 9000, -5].map(left)).toEqual(['5h27m', '12m05s', '9s', '0s'])
  })

  it('show a price that was asked between the cents as it was asked', () => {
    expect([askedPrice(100.123, 'X'), askedPrice(100, 'X'), price(0.0123, 'X')]).toEqual(['100.123', '100.00', '0.0123'])
  })
})

describe('pieces of a line', () => {
  it('go short first, then the least important goes', () => {
    const pieces = [
      { text: 'equity 1,000.00', short: 'equity 1,000', drop: 2 },
      { text: 'LIVE' },
      { text: 'stream up', drop: 3 },
      { text: '' },
    ]
    const texts = (room: number) => keepWhatFits(pieces, room, 2).map((one) => one.text)
    expect(texts(40)).toEqual(['equity 1,000.00', 'LIVE', 'stream up'])
    expect(texts(30)).toEqual(['equity 1,000', 'LIVE', 'stream up'])
    expect(texts(20)).toEqual(['equity 1,000', 'LIVE'])
    expect(texts(4)).toEqual(['LIVE'])
    expect(texts(2)).toEqual([])
  })
})
