import type { AccountView, OrderRow, PositionRow } from '../../operations/stream/view.ts'
import { type Area, partOf, shorten, write } from '../canvas.ts'
import { BOLD, DIM, MEANING } from '../styles.ts'
import { askedPrice, change, money, percent, price, profit, shares } from './numbers.ts'
import { direction, drawEmpty, type Scene } from './pane.ts'
import { drawSegments } from './segments.ts'
import { drawTable, type TableColumn } from './table.ts'

/** Signs that the name of a strategy keeps where the title has little room. */
const SHORTEST_NAME = 8

/** The strategy that trades here, for the pane's title; without one the broker. The first that fits is shown: that something trades is never left out. */
export function positionsNotes({ view }: Scene): string[] {
  const { strategy, broker, host } = view
  if (!strategy) return [host === null ? broker : `local exchange ${host}`, 'local exchange']
  const { name, timeframe, phase } = strategy
  const cuts = Math.max(0, name.length - SHORTEST_NAME)
  const shorter = Array.from({ length: cuts }, (_, cut) => shorten(name, name.length - cut - 1))
  return [`${name} ${timeframe} ${phase}`, `${name} ${phase}`, name, ...shorter]
}

/** The account in a line, what is held, what rests at the broker. */
export function drawPositions(area: Area, scene: Scene): void {
  const { account } = scene.view
  if (!account) {
    drawEmpty(area, ['No account is open in this session.', 'Prices only.'])
    return
  }
  drawAccount(area, account)
  const room = Math.max(0, area.height - 1)
  const { positions, orders } = account
  const orderLines = Math.min(orders.length + 1, Math.max(Math.floor(room / 2), room - positions.length - 1))
  const positionLines = room - orderLines
  const held = partOf(area, 0, 1, area.width, positionLines)
  drawSection(held, POSITION_COLUMNS, windowOf(positions, positionLines - 1, scene.state.scroll.positions), 'Nothing is held.')
  const open = partOf(
    area,
    0,
    1 + Math.min(positionLines, Math.max(1, positions.length) + (positions.length > 0 ? 1 : 0)),
    area.width,
    area.height,
  )
  drawOrders(open, orders, scene)
}

function drawSection<Row>(area: Area, columns: readonly TableColumn<Row>[], rows: readonly Row[], empty: string): void {
  if (rows.length === 0) write(area, 0, 0, empty, MEANING.muted)
  else drawTable(area, 0, columns, rows)
}

function drawOrders(area: Area, orders: readonly OrderRow[], { state }: Scene): void {
  const chosen = orders.findIndex((one) => one.clientOrderId === state.selectedOrder)
  const room = Math.max(0, area.height - 1)
  const top = chosen >= 0 ? Math.max(0, chosen - room + 1) : state.scroll.positions
  if (orders.length === 0) {
    write(area, 0, 0, 'No order is open.', MEANING.muted)
    return
  }
  drawTable(area, 0, orderColumns(state.selectedOrder), windowOf(orders, room, top), {
    rowStyle: (row) => (row.clientOrderId === state.selectedOrder ? (style) => MEANING.selected | (style & DIM) : null),
  })
}

function windowOf<Row>(rows: readonly Row[], room: number, top: number): readonly Row[] {
  const from = Math.max(0, Math.min(top, rows.length - room))
  return rows.slice(from, from + Math.max(0, room))
}

function drawAccount(area: Area, account: AccountView): void {
  const { equity, cash, buyingPower, dayProfit, dayChange, state, reconciled, updatesUp, name } = account
  const day = dayProfit === null ? '' : `${profit(dayProfit)} ${percent(dayChange)}`
  drawSegments(area, 0, 0, [
    { text: state === 'active' ? '' : state.toUpperCase(), style: MEANING.failure },
    { text: reconciled ? '' : 'BOOKS DIFFER', style: MEANING.failure },
    { text: updatesUp === false ? 'NO ORDER UPDATES' : '', style: MEANING.warning },
    { text: `equity ${money(equity)}`, style: BOLD },
    { text: day, style: direction(dayProfit), drop: 1 },
    { text: `buying power ${money(buyingPower, 0)}`, drop: 2 },
    { text: `cash ${money(cash, 0)}`, drop: 3 },
    { text: name, style: MEANING.muted, drop: 4 },
  ])
}

const POSITION_COLUMNS: readonly TableColumn<PositionRow>[] = [
  { title: 'Held', least: 5, words: 7, text: (row) => row.symbol, style: () => BOLD },
  { title: 'Shares', align: 'right', text: (row) => `${row.shares > 0 ? '+' : ''}${shares(row.shares)}` },
  { title: 'At', align: 'right', drop: 4, text: (row) => price(row.averagePrice, row.symbol) },
  { title: 'Price', align: 'right', drop: 5, text: (row) => price(row.price, row.symbol) },
  { title: 'Profit', align: 'right', text: (row) => profit(row.profit), style: (row) => direction(row.profit) },
  { title: 'Change', align: 'right', drop: 3, text: (row) => change(row.profitFraction), style: (row) => direction(row.profit) },
  {
    title: 'Stop',
    align: 'right',
    drop: 1,
    text: (row) => stopText(row),
    style: (row) => (row.stop === null ? MEANING.warning : MEANING.stop),
  },
  { title: 'Target', align: 'right', drop: 6, text: (row) => askedPrice(row.target, row.symbol), style: () => MEANING.target },
  { title: 'Alert', drop: 2, words: 6, text: (row) => row.alert ?? '', style: () => MEANING.warning },
]

/** A position without a stop must not look like one whose stop has no room. */
function stopText({ stop, symbol }: PositionRow): string {
  return stop === null ? 'none' : askedPrice(stop, symbol)
}

function orderColumns(chosen: string | null): readonly TableColumn<OrderRow>[] {
  return [
    { title: ' Order', least: 5, text: (row) => `${row.clientOrderId === chosen ? '▸' : ' '}${row.side}`, style: sideStyle },
    {
      title: 'Shares',
      align: 'right',
      text: (row) => (row.filled > 0 ? `${shares(row.filled)}/${shares(row.shares)}` : shares(row.shares)),
    },
    { title: 'Symbol', words: 7, text: (row) => row.symbol, style: () => BOLD },
    { title: 'Price', drop: 1, text: orderPrice },
    { title: 'State', words: 8, text: (row) => row.state, style: (row) => stateStyle(row.state) },
    { title: 'Why', drop: 2, words: 8, text: (row) => row.reason ?? '', style: () => MEANING.muted },
  ]
}

function orderPrice({ type, limit, stop, symbol }: OrderRow): string {
  if (type === 'limit') return `limit ${askedPrice(limit, symbol)}`
  if (type === 'stop-limit') return `stop ${askedPrice(stop, symbol)} limit ${askedPrice(limit, symbol)}`
  if (type === 'stop') return `stop ${askedPrice(stop, symbol)}`
  if (type === 'trailing-stop') return stop === null ? 'trailing' : `trailing, now ${price(stop, symbol)}`
  return type
}

function sideStyle({ side }: OrderRow): number {
  return side === 'buy' ? MEANING.gain : MEANING.loss
}

function stateStyle(state: string): number {
  if (state === 'denied' || state === 'rejected') return MEANING.failure
  return state === 'unknown' || state === 'submitted' || state === 'intended' ? MEANING.warning : MEANING.plain
}
