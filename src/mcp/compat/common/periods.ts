import { isoDate, utcDay } from '../../../core/time.ts'
import { OpenbellError } from '../../../operations/operation.ts'
import type { JsonObject, ToolCall } from '../../tool.ts'

/** Spellings of bar lengths that other servers have, beside those that every operation takes. */
const TIMEFRAMES = new Map(
  Object.entries({
    '60min': '1h',
    '1hr': '1h',
    hour: '1h',
    hourly: '1h',
    minute: '1m',
    '1wk': '1w',
    week: '1w',
    weekly: '1w',
    day: '1d',
    daily: '1d',
  }),
)

/** Those that `bars` takes. */
const OWN_PERIODS = ['1d', '5d', '1mo', '3mo', '6mo', '1y']
const COUNTED = /^(\d{1,4})(d|w|wk|mo|m|y)$/
const BEGINNING = '1970-01-01'

export interface PastWish {
  start_date?: string
  end_date?: string
  period?: string
}

/** `1wk` -> `1w`; what no operation knows is left for it to refuse, with the choices. */
export function timeframeOf(text: string | undefined, fallback: string): string {
  if (text === undefined) return fallback
  return TIMEFRAMES.get(text.toLowerCase()) ?? text
}

/** Dates win over a period, as the servers of those arguments have it. @throws OpenbellError usage for a period that is none */
export async function rangeOf(call: ToolCall, { start_date, end_date, period }: PastWish): Promise<JsonObject> {
  if (start_date !== undefined || end_date !== undefined) {
    return { ...(start_date !== undefined && { from: start_date }), ...(end_date !== undefined && { to: end_date }) }
  }
  if (period === undefined) return {}
  const text = period.toLowerCase()
  return OWN_PERIODS.includes(text) ? { period: text } : { from: await firstDate(call, text) }
}

async function firstDate(call: ToolCall, period: string): Promise<string> {
  if (period === 'max') return BEGINNING
  const today = isoDate(utcDay(call.context.asOf(await call.context.source())))
  if (period === 'ytd') return `${today.slice(0, 4)}-01-01`
  const [, count, unit] = COUNTED.exec(period) ?? []
  if (count === undefined || Number(count) === 0) {
    throw new OpenbellError('usage', `period '${period}' is none`, '1d 5d 1mo 3mo 6mo 1y 2y 5y ytd max')
  }
  return before(today, Number(count), unit)
}

function before(date: string, count: number, unit: string): string {
  const [year, month, day] = date.split('-').map(Number)
  const months = { mo: count, m: count, y: 12 * count }[unit]
  if (months === undefined) return isoDate(utcDay(Date.UTC(year, month - 1, day - count * (unit === 'd' ? 1 : 7))))
  const lastOfMonth = new Date(Date.UTC(year, month - months, 0)).getUTCDate()
  const first = Date.UTC(year, month - 1 - months, Math.min(day, lastOfMonth))
  return first < 0 ? BEGINNING : isoDate(utcDay(first))
}
