import { iso, SECOND } from '../../core/time.ts'
import { openManagedStream } from '../../engine/stream/managed-stream.ts'
import type { ManagedStream } from '../../engine/stream/types.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import { AccountNews } from '../alerts/account-news.ts'
import { WaitingNews } from '../alerts/waiting-news.ts'
import { recentBars } from '../common/recent-bars.ts'
import { counted } from '../common/words.ts'
import type { Context } from '../context.ts'
import { inside } from '../recording/door/inside.ts'
import { AccountSide } from './account-side.ts'
import { Background } from './background.ts'
import type { ChartBars } from './chart-bars.ts'
import { type ChartForecast, KeptForecasts } from './chart-forecast.ts'
import { dayEnd } from './day-end.ts'
import { Deciding } from './deciding.ts'
import { closedNote, endOf, openParts, type SessionParts } from './opening.ts'
import { OwnView } from './own-view.ts'
import { Requests } from './requests.ts'
import { within } from './run-within.ts'
import type { LiveSession, RunWay } from './session.ts'
import { Telling } from './telling.ts'
import { LOOK_EVERY, Ticker } from './ticker.ts'
import type { SessionInput } from './wanted.ts'
import { lastPrice } from './watch.ts'
import { WatchList } from './watch-list.ts'

/** Bars of other timeframes that a chart begins with. */
const CHART_ROWS = 600

/**
 * Opens the market's stream and the account, and begins: data, and a strategy where one is named. It goes on until it is closed, or to the end of the day that it lives through.
 * @param recording file that it is recorded in, for the screen
 * @throws OpenbellError usage for what does not go together; not-found for a symbol nobody knows; config, denied as the account says
 */
export function openOwnSession(outer: Context, given: SessionInput, recording: string | null = null): Promise<LiveSession> {
  return inside(outer.door, () => openInside(outer, given, recording))
}

async function openInside(outer: Context, given: SessionInput, recording: string | null): Promise<LiveSession> {
  const parts = await openParts(outer, given, recording)
  try {
    const telling = new Telling(parts)
    const session = new OwnSession(parts, telling, await openStream(parts, telling))
    await session.begin()
    return session
  } catch (thrown) {
    parts.stop.abort()
    await parts.desk.close()
    throw thrown
  }
}

function openStream({ context, given, symbols, pace, source }: SessionParts, listener: Telling): Promise<ManagedStream> {
  const { clock, log, signal, settings } = context
  const { session } = settings
  const from = pace.now()
  return openManagedStream({
    ...{ source, now: pace.now, clock, log, symbols, capacity: given.buffer, session, from, listener, signal },
  })
}

class OwnSession implements LiveSession {
  readonly kind = 'own' as const
  readonly view: OwnView
  readonly #parts: SessionParts
  readonly #telling: Telling
  readonly #managed: ManagedStream
  readonly #list: WatchList
  readonly #account: AccountSide
  readonly #ticker: Ticker
  readonly #requests: Requests
  readonly #behind: Background
  readonly #deciding: Deciding
  readonly #forecasts: KeptForecasts
  #news: AccountNews | null = null
  #waiting: WaitingNews | null = null
  #isOver = false
  #refreshedAt = Number.NEGATIVE_INFINITY
  #done: Promise<void> = Promise.resolve()

