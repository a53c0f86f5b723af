import type { Pane } from '../state.ts'
import type { Screen } from './screen.ts'

/** Rows that PageUp and PageDown go. */
const PAGE = 10

export type Step = 'next' | 'previous' | 'page-down' | 'page-up' | 'first' | 'last'

const DISTANCE: Record<Step, number> = {
  next: 1,
  previous: -1,
  'page-down': PAGE,
  'page-up': -PAGE,
  first: Number.NEGATIVE_INFINITY,
  last: Number.POSITIVE_INFINITY,
}

export function focusPane(screen: Screen, pane: Pane) {
  screen.store.set({ focus: pane })
}

export function focusNext(screen: Screen, by: 1 | -1) {
  const { focus } = screen.store.get()
  focusPane(screen, (((focus - 1 + by + 5) % 5) + 1) as Pane)
}

/** Moves in the focused pane: the symbol, the order, or the rows that are shown. */
export function move(screen: Screen, step: Step) {
  const { focus } = screen.store.get()
  if (focus === 3) return moveOrder(screen, step)
  if (focus === 4) return scroll(screen, 'tape', step)
  if (focus === 5) return scroll(screen, 'events', step)
  if (focus === 2 && step !== 'next' && step !== 'previous') return moveChart(screen, step)
  moveSymbol(screen, step)
}

function moveSymbol(screen: Screen, step: Step): void {
  const { store } = screen
  const selected = stepIn(screen.listed(), store.get().selected, step)
  if (selected === null) return
  select(screen, selected)
}

/** Another symbol begins without the crosshair of the one before, at its newest bar. */
export function select(screen: Screen, symbol: string | null): void {
  const { selected, chart, scroll } = screen.store.get()
  if (symbol === selected) return
  screen.store.set({ selected: symbol, chart: { ...chart, crosshair: null, end: null }, scroll: { ...scroll, tape: 0 } })
}

function moveOrder(screen: Screen, step: Step) {
  const ids = (screen.view.account?.orders ?? []).map((one) => one.clientOrderId)
  const next = stepIn(ids, screen.store.get().selectedOrder, step)
  if (next === null) return scroll(screen, 'positions', step)
  screen.store.set({ selectedOrder: next })
}

function stepIn(names: readonly string[], from: string | null, step: Step): string | null {
  if (names.length === 0) return null
  const at = from === null ? -1 : names.indexOf(from)
  if (at < 0) return step === 'previous' || step === 'last' ? names[names.length - 1] : names[0]
  return names[Math.min(names.length - 1, Math.max(0, at + DISTANCE[step]))]
}

function scroll(screen: Screen, what: 'positions' | 'tape' | 'events', step: Step): void {
  const { scroll: before } = screen.store.get()
  const most = {
    positions: screen.view.account?.positions.length ?? 0,
    tape: tapeRows(screen),
    events: screen.view.events.length,
  }
  const rows = Math.min(Math.max(0, most[what] - 1), Math.max(0, before[what] + DISTANCE[step]))
  if (rows !== before[what]) screen.store.set({ scroll: { ...before, [what]: rows } })
}

function tapeRows({ store, view }: Screen): number {
  const { selected } = store.get()
  return selected === null ? 0 : (view.prints(selected)?.length ?? 0)
}

/** Pages through the bars; the end follows the newest bar again. */
function moveChart(screen: Screen, step: Step) {
  const { store, view } = screen
  const { selected, timeframe, chart } = store.get()
  const found = selected === null ? null : view.bars(selected, timeframe)
  if (!found || found.bars.length === 0) return
  if (step === 'last') return store.set({ chart: { ...chart, end: null, crosshair: null } })
  const { time, length } = found.bars
  const end = chart.end === null ? length - 1 : indexOf(time, length, chart.end)
  const half = Math.max(1, Math.floor(chart.bars / 2))
  const by = { 'page-up': -half, 'page-down': half, first: -length, next: 1, previous: -1 }[step]
  const at = Math.max(Math.min(chart.bars, length) - 1, end + by)
  store.set({ chart: { ...chart, end: at >= length - 1 ? null : time[at], crosshair: null } })
}

function indexOf(time: ArrayLike<number>, length: number, at: number): number {
  let row = length - 1
  while (row > 0 && time[row] > at) row--
  return row
}
