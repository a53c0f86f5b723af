import { DAY, type DayNumber, HOUR, type Instant, isoDate, MINUTE } from '../../core/time.ts'
import { newYorkDay } from '../../market/calendar/new-york.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import { ok, type Reply } from '../reply.ts'
import type { PocketRequest, Route } from '../router.ts'
import type { Desk } from '../trading/desk.ts'
import { equityCurve } from '../trading/equity-curve.ts'
import { instant, oneOf } from '../trading/orders-query.ts'
import { inconsistent } from '../trading/refusals.ts'
import { fullDay, type World } from '../world.ts'
import { deskRoute } from './trading-route.ts'

export const portfolioRoutes: Route[] = [deskRoute('GET', '/v2/account/portfolio/history', history)]

const STEPS: Record<string, { timeframe: Timeframe; ms: number }> = {
  '1Min': { timeframe: '1m', ms: MINUTE },
  '5Min': { timeframe: '5m', ms: 5 * MINUTE },
  '15Min': { timeframe: '15m', ms: 15 * MINUTE },
  '1H': { timeframe: '1h', ms: HOUR },
  '1D': { timeframe: '1d', ms: DAY },
}

/** The account's equity over time, from its first day on; profit is counted anew each day unless told otherwise. */
async function history(desk: Desk, { query, signal }: PocketRequest, world: World): Promise<Reply> {
  const range = readRange(desk, query)
  const step = readStep(query, range)
  const points = pointsOf(world, desk, query, range, step)
  const perDay = oneOf(query, 'pnl_reset', ['per_day', 'no_reset']) === 'per_day'
  const times = points.map(({ at }) => at)
  const request = { times, timeframe: STEPS[step].timeframe, stepMs: STEPS[step].ms }
  const equity = times.length > 0 ? await equityCurve(world, request, signal) : []
  if (times.at(-1) === desk.now()) equity[equity.length - 1] = cents(desk.exchange.equity())
  const profit: number[] = []
  const part: number[] = []
  let base = desk.parts.cash
  for (const [i, { day }] of points.entries()) {
    // A day begins at what the day before ended with.
    if (perDay && i > 0 && day !== points[i - 1].day) base = equity[i - 1]
    profit.push(cents(equity[i] - base))
    part.push(base === 0 ? 0 : Math.round((equity[i] / base - 1) * 1e9) / 1e9)
  }
  return ok({
    timestamp: times.map((at) => Math.floor(at / 1000)),
    equity,
    profit_loss: profit,
    profit_loss_pct: part,
    base_value: desk.parts.cash,
    base_value_asof: isoDate(world.calendar.previous(newYorkDay(desk.parts.startedAt))),
    timeframe: step,
    cashflow: {},
  })
}

function cents(dollars: number): number {
  return Math.round(dollars * 1e6) / 1e6
}

interface Range {
  from: Instant
  to: Instant
}

const DAYS_OF: Record<string, number> = { D: 1, W: 7, M: 30, A: 365 }

/** Two of `period`, `start` and `end`; the period ends now where nothing else is said. */
function readRange(desk: Desk, query: URLSearchParams): Range {
  const [start, end, period] = [instant(query, 'start'), instant(query, 'end'), query.get('period')]
  if (start !== null && end !== null && period) throw inconsistent('only two of start, end and period are accepted')
  const match = /^(\d{1,4})([DWMA])$/.exec(period || '1M')
  if (!match) throw inconsistent(`invalid period: ${period}`)
  const length = Number(match[1]) * DAYS_OF[match[2]] * DAY
  const to = Math.min(desk.now(), end ?? (start !== null && period ? start + length : desk.now()))
  return { from: Math.max(desk.parts.startedAt, start ?? to - length), to }
}

/** Without a word the finest that keeps the answer short. */
function readStep(query: URLSearchParams, { from, to }: Range): string {
  const asked = query.get('timeframe')
  if (!asked) {
    const period = query.get('period') ?? '1M'
    if (!/^\d+D$/.test(period) && !query.get('start')) return '1D'
    return to - from < 7 * DAY ? '1Min' : to - from < 30 * DAY ? '15Min' : '1D'
  }
  const found = Object.keys(STEPS).find((name) => name.toLowerCase() === asked.toLowerCase())
  if (!found) throw inconsistent(`invalid timeframe: ${asked}`)
  return found
}

interface Point {
  at: Instant
  day: DayNumber
}

function pointsOf(world: World, desk: Desk, query: URLSearchParams, { from, to }: Range, step: string): Point[] {
  const reporting = oneOf(query, 'intraday_reporting', ['market_hours', 'extended_hours', 'continuous'])
  const points: Point[] = []
  for (let day = newYorkDay(from); day <= newYorkDay(to); day++) {
    const { regular } = world.calendar.day(day)
    if (!regular) continue
    if (step === '1D') {
      const at = Math.min(regular.close, to)
      if (at >= from && at >= regular.open) points.push({ at, day })
      continue
    }
    const span = reporting === 'market_hours' ? regular : fullDay(world.calendar, day)!
    for (let at = span.open; at <= Math.min(span.close, to); at += STEPS[step].ms) if (at >= from) points.push({ at, day })
  }
  // The present stands at the end of a list that reaches it.
  const last = points.at(-1)
  if (to === desk.now() && last && last.at < to && step !== '1D') points.push({ at: to, day: newYorkDay(to) })
  return points
}
