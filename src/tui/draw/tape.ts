import { firstWhere } from '../../core/search.ts'
import { newYorkTime } from '../../market/calendar/new-york.ts'
import type { PrintRing, QuoteRing } from '../../market/live/types.ts'
import { type Area, putCode, restyle, write } from '../canvas.ts'
import { BOLD, DIM, MEANING, meaningOf } from '../styles.ts'
import { isOld, qualityLabel } from './freshness.ts'
import { compact, percent, price, shares } from './numbers.ts'
import { drawEmpty, type Scene } from './pane.ts'
import { drawSegments } from './segments.ts'

/** A print this many times the middle one of those shown is marked. */
const LARGE = 10
/** Cells of the longest size bar: enough to compare, and little to paint while the tape rolls. */
const BAR_WIDTH = 12
/** Column of the side, behind the time. */
const SIDE_AT = 9
const EIGHTHS = ' ▏▎▍▌▋▊▉█'

/** `SIMALL`, and what stands against taking its tape for the present. */
export function tapeNote({ view, state }: Scene): string {
  if (state.selected === null) return ''
  const row = view.watch.find((one) => one.symbol === state.selected)
  const label = row ? qualityLabel(row.quality, view) : null
  const back = state.scroll.tape > 0 ? `${state.scroll.tape} back` : null
  return [state.selected, label, back].filter((one) => one !== null).join(' · ')
}

/** The newest prints of the selected symbol, newest first, with the side that the quote gives them; the quote above. Dim when they are old. */
export function drawTape(area: Area, { view, state }: Scene): void {
  const symbol = state.selected
  const prints = symbol === null ? null : view.prints(symbol)
  const quotes = symbol === null ? null : view.quotes(symbol)
  if (symbol === null || !prints || prints.length === 0) {
    drawEmpty(area, [symbol === null ? 'No symbol is selected.' : `No print of ${symbol} yet.`])
    if (symbol !== null && quotes && quotes.length > 0) drawQuote(area, quotes, symbol)
    return
  }
  const quoted = quotes !== null && quotes.length > 0
  if (quoted) drawQuote(area, quotes, symbol)
  drawPrints(area, quoted ? 1 : 0, prints, quotes, symbol, state.scroll.tape)
  const row = view.watch.find((one) => one.symbol === symbol)
  if (!row || !isOld(row.quality, view)) return
  for (let y = 0; y < area.height; y++) restyle(area, 0, y, area.width, (style) => meaningOf(style) | DIM)
}

function drawQuote(area: Area, quotes: QuoteRing, symbol: string): void {
  const at = indexOf(quotes, quotes.length - 1)
  const [bid, ask] = [quotes.bid[at], quotes.ask[at]]
  const both = bid > 0 && ask > 0
  const empty = (value: number) => (value > 0 ? price(value, symbol) : 'none')
  drawSegments(
    area,
    0,
    0,
    [
      { text: `bid ${empty(bid)}`, style: MEANING.loss | BOLD },
      { text: bid > 0 ? `x ${compact(quotes.bidSize[at])}` : '', drop: 3 },
      { text: `ask ${empty(ask)}`, style: MEANING.gain | BOLD },
      { text: ask > 0 ? `x ${compact(quotes.askSize[at])}` : '', drop: 3 },
      {
        text: both
          ? `spread ${price(ask - bid, '')
              .replace(/0+$/, '')
              .replace(/\.$/, '')}`
          : '',
        style: MEANING.muted,
        drop: 4,
      },
      { text: both ? `(${percent((2 * (ask - bid)) / (ask + bid), 3).replace('+', '')})` : '', style: MEANING.muted, drop: 5 },
    ],
    ' ',
  )
}