  constructor(parts: SessionParts, telling: Telling, managed: ManagedStream) {
    const { pace, given, context } = parts
    this.#parts = parts
    this.#telling = telling
    this.#managed = managed
    this.#list = new WatchList(parts, managed, telling)
    this.#account = new AccountSide(parts, (symbol) => {
      const tape = managed.tapes.get(symbol)
      return tape ? lastPrice(tape).price : null
    })
    this.#deciding = new Deciding(parts, telling)
    this.#requests = new Requests(parts, this.#list, telling)
    this.#behind = new Background((message) => telling.tell({ type: 'quality', message }))
    this.#forecasts = new KeptForecasts({ ...parts.real, signal: context.signal })
    const step = () => LOOK_EVERY * Math.max(1, pace.speed ?? 1)
    const onLook = () => this.#look()
    const leaps = given.speed === 0
    const room = () => telling.log.room(context.signal)
    this.#ticker = new Ticker({ managed, pace, step, until: endOf(parts), leaps, room, onLook, signal: context.signal })
    telling.onComplete = () => this.#ticker.nudge()
    this.view = this.#makeView()
    telling.onRevised = (symbol) => this.view.revised(symbol)
  }

  /** Everything that a first screen needs, then time moves. */
  async begin(): Promise<void> {
    const { symbols, desk, source, pace, loaded, notes, onlyLooks, context, real, replay } = this.#parts
    notes.tell = (text) => this.#telling.say(text)
    const data = `data from ${source.name} (${source.feed}), ${counted(symbols.length, 'symbol')}, ${iso(pace.now())}`
    this.#telling.say(`${desk.label} account ${desk.path.account}; ${data}`, 'opened')
    const closed = closedNote(this.#parts)
    if (closed !== null) this.#telling.say(closed)
    this.#behind.add((await this.#list.begin()).behind)
    // A run tells what happens to its own symbols itself.
    const skip = new Set(loaded ? symbols : [])
    this.#news = new AccountNews((await context.store()).journal, desk.path, { skip })
    // What programs ask for now is no part of a recorded day.
    if (!replay) this.#waiting = new WaitingNews(await real.store(), desk.path.account, real.clock)
    if (!loaded && !onlyLooks && !context.dryRun) {
      await this.#account.listen((text) => this.#telling.say(text))
    }
    this.#done = this.#run()
    this.#done.catch(() => {})
  }

  events({ tape }: { tape: boolean }) {
    return this.#telling.log.read(tape)
  }

  onChange(listener: () => void): () => void {
    return this.#telling.log.onChange(listener)
  }

  subscribe(text: string): Promise<void> {
    return this.#requests.subscribe(text)
  }

  unsubscribe(text: string): Promise<void> {
    return this.#requests.unsubscribe(text)
  }

  run(operation: string, input: Record<string, unknown>, way?: RunWay): Promise<unknown> {
    return this.#requests.run(operation, input, way)
  }

  setSpeed(speed: number): void {
    this.#behind.add(this.#requests.speed(speed))
  }

  async close(): Promise<void> {
    if (!this.#isOver) await this.#requests.close()
    await this.#done.catch(() => {})
  }

  #makeView(): OwnView {
    const { source, desk, pace, loaded, timeframe, recording, given } = this.#parts
    return new OwnView({
      ...{ source, recording, broker: desk.broker, label: desk.label, now: pace.now },
      managed: this.#managed,
      account: this.#account,
      log: this.#telling.log,
      watched: this.#list.watched,
      speed: () => (given.speed === 0 ? null : (pace.speed ?? 1)),
      lookedEvery: () => (pace.speed === 0 ? LOOK_EVERY * this.#requests.speedBefore : 0),
      strategy: () => loaded && { name: loaded.name, params: loaded.params, timeframe, phase: this.#deciding.phase },
      loadHistory: (symbol, chartTimeframe, into) => this.#behind.add(this.#loadChart(symbol, chartTimeframe, into)),
      loadForecast: (symbol, chartTimeframe, into) => this.#behind.add(this.#loadForecast(symbol, chartTimeframe, into)),
    })
  }

  async #run(): Promise<void> {
    const { loaded, stop } = this.#parts
    const sumUp = () => this.#sumUp()
    let fault: unknown = null
    try {
      const course = loaded ? this.#deciding.run(loaded, this.#managed, this.#ticker, sumUp) : this.#attend()
      await Promise.all([this.#tick(), course])
    } catch (thrown) {
      if (!stop.signal.aborted) fault = thrown
    } finally {
      await this.#end(this.#deciding.fault ?? fault)
    }
  }

  /** Time that leaps stands still until the strategy listens. */
  async #tick(): Promise<void> {
    if (this.#parts.loaded && this.#parts.given.speed === 0) await this.#deciding.listens
    await this.#ticker.run()
  }

  /** Nobody decides: orders of other processes and of the person at the screen are followed all the same. */
  async #attend(): Promise<void> {
    for await (const at of this.#ticker.minutes()) {
      if (this.#parts.pace.isFast) await this.#account.settle()
      await this.#list.prepare(at)
      if (this.#list.isClose(at)) await this.#sumUp()
    }
  }

  async #sumUp(): Promise<void> {
    const { real, given, alerts, replay } = this.#parts
    if (replay || real.dryRun) return
    const context = within({ context: real, ...this.#requests.moment() })
    const told = await dayEnd({ context, given, managed: this.#managed, stale: alerts.stale })
    for (const fields of told) this.#telling.tell(fields)
  }

  #look(): void {
    const { alerts, context } = this.#parts
    this.#behind.add(this.#account.look(false))
    for (const fields of this.#news?.take() ?? []) this.#telling.tell(fields)
    for (const fields of this.#news?.positions(this.#account.view().positions) ?? []) this.#telling.tell(fields)
    this.#telling.look(this.#managed)
    if (context.clock.elapsed() - this.#refreshedAt >= SECOND) {
      this.#refreshedAt = context.clock.elapsed()
      alerts.refresh()
      for (const fields of this.#waiting?.take() ?? []) this.#telling.tell(fields)
    }
    this.#telling.log.ring()
  }

  /** Older bars for a chart: painting asks the world itself, also beside a recording. */
  async #loadChart(symbol: string, timeframe: Timeframe, into: ChartBars): Promise<void> {
    if (timeframe === '1m') return
    const { real, pace } = this.#parts
    into.begin(await recentBars(real, await real.source(), { symbol, timeframe, asOf: pace.now(), rows: CHART_ROWS }))
    this.#telling.log.ring()
  }

  async #loadForecast(symbol: string, timeframe: Timeframe, into: ChartForecast): Promise<void> {
    await this.#forecasts.load(symbol, timeframe, this.#parts.pace.now(), into)
    this.#telling.log.ring()
  }

  async #end(fault: unknown): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    const { stop, desk, alerts, loaded } = this.#parts
    stop.abort()
    await this.#account.stop()
    await this.#behind.settled()
    await alerts.close()
    await this.#managed.close()
    await desk.close()
    if (!loaded) this.#telling.say('the session has ended', 'ended')
    this.view.end()
    this.#telling.log.end(fault)
  }
}
