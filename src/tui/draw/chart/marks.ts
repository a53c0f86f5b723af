import { type Bars, lowerBound } from '../../../market/bars.ts'
import type { Overlays } from '../../../operations/stream/view.ts'
import { type Area, codeAt, putCode, write } from '../../canvas.ts'
import { BOLD, DIM, MEANING } from '../../styles.ts'
import { type Candles, slotOfRow, slotOfTime } from './candles.ts'
import { drawDot, drawStep, isBackground, isDot, putBehind } from './glyphs.ts'
import { candleRows, levelOf, rowOf, type Scale } from './scale.ts'

/** Meanings of the lines over the bars, in their order. */
export const LINE_STYLES = [MEANING.averageOne, MEANING.averageTwo, MEANING.averageThree]

/** A line that begins anew with a session (VWAP) is not joined across its turn when it jumps farther than this many rows. */
const JUMP_ROWS = 2

/** Averages and their like as dots behind the candles; nothing where there is no value. `turns`: slots with which a part of a session begins. */
export function drawLines(plot: Area, candles: Candles, scale: Scale, overlays: Overlays, turns: readonly number[]): void {
  overlays.lines.forEach(({ values }, i) => {
    const style = LINE_STYLES[i % LINE_STYLES.length]
    drawLine(plot, candles, scale, (slot) => values[candles.to[slot] - 1] ?? Number.NaN, style, turns)
  })
}

/** A line of dots, a value each slot, steps filled in. */
export function drawLine(
  plot: Area,
  candles: Candles,
  scale: Scale,
  valueAt: (slot: number) => number,
  style: number,
  turns: readonly number[] = [],
): void {
  const highest = plot.height * 4
  let before = Number.NaN
  for (let slot = 0; slot < candles.length; slot++) {
    const level = levelOf(scale, valueAt(slot), 4)
    if (!Number.isFinite(level) || level < -highest || level > 2 * highest) {
      before = Number.NaN
      continue
    }
    const x = slot * candles.spacing * 2
    const jumps = Math.abs(level - before) > JUMP_ROWS * 4 && turns.includes(slot)
    if (Number.isNaN(before) || jumps) drawDot(plot, x, Math.floor(level), style)
    else between(plot, x, candles.spacing * 2, Math.floor(before), Math.floor(level), style)
    before = level
  }
}

/** Dots from the slot before, `width` dots to the left, to this one. */
function between(plot: Area, x: number, width: number, from: number, to: number, style: number): void {
  let last = from
  for (let i = 1; i <= width; i++) {
    const next = Math.round(from + ((to - from) * i) / width)
    drawStep(plot, x - width + i, last, next, style)
    last = next
  }
}

/** Peaks over and troughs under their bar; one that may still move is dim. */
export function drawTurns(plot: Area, candles: Candles, scale: Scale, { turns }: Overlays): void {
  for (const { kind, row, provisional } of turns) {
    const slot = slotOfRow(candles, row)
    if (slot < 0) continue
    const x = slot * candles.spacing
    const peak = kind === 'peak'
    const edge = candleRows(scale, candles.high[slot], candles.low[slot])[peak ? 0 : 1]
    const step = peak ? -1 : 1
    let y = edge + step
    if (!isFree(plot, x, y) && !isDot(codeAt(plot, x, y))) y += step
    const style = (peak ? MEANING.loss : MEANING.gain) | (provisional ? DIM : BOLD)
    if (y >= 0 && y < plot.height) putCode(plot, x, y, (peak ? '▼' : '▲').charCodeAt(0), style)
  }
}

/** B and S where they happened. */
export function drawFills(plot: Area, candles: Candles, scale: Scale, { fills }: Overlays, bars: Bars): void {
  for (const { side, time, price } of fills) {
    const slot = slotOfTime(candles, bars, time)
    if (slot < 0) continue
    const y = Math.min(plot.height - 1, Math.max(0, rowOf(scale, price)))
    const buy = side === 'buy'
    putCode(plot, slot * candles.spacing, y, (buy ? 'B' : 'S').charCodeAt(0), buy ? MEANING.buy : MEANING.sell)
  }
}

const LEVEL = {
  stop: { style: MEANING.stop, name: 'stop' },
  target: { style: MEANING.target, name: 'target' },
  limit: { style: MEANING.limit, name: 'limit' },
  position: { style: MEANING.position, name: 'held at' },
  'previous-close': { style: MEANING.previousClose, name: 'close before' },
} as const

/** Dashed lines of stops, targets, resting limits and the like. */
export function drawLevels(plot: Area, scale: Scale, { levels }: Overlays): void {
  for (const { kind, price } of levels) {
    const y = rowOf(scale, price)
    for (let x = 0; x < plot.width; x++) putBehind(plot, x, y, '╌', LEVEL[kind].style)
  }
}

/** Names of the levels, after everything else is drawn: only where they cover nothing. Off the scale: the price with an arrow at the edge. */
export function nameLevels(plot: Area, scale: Scale, { levels }: Overlays, priceText: (price: number) => string): void {
  for (const { kind, price } of levels) {
    const { style, name } = LEVEL[kind]
    const y = rowOf(scale, price)
    if (y >= 0 && y < plot.height) tag(plot, y, name, style)
    else if (kind !== 'previous-close')
      tag(plot, y < 0 ? 0 : plot.height - 1, `${name} ${priceText(price)} ${y < 0 ? '▲' : '▼'}`, style)
  }
}

/** A word at the right edge, or at the left one, or nowhere: it never covers a candle. */
function tag(plot: Area, y: number, text: string, style: number): void {
  for (const x of [plot.width - text.length - 1, 1]) {
    let free = x >= 0
    for (let i = 0; free && i < text.length; i++) free = isFree(plot, x + i, y)
    if (free) {
      write(plot, x, y, text, style)
      return
    }
  }
}

/** The forecast right of the bar it was made at: a shaded band and its middle, a step a bar. */
export function drawBand(plot: Area, { candles, scale, bars }: BandPlace, band: NonNullable<Overlays['band']>): void {
  const origin = lowerBound(bars.time, bars.length, band.from + 1) - 1
  if (origin < 0 || candles.length === 0) return
  const { merged, spacing, from } = candles
  const first = Math.floor(from[0] / merged)
  band.median.forEach((median, i) => {
    const x = (Math.floor((origin + 1 + i) / merged) - first) * spacing
    const [top, bottom] = [rowOf(scale, band.high[i]), rowOf(scale, band.low[i])]
    for (let column = x - spacing + 1; column <= x; column++) {
      for (let y = Math.max(0, top); y <= Math.min(plot.height - 1, bottom); y++) putBehind(plot, column, y, '░', MEANING.band)
    }
    const y = rowOf(scale, median)
    if (y >= 0 && y < plot.height) putBehind(plot, x, y, '•', MEANING.band)
  })
}

/** Where a band is drawn. */
interface BandPlace {
  candles: Candles
  scale: Scale
  bars: Bars
}

function isFree(plot: Area, x: number, y: number): boolean {
  return isBackground(codeAt(plot, x, y))
}