function drawPrints(area: Area, top: number, prints: PrintRing, quotes: QuoteRing | null, symbol: string, scroll: number): void {
  const room = Math.min(area.height - top, prints.length)
  if (room <= 0) return
  const newest = prints.length - 1 - Math.max(0, Math.min(scroll, prints.length - room))
  const rows = Array.from({ length: room }, (_, i) => indexOf(prints, newest - i))
  const sizes = Float64Array.from(rows, (row) => prints.size[row]).sort()
  const shape: TapeShape = {
    price: Math.max(...rows.map((row) => price(prints.price[row], symbol).length)),
    size: Math.max(4, ...rows.map((row) => sizeText(prints.size[row]).length)),
    largest: roundUp(sizes[room - 1]),
    large: room > 4 ? LARGE * sizes[room >> 1] : Number.POSITIVE_INFINITY,
  }
  rows.forEach((row, i) => {
    const side = quotes ? sideOf(prints.price[row], prints.time[row], quotes) : 0
    drawPrint(area, top + i, prints, row, side, symbol, shape)
  })
}

/** What the prints shown have in common. */
interface TapeShape {
  /** Widths of the columns. */
  price: number
  size: number
  /** Size of the longest bar, and from which on a print is marked. */
  largest: number
  large: number
}

/** One print: time, side, price, size, and the size as a bar. Numbers that do not fit are left out. */
function drawPrint(area: Area, y: number, prints: PrintRing, row: number, side: number, symbol: string, shape: TapeShape): void {
  const dim = prints.eligible[row] === 1 ? 0 : DIM
  const style = (side > 0 ? MEANING.gain : side < 0 ? MEANING.loss : MEANING.flat) | dim
  write(area, 0, y, newYorkTime(prints.time[row]), MEANING.muted)
  putCode(area, SIDE_AT, y, (side > 0 ? '▲' : side < 0 ? '▼' : '·').charCodeAt(0), style)
  const priceEnd = SIDE_AT + 2 + shape.price
  if (priceEnd > area.width) return
  const priceText = price(prints.price[row], symbol)
  write(area, priceEnd - priceText.length, y, priceText, style)
  const sizeEnd = priceEnd + 1 + shape.size
  if (sizeEnd > area.width) return
  const size = prints.size[row]
  const large = size >= shape.large
  write(area, sizeEnd - sizeText(size).length, y, sizeText(size), large ? BOLD : dim)
  if (large) putCode(area, sizeEnd + 1, y, '◆'.charCodeAt(0), MEANING.accent | BOLD)
  drawSize(area, sizeEnd + 3, y, area.width - sizeEnd - 3, size / shape.largest, style)
}

/** The next 1, 2 or 5 times a power of ten: bars that keep their length while a tape rolls by can be compared. */
function roundUp(size: number): number {
  if (!(size > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(size))
  return ([1, 2, 5].find((one) => one * power >= size) ?? 10) * power
}

/** Shares in full where they are few, since the tape is where odd lots matter. */
function sizeText(size: number): string {
  return size < 10_000 ? shares(Number(size.toFixed(4))) : compact(size)
}

function drawSize(area: Area, x: number, y: number, width: number, share: number, style: number): void {
  let eighths = Math.max(1, Math.round(share * Math.min(width, BAR_WIDTH) * 8))
  for (let i = 0; i < width && eighths > 0; i++, eighths -= 8)
    putCode(area, x + i, y, EIGHTHS.charCodeAt(Math.min(8, eighths)), style)
}

/**
 * The quote rule: a print at the ask or above was bought, at the bid or below sold, between them nobody knows (0). Judged by the quote that stood when it was made
 * (Lee and Ready, "Inferring Trade Direction from Intraday Data", Journal of Finance 46, 1991; without their delay, which modern stamps do not need).
 */
function sideOf(printPrice: number, at: number, quotes: QuoteRing): number {
  const later = firstWhere(quotes.length, (row) => quotes.time[indexOf(quotes, row)] > at)
  if (later === 0) return 0
  const row = indexOf(quotes, later - 1)
  const [bid, ask] = [quotes.bid[row], quotes.ask[row]]
  if (ask > 0 && printPrice >= ask) return 1
  return bid > 0 && printPrice <= bid ? -1 : 0
}

function indexOf({ first, capacity }: { first: number; capacity: number }, row: number): number {
  return (first + row) % capacity
}
