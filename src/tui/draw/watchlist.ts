import type { SessionView, WatchRow } from '../../operations/stream/view.ts'
import { type Area, partOf } from '../canvas.ts'
import { BOLD, DIM, MEANING } from '../styles.ts'
import { isOld, qualityLabel } from './freshness.ts'
import { age, change, compact, price, shares } from './numbers.ts'
import { direction, drawEmpty, type Scene } from './pane.ts'
import { drawTable, type TableColumn } from './table.ts'

/** Below this width a label of the data stands in place of the change even when the price is good. */
const NARROW = 46

/** Rows that the filter lets through, in the order they were added. */
function listedRows({ watch }: Pick<SessionView, 'watch'>, filter: string): readonly WatchRow[] {
  const wanted = filter.trim().toUpperCase()
  return wanted === '' ? watch : watch.filter((one) => one.symbol.includes(wanted))
}

/** Symbols that selection walks through. */
export function listedSymbols(view: Pick<SessionView, 'watch'>, filter: string): string[] {
  return listedRows(view, filter).map((one) => one.symbol)
}

/** `12`, or with a filter `3 of 12 /AA`. */
export function watchlistNote({ view, state }: Scene): string {
  if (state.filter === '') return String(view.watch.length)
  return `${listedRows(view, state.filter).length} of ${view.watch.length} /${state.filter}`
}

/** Symbols with price, change, quote, volume, pace and position; old numbers dim and give way to a label. */
export function drawWatchlist(area: Area, scene: Scene): void {
  const { view, state } = scene
  const rows = listedRows(view, state.filter)
  if (rows.length === 0) {
    const none = view.watch.length === 0
    drawEmpty(
      area,
      none ? ['Nothing is watched.', 'a adds a symbol.'] : [`No symbol with '${state.filter}'.`, '/ changes the filter.'],
    )
    return
  }
  const room = Math.max(0, area.height - 1)
  const selected = rows.findIndex((one) => one.symbol === state.selected)
  const top = Math.max(0, Math.min(rows.length - room, selected - Math.floor(room / 2)))
  const shown = rows.slice(top, top + room)
  drawTable(partOf(area, 0, 0, area.width, area.height), 0, columns(view, state.selected, area.width < NARROW), shown, {
    rowStyle: (row) => {
      if (row.symbol === state.selected) return (style) => MEANING.selected | (style & DIM)
      return null
    },
  })
}

function columns(view: SessionView, selected: string | null, narrow: boolean): TableColumn<WatchRow>[] {
  const faded = (style: (row: WatchRow) => number) => (row: WatchRow) => (isOld(row.quality, view) ? DIM : 0) | style(row)
  return [
    {
      title: ' Symbol',
      least: 7,
      words: 7,
      text: (row) => `${row.symbol === selected ? '▸' : ' '}${row.symbol}`,
      style: () => BOLD,
    },
    {
      title: 'Price',
      align: 'right',
      least: 8,
      text: (row) => price(row.price, row.symbol),
      style: faded((row) => direction(row.change) | BOLD),
    },
    {
      title: 'Change',
      align: 'right',
      least: 10,
      text: (row) => labelInPlace(row, view, narrow) ?? change(row.change),
      style: (row) => (labelInPlace(row, view, narrow) === null ? direction(row.change) : MEANING.warning),
    },
    { title: 'Bid x ask', align: 'right', drop: 5, text: (row) => bidAsk(row, view), style: faded(() => 0) },
    { title: 'Volume', align: 'right', drop: 4, least: 5, text: (row) => compact(row.volume), style: faded(() => 0) },
    { title: '/min', align: 'right', drop: 6, least: 4, text: (row) => pace(row.printsPerMinute), style: faded(() => 0) },
    { title: 'Rating', drop: 8, least: 9, words: 9, text: (row) => row.rating, style: (row) => ratingStyle(row.rating) },
    {
      title: 'Held',
      align: 'right',
      drop: 2,
      text: (row) => (row.shares === 0 ? '' : `${row.shares > 0 ? '+' : ''}${shares(row.shares)}`),
      style: () => MEANING.position,
    },
    {
      title: 'Age',
      align: 'right',
      drop: 3,
      least: narrow ? 4 : 10,
      text: (row) => (narrow || row.quality.state === 'live' ? age(row.quality.ageMs) : row.quality.state),
      style: (row) => (row.quality.state === 'live' || row.quality.state === 'closed' ? MEANING.muted : MEANING.warning),
    },
  ]
}

/** What stands where the change would: polled prices are good enough to keep it where there is room for the label elsewhere. */
function labelInPlace(row: WatchRow, view: SessionView, narrow: boolean): string | null {
  if (row.quality.state === 'polling' && !narrow) return null
  return qualityLabel(row.quality, view)
}

/** Prints a minute: few of them are told to a tenth. */
function pace(value: number | null): string {
  return value !== null && value > 0 && value < 9.95 ? value.toFixed(1) : compact(value)
}

function bidAsk(row: WatchRow, view: SessionView): string {
  if (row.quality.state !== 'polling' && qualityLabel(row.quality, view) !== null) return ''
  if (row.bid === null && row.ask === null) return ''
  return `${price(row.bid, row.symbol)}x${price(row.ask, row.symbol)}`
}

function ratingStyle(rating: string): number {
  if (rating === 'EXCELLENT' || rating === 'GOOD') return MEANING.good
  return rating === 'POOR' || rating === 'INSUFFICIENT' ? MEANING.warning : MEANING.muted
}
