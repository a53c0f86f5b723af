import type { Instant } from '../../core/time.ts'
import type { ManagedStream } from '../../engine/stream/types.ts'
import type { Bars } from '../../market/bars.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { dayPhase } from '../../market/calendar/day-phase.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { Broker } from '../../ports/broker.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { windowOf } from '../window/of-tape.ts'
import type { AccountSide } from './account-side.ts'
import { ChartBars } from './chart-bars.ts'
import { ChartForecast } from './chart-forecast.ts'
import type { EventLog } from './event-log.ts'
import { ChartLines, fillsOf, levelsOf } from './overlays.ts'
import type { AccountView, Overlays, SessionView, WatchRow } from './view.ts'
import type { Watched } from './watch.ts'

/** What the screen of an own session is made of. */
export interface ViewParts {
  source: MarketDataSource
  broker: Pick<Broker, 'mode' | 'name' | 'host'>
  label: SessionView['label']
  managed: ManagedStream
  account: AccountSide
  log: EventLog
  watched: ReadonlyMap<string, Watched>
  now(): Instant
  speed(): number | null
  /** As in SessionView. */
  lookedEvery(): number
  strategy: () => SessionView['strategy']
  recording: string | null
  /** Reads older bars of a timeframe in the background. */
  loadHistory(symbol: string, timeframe: Timeframe, into: ChartBars): void
  /** Asks a kept model in the background, where there is one. */
  loadForecast(symbol: string, timeframe: Timeframe, into: ChartForecast): void
}

interface Chart {
  bars: ChartBars
  lines: ChartLines
  forecast: ChartForecast
}

/** The view of a session that this process owns; every getter reads what the session has. */
export class OwnView implements SessionView {
  readonly #parts: ViewParts
  readonly #charts = new Map<string, Chart>()
  #account: { at: number; view: AccountView } | null = null
  #ended: Instant | null = null

  constructor(parts: ViewParts) {
    this.#parts = parts
  }

  /** Nothing comes any more: the screen stands still, and does not call old what was the present when it ended. */
  end(): void {
    this.#ended ??= this.#parts.now()
  }

  get now(): Instant {
    return this.#ended ?? this.#parts.now()
  }
  get label(): SessionView['label'] {
    return this.#parts.label
  }
  get mode(): SessionView['mode'] {
    return this.#parts.broker.mode
  }
  get broker(): string {
    return this.#parts.broker.name
  }
  get host(): string | null {
    return this.#parts.broker.host
  }
  get source(): string {
    return this.#parts.source.name
  }
  get feed(): string {
    return this.#parts.source.feed
  }
  get coverage(): number {
    return this.#parts.source.coverage
  }
  get stream(): SessionView['stream'] {
    if (this.#ended !== null) return { state: 'over', message: 'the session has ended', since: this.#ended }
    return this.#parts.managed.state
  }
  get strategy(): SessionView['strategy'] {
    return this.#parts.strategy()
  }
  get speed(): number | null {
    return this.#parts.speed()
  }
  get lookedEvery(): number {
    return this.#parts.lookedEvery()
  }
  get recording(): string | null {
    return this.#parts.recording
  }
  get events(): SessionView['events'] {
    return this.#parts.log.kept
  }
  get eventCount(): number {
    return this.#parts.log.count
  }

  get session(): SessionView['session'] {
    const { watched } = this.#parts
    const first = watched.values().next().value
    const calendar = first?.calendar ?? calendarFor('SPY')
    const at = this.now
    const day = calendar.dateOf(at)
    const { date, regular } = calendar.day(day)
    const opensAt = regular && at < regular.open ? regular.open : null
    const closesAt = regular && at < regular.close ? regular.close : null
    return { phase: dayPhase(calendar, at), date, opensAt, closesAt }
  }

  /** Worked out once for each look at the tape: paints between two looks show the same. */
  get account(): AccountView {
    const { account, managed } = this.#parts
    const at = [...managed.tapes.values()].reduce((sum, { prints }) => sum + prints.total, account.desk.path.books.seq)
    if (this.#account?.at !== at) this.#account = { at, view: account.view() }
    return this.#account.view
  }

  get watch(): readonly WatchRow[] {
    const { watched, managed, account } = this.#parts
    const at = this.now
    const rows: WatchRow[] = []
    for (const [symbol, one] of watched) {
      const tape = managed.tapes.get(symbol)
      if (!tape) continue
      const quality = managed.quality(symbol)
      if (this.#ended !== null) quality.state = 'closed'
      rows.push(one.row(tape, quality, account.desk.path.books.shares(symbol), at))
    }
    return rows
  }

  /** A closed bar of the symbol has changed: what was made of it is made anew. */
  revised(symbol: string): void {
    this.#parts.watched.get(symbol)?.renew()
    for (const [key, { bars, lines }] of this.#charts) {
      if (!key.startsWith(`${symbol} `)) continue
      bars.renew()
      lines.renew()
    }
  }

  prints(symbol: string) {
    return this.#parts.managed.tapes.get(symbol)?.prints ?? null
  }

  quotes(symbol: string) {
    return this.#parts.managed.tapes.get(symbol)?.quotes ?? null
  }

  tape(symbol: string) {
    return this.#parts.managed.tapes.get(symbol) ?? null
  }

  bars(symbol: string, timeframe: Timeframe) {
    const tape = this.#parts.managed.tapes.get(symbol)
    return tape ? this.#chart(symbol, timeframe).bars.at(tape, this.now) : null
  }

  overlays(symbol: string, timeframe: Timeframe): Overlays {
    const chart = this.bars(symbol, timeframe)
    const { log, watched } = this.#parts
    const lines = chart ? this.#chart(symbol, timeframe).lines.at(chart.bars, chart.forming) : { lines: [], turns: [] }
    const levels = levelsOf(this.account, symbol, watched.get(symbol)?.previousClose ?? null)
    return { ...lines, fills: fillsOf(log.kept, symbol), levels, band: chart ? this.#band(symbol, timeframe, chart) : null }
  }

  /** Nothing is asked of bars that are over: the screen of an ended session stands still. */
  #band(symbol: string, timeframe: Timeframe, { bars, forming }: { bars: Bars; forming: boolean }): Overlays['band'] {
    const { forecast } = this.#chart(symbol, timeframe)
    const closed = bars.time[bars.length - 1 - (forming ? 1 : 0)]
    if (closed !== undefined && this.#ended === null && forecast.isDue(closed)) {
      this.#parts.loadForecast(symbol, timeframe, forecast)
    }
    return forecast.band
  }

  window(symbol: string, seconds: number) {
    const tape = this.#parts.managed.tapes.get(symbol)
    return tape ? windowOf(tape, seconds, this.now, this.coverage) : null
  }

  #chart(symbol: string, timeframe: Timeframe): Chart {
    const key = `${symbol} ${timeframe}`
    let chart = this.#charts.get(key)
    if (!chart) {
      chart = { bars: new ChartBars(timeframe, calendarFor(symbol)), lines: new ChartLines(), forecast: new ChartForecast() }
      this.#charts.set(key, chart)
      this.#parts.loadHistory(symbol, timeframe, chart.bars)
    }
    return chart
  }
}
