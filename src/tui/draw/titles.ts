import { type Area, putCode, shorten, textWidth, write } from '../canvas.ts'
import type { PaneRect } from '../layout.ts'
import type { Pane } from '../state.ts'
import { MEANING } from '../styles.ts'
import type { Scene } from './pane.ts'
import { positionsNotes } from './positions.ts'
import { tapeNote } from './tape.ts'
import { watchlistNote } from './watchlist.ts'

const NAMES: Record<Pane, string> = {
  1: 'Watchlist',
  2: 'Chart',
  3: 'Positions and orders',
  4: 'Tape',
  5: 'Signals and news',
}
/** Where the whole name has no room beside its neighbours'. */
const SHORT: Record<Pane, string> = { 1: 'Watch', 2: 'Chart', 3: 'Orders', 4: 'Tape', 5: 'Signals' }
const RULE = '─'.charCodeAt(0)

/** The line over a pane: its digit and name, panes that could stand here, and a note at the right. */
export function drawTitle(screen: Area, rect: PaneRect, scene: Scene): void {
  const { x, y, width, pane } = rect
  for (let i = 0; i < width; i++) putCode(screen, x + i, y, RULE, MEANING.rule)
  let column = x + 1
  for (const tab of tabsOf(rect, scene)) {
    const here = tab === pane
    const names = rect.tabs.length > 2 && !here ? SHORT : NAMES
    const text = shorten(` ${tab} ${names[tab]} `, Math.max(0, x + width - column))
    const style = here ? (scene.state.focus === pane ? MEANING.titleFocused : MEANING.title) : MEANING.muted
    column = write(screen, column, y, text, style) + 1
  }
  const room = x + width - 1 - column
  const note = notesOf(pane, scene).find((one) => textWidth(one) + 2 <= room)
  if (note) write(screen, x + width - 1 - textWidth(note) - 2, y, ` ${note} `, MEANING.muted)
}

/** Zoomed: only the pane itself, its neighbours are a key away. */
function tabsOf({ pane, tabs }: PaneRect, { state }: Scene): readonly Pane[] {
  return state.zoomed ? [pane] : tabs
}

/** What stands at the right end of a title; the first that fits. */
function notesOf(pane: Pane, scene: Scene): string[] {
  const { view, state } = scene
  switch (pane) {
    case 1:
      return [...feedTexts(scene).map((one) => `${watchlistNote(scene)} · ${one}`), watchlistNote(scene)]
    case 3:
      return positionsNotes(scene)
    case 4:
      return [tapeNote(scene)]
    case 5:
      return [state.scroll.events > 0 ? `${state.scroll.events} back` : String(view.events.length)]
    default:
      return [state.zoomed ? 'z all panes' : '']
  }
}

/** Source and feed of the prices, and how much of the market that feed sees. */
function feedTexts({ view: { source, feed, coverage } }: Scene): string[] {
  const names = source === feed ? [source] : [`${source} ${feed}`, feed]
  if (coverage >= 0.995) return names
  const share = `${(coverage * 100).toFixed(coverage < 0.0995 ? 1 : 0)}%`
  return [...names.map((one) => `${one}, ${share} of volume`), ...names.map((one) => `${one} ${share}`)]
}

/** Lines between panes that stand side by side, joined to the titles that meet them. */
export function drawSeparators(screen: Area, panes: readonly PaneRect[]): void {
  for (const { x, y, height } of panes) {
    if (x === 0) continue
    for (let row = y; row < y + height; row++) {
      const left = panes.some((one) => one.x + one.width === x - 1 && one.y === row)
      const right = row === y
      const above = panes.some((one) => one.x === x && one.y < row && one.y + one.height >= row)
      putCode(screen, x - 1, row, joint(left, right, above).charCodeAt(0), MEANING.rule)
    }
  }
}

function joint(left: boolean, right: boolean, above: boolean): string {
  if (left && right) return above ? '┼' : '┬'
  if (left) return '┤'
  if (right) return above ? '├' : '┌'
  return '│'
}
