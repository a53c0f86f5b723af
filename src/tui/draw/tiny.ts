import { type Area, partOf, shorten, textWidth, write } from '../canvas.ts'
import { LEAST } from '../layout.ts'
import { BOLD, DIM, MEANING } from '../styles.ts'
import { isOld, qualityLabel } from './freshness.ts'
import { change, price } from './numbers.ts'
import { direction, type Scene } from './pane.ts'

/** A terminal without room for a pane: whose money it is, the last price, and what to do. */
export function drawTiny(screen: Area, { view, state }: Scene): void {
  const top = Math.max(0, Math.floor((screen.height - 3) / 2))
  const row = view.watch.find((one) => one.symbol === state.selected)
  const label = ` ${view.label} `
  const room = partOf(screen, 0, 0, screen.width, screen.height)
  let y = top
  if (screen.height > 1) centre(room, y++, label, view.label === 'LIVE' ? MEANING.live : MEANING.label, true)
  if (row) {
    const stale = qualityLabel(row.quality, view)
    const dim = isOld(row.quality, view) ? DIM : BOLD
    const last = price(row.price, row.symbol)
    const full = `${row.symbol} ${last} ${stale ?? change(row.change)}`
    // A number is shown whole or not at all: what fits goes.
    const text = [full, `${row.symbol} ${last}`, last].find((one) => textWidth(one) < screen.width)
    if (text) centre(room, y++, text, direction(row.change) | dim, true)
  }
  centre(room, y++, 'enlarge the terminal', MEANING.warning, false)
  if (y < screen.height) centre(room, y, `to ${LEAST.columns} x ${LEAST.rows} at least`, MEANING.muted, false)
}

function centre(area: Area, y: number, text: string, style: number, whole: boolean): void {
  const shown = textWidth(text) < area.width ? text : whole ? '' : shorten(text, area.width - 1)
  if (y === area.height - 1 && shown.length >= area.width) return
  write(area, Math.max(0, Math.floor((area.width - textWidth(shown)) / 2)), y, shown, style)
}
