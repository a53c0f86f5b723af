import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { asOpenbellError, OpenbellError } from '../core/errors.ts'
import { isoDate, parseDate } from '../core/time.ts'
import { type Calendar, calendarOf } from '../market/calendar/calendar.ts'
import { newYorkDay } from '../market/calendar/new-york.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { MarketDataSource } from '../ports/market-data.ts'
import type { PocketInfo, PocketOptions, RunningPocket } from '../ports/pocket.ts'
import { createExchangeTime, type ExchangeTime, withClockJumps } from './exchange-time.ts'
import { createFaultPlan } from './faults/fault-plan.ts'
import { parseFault } from './faults/fault-text.ts'
import { scriptedCalendar } from './faults/scripted-calendar.ts'
import { scriptedMarket } from './faults/scripted-market.ts'
import { createRateLimits } from './rate-limits.ts'
import { createRouter } from './router.ts'
import { accountRoutes } from './routes/account.ts'
import { activityRoutes } from './routes/activities.ts'
import { activityEventRoutes } from './routes/activity-events.ts'
import { adminRoutes } from './routes/admin.ts'
import { corporateActionRoutes } from './routes/corporate-actions.ts'
import { historyRoutes } from './routes/history.ts'
import { latestRoutes } from './routes/latest.ts'
import { marketRoutes } from './routes/markets.ts'
import { newsRoutes } from './routes/news.ts'
import { orderRoutes } from './routes/orders.ts'
import { portfolioRoutes } from './routes/portfolio.ts'
import { positionRoutes } from './routes/positions.ts'
import { referenceRoutes } from './routes/reference.ts'
import { screenerRoutes } from './routes/screener.ts'
import { watchlistRoutes } from './routes/watchlists.ts'
import { serve } from './serve.ts'
import { attachStreams } from './stream/attach.ts'
import { createTradeEvents } from './trading/events.ts'
import { createTrading, paceTrading } from './trading/trading.ts'
import { createDirectory, type World } from './world.ts'

export interface PocketSetup extends Omit<PocketOptions, 'source'> {
  /** Where the market comes from, prices and corporate actions. Closing it is the caller's business. */
  source: MarketDataSource
  clock: Clock
  /** Default: errors are answered and not kept. */
  log?: Log
  /** True when the source's prices are already adjusted for splits; default: they are those of the tape. */
  splitAdjusted?: boolean
  /** Key and secret told to clients; any `PK` key works. */
  key?: string
  secret?: string
  /** Whether the keys may read consolidated data of the last 15 minutes; default no, as on the free plan. */
  realtimeSip?: boolean
  /** Requests a minute on each surface; default 200. */
  rateLimit?: number
}

/** The exchange behind Alpaca's own paths, on one port of this machine only. */
export async function startPocket(
  setup: PocketSetup,
): Promise<Pick<RunningPocket, 'info' | 'close'> & { url: string; world: World }> {
  const world = createWorld(setup)
  const router = createRouter([
    ...historyRoutes,
    ...latestRoutes,
    ...screenerRoutes,
    ...corporateActionRoutes,
    ...referenceRoutes,
    ...marketRoutes,
    ...accountRoutes,
    ...orderRoutes,
    ...positionRoutes,
    ...activityRoutes,
    ...activityEventRoutes,
    ...portfolioRoutes,
    ...newsRoutes,
    ...watchlistRoutes,
    ...adminRoutes,
  ])
  const server = createServer((request, response) => {
    serve(world, router, request, response).catch((thrown) => {
      world.log.error('pocket.unanswered', { path: request.url?.split('?')[0], message: asOpenbellError(thrown).message })
      response.destroy()
    })
  })
  // A client that sends over a kept connection just as it is closed could not tell whether its order arrived.
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await listen(server, setup.port)
  world.streams = attachStreams(world, server)
  const ended = new AbortController()
  paceTrading(world, ended.signal)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, world, info: describe(setup, world, url), close: () => close(server, world, ended) }
}

/** Longer than clients keep an idle connection themselves. */
const KEEP_ALIVE_MS = 75_000

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

function createWorld(setup: PocketSetup): World {
  const { clock, seed } = setup
  const log = setup.log ?? silent
  const plain = startTime(setup, calendarOf('us'))
  const faults = createFaultPlan({ now: () => plain.now(), seed, nextDay: (day) => calendarOf('us').next(day) })
  const calendar = scriptedCalendar(calendarOf('us'), faults)
  const source = scriptedMarket(setup.source, calendar, faults)
  const events = createTradeEvents((thrown) => log.error('pocket.listener', { message: asOpenbellError(thrown).message }))
  const base: Omit<World, 'trading' | 'advance'> = {
    source,
    clock,
    log,
    calendar,
    time: withClockJumps(plain, faults),
    faults,
    limits: createRateLimits(setup.rateLimit ?? 200, clock),
    seed,
    splitAdjusted: setup.splitAdjusted ?? false,
    cash: setup.cash ?? 100_000,
    rights: { realtimeSip: setup.realtimeSip ?? false },
    directory: createDirectory(source),
    onTradeEvent: events.listen,
    requests: 0,
    keys: new Set(),
    streams: null,
  }
  const world = base as World
  world.trading = createTrading(world, events)
  world.advance = () => world.trading.catchUp('exactly')
  world.faults.add((setup.faults ?? []).map(parseFault))
  return world
}

function startTime({ date, speed, source, clock }: PocketSetup, calendar: Calendar): ExchangeTime {
  if (date === null) return createExchangeTime(source.now(), speed, clock)
  const day = parseDate(date)
  if (day === null) throw new OpenbellError('usage', `'${date}' is no date`, 'openbell serve-pocket --date 2026-03-20')
  const session = calendar.day(day)
  if (!session.regular) {
    const why = session.holiday ?? 'no session'
    const next = isoDate(calendar.next(day))
    throw new OpenbellError('usage', `the exchange is closed on ${date} (${why})`, `openbell serve-pocket --date ${next}`)
  }
  return createExchangeTime(session.regular.open, speed, clock)
}

function describe(setup: PocketSetup, world: World, url: string): PocketInfo {
  const socket = url.replace('http:', 'ws:')
  return {
    trading: url,
    data: url,
    tradingStream: `${socket}/stream`,
    dataStream: socket,
    admin: `${url}/admin`,
    key: setup.key ?? 'PKPOCKET0000000000',
    secret: setup.secret ?? 'pocket-secret',
    date: isoDate(newYorkDay(world.time.start)),
    seed: setup.seed,
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (thrown: NodeJS.ErrnoException) => {
      const hint = 'openbell serve-pocket --port 0 takes a free one'
      reject(new OpenbellError('usage', `port ${port} of 127.0.0.1 cannot be used (${thrown.code})`, hint, thrown))
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}

async function close(server: Server, world: World, ended: AbortController): Promise<void> {
  ended.abort()
  await world.streams?.close()
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
