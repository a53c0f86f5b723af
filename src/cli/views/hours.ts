import { isoDate, parseDate, parseInstant, utcDay, weekday } from '../../core/time.ts'
import { calendarOf, type MarketName } from '../../market/calendar/calendar.ts'
import { type Zone, zoneOf } from '../../market/calendar/zone.ts'
import type { HoursOutput } from '../../operations/market/hours.ts'
import { stamp } from './format.ts'
import { type TableColumn, table } from './table.ts'
import type { Terminal, View } from './view.ts'

const MARKETS: Record<string, { title: string; place: string }> = {
  us: { title: 'NYSE and Nasdaq', place: 'New York' },
  cme: { title: 'CME equity index futures', place: 'Chicago' },
  crypto: { title: 'Crypto', place: 'UTC' },
  fx: { title: 'Currencies', place: 'New York' },
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** Sessions of the date by the exchange's own clock and in UTC, then what comes next. */
export const view: View<HoursOutput> = (hours, terminal) => {
  const market = MARKETS[hours.market]
  const zone = zoneOf(calendarOf(hours.market as MarketName).zone)
  const day = WEEKDAYS[weekday(parseDate(hours.date)!)]
  const lines = [`${terminal.paint.bold(market.title)} · ${day} ${hours.date} · ${state(hours, terminal)}`]
  if (hours.holiday) lines.push(hours.holiday)
  const rows = (['pre', 'regular', 'post'] as const).flatMap((name) => {
    const span = hours.sessions[name]
    return span ? [{ name, ...span }] : []
  })
  const columns: TableColumn<(typeof rows)[number]>[] = [
    { title: 'session', cell: (row) => row.name },
    { title: market.place, cell: (row) => `${wall(zone, row.open)} to ${wall(zone, row.close)}` },
  ]
  if (market.place !== 'UTC') {
    columns.push({ title: 'UTC', drop: 1, cell: (row) => `${stamp(row.open)} to ${stamp(row.close)}` })
  }
  if (rows.length > 0) lines.push('', table(columns, rows, terminal), '')
  lines.push(`next open ${next(zone, hours.nextOpen, market.place)}, next close ${next(zone, hours.nextClose, market.place)}`)
  return lines.join('\n')
}

function state(hours: HoursOutput, terminal: Terminal): string {
  const { paint } = terminal
  const half = hours.halfDay ? ' · half day' : ''
  if (hours.sessions.regular === null) return paint.yellow(hours.known ? 'closed all day' : 'closed, because the day is unknown')
  if (!hours.current) return `trading day${half}`
  return (hours.phase === 'closed' ? paint.yellow('closed now') : paint.green(`${hours.phase} now`)) + half
}

function next(zone: Zone, text: string | null, place: string): string {
  return text === null ? 'unknown' : `${wall(zone, text)} ${place}`
}

/** `2026-03-20 09:30` on that zone's wall clock. */
function wall(zone: Zone, text: string): string {
  const at = zone.wall(parseInstant(text)!)
  return `${isoDate(utcDay(at))} ${new Date(at).toISOString().slice(11, 16)}`
}
