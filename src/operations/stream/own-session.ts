import { asOpenbellError, OpenbellError } from '../../core/errors.ts'
import { type Instant, iso, SECOND } from '../../core/time.ts'
import { openManagedStream } from '../../engine/stream/managed-stream.ts'
import type { ManagedStream } from '../../engine/stream/types.ts'
import type { SymbolTape } from '../../market/live/types.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { openSessionAlerts, type SessionAlerts } from '../alerts/session-alerts.ts'
import { loadForRun, type StrategyForRun } from '../backtest/setup.ts'
import { mapLimit } from '../common/map-limit.ts'
import { recentBars } from '../common/recent-bars.ts'
import type { Context, Progress } from '../context.ts'
import { throughDoor } from '../recording/door/door-context.ts'
import { type Desk, openDesk } from '../trade/desk/desk.ts'
import { runOnDesk } from '../trade/running/on-desk.ts'
import type { Pace } from '../trade/running/pace.ts'
import { paceOf } from '../trade/running/start.ts'
import { windowOf } from '../trade/running/window.ts'
import { AccountSide } from './account-side.ts'
import type { ChartBars } from './chart-bars.ts'
import { dayEnd } from './day-end.ts'
import { EventLog } from './event-log.ts'
import type { StreamEvent } from './events.ts'
import { OwnView } from './own-view.ts'
import { runWithin, within } from './run-within.ts'
import type { LiveSession } from './session.ts'
import { streamedBars } from './streamed-bars.ts'
import { SessionTeller, type TellerFields } from './tape-events.ts'
import { Ticker } from './ticker.ts'
import { TurnSignals } from './turn-signals.ts'
import { type SessionInput, sessionTimeframe, symbolsOf } from './wanted.ts'
import { Watched } from './watch.ts'

/** Minutes of the past that each symbol begins with. */
const SEED_ROWS = 1000
const SEEDS_AT_ONCE = 4
/** So many symbols have their past before time moves; more get it meanwhile. */
const SEEDED_FIRST = 40
/** The screen is painted ten times a second: time is looked at as often. */
const LOOK_EVERY = 100
/** Bars of other timeframes that a chart begins with. */
const CHART_ROWS = 600
/** A run ends some seconds after its last minute. */
const AFTER_END = 10 * SECOND

const OTHER_DAY = 'openbell stream SYMBOL --date 2026-03-20 --speed 60'

/** What is opened before a session can begin. */
interface Parts {
  context: Context
  /** The world itself, where `context` is a recorded or replayed one. */
  real: Context
  alerts: SessionAlerts
  /** It has happened already: nothing of it is sent, logged or kept again. */
  replay: boolean
  given: SessionInput
  symbols: string[]
  timeframe: Timeframe
  loaded: StrategyForRun | null
  pace: Pace
  source: MarketDataSource
  desk: Desk
  recording: string | null
  /** A live account that nobody confirmed: nothing can be sent from here. */
  onlyLooks: boolean
  stop: AbortController
  notes: Notes
}

/**
 * Opens the market's stream and the account, and begins: data, and a strategy where one is named. It goes on until it is closed, or to the end of the day that it lives through.
 * @param recording file that it is recorded in, for the screen
 * @throws OpenbellError usage for what does not go together; not-found for a symbol nobody knows; config, denied as the account says
 */
export async function openOwnSession(outer: Context, given: SessionInput, recording: string | null = null): Promise<LiveSession> {
  const stop = new AbortController()
  const notes = new Notes(outer)
  const context: Context = { ...outer, progress: notes, signal: AbortSignal.any([outer.signal, stop.signal]) }
  const symbols = symbolsOf(given)
  const timeframe = sessionTimeframe(given.timeframe)
  const loaded = given.strategy === undefined ? null : await loadForRun(context, given.strategy, given.set)
  const account = accountOf(outer, given)
  const pace = await paceOf(context, { ...given, account, symbols })
  const source = await context.source()
  const { live, confirm, risk } = given
  const holder = `stream ${[loaded?.name ?? '', ...symbols.slice(0, 5)].join(' ').trim()}`
  const now = given.date === undefined ? undefined : pace.now
  const onlyLooks = loaded === null && context.settings.mode === 'live' && !live
  const desk = await openDesk(context, { live, confirm, risk, account, holder, now, readOnly: onlyLooks })
  try {
    const real = outer.outside ?? outer
    const replay = outer.door?.kind === 'replay'
    const alerts = await openSessionAlerts(real, { account: desk.path.account, label: desk.label, now: pace.now(), replay })
    const parts = {
      context,
      real,
      alerts,
      replay,
      given: { ...given, account },
      symbols,
      onlyLooks,
      timeframe,
      loaded,
      pace,
      source,
      desk,
      recording,
      stop,
      notes,
    }
    return await OwnSession.open(parts)
  } catch (thrown) {
    stop.abort()
    await desk.close()
    throw thrown
  }
}

/** An operation that a person asks for at the screen. */
interface Asked {
  operation: string
  input: Record<string, unknown>
}

/** A day of the past is lived through by an account of its own: the usual one has its life in the present. */
function accountOf({ settings }: Context, { account, date }: SessionInput): string | undefined {
  if (account !== undefined || date === undefined || settings.origins.account !== 'default') return account
  return `run-${date}`
}

/** Notes and warnings: the person's own lines until the session can tell them as events. */
class Notes implements Progress {
  tell: ((text: string) => void) | null = null
  readonly #outer: Progress

  constructor({ progress }: Context) {
    this.#outer = progress
  }

  update(...args: Parameters<Progress['update']>): void {
    if (!this.tell) this.#outer.update(...args)
  }

  note(text: string): void {
    if (this.tell) this.tell(text)
    else this.#outer.note(text)
  }

  warn(text: string): void {
    if (this.tell) this.tell(text)
    else this.#outer.warn(text)
  }
}

class OwnSession implements LiveSession {
  readonly kind = 'own' as const
  readonly view: OwnView
  readonly #parts: Parts
  readonly #log = new EventLog()
  readonly #teller: SessionTeller
  readonly #watched = new Map<string, Watched>()
  readonly #signals = new Map<string, TurnSignals>()
  readonly #account: AccountSide
  readonly #managed: ManagedStream
  readonly #ticker: Ticker
  readonly #background = new Set<Promise<unknown>>()
  #phase = 'opened'
  readonly #listening = Promise.withResolvers<void>()
  #isOver = false
  readonly #pass: ReturnType<typeof throughDoor>
  #refreshedAt = Number.NEGATIVE_INFINITY
  #done: Promise<void> = Promise.resolve()

  static async open(parts: Parts): Promise<OwnSession> {
    const log: { session: OwnSession | null } = { session: null }
    const { context, given, symbols, pace, source } = parts
    const managed = await openManagedStream({
      source,
      now: pace.now,
      clock: context.clock,
      log: context.log,
      symbols,
      capacity: given.buffer,
      session: context.settings.session,
      from: pace.now(),
      listener: {
        news: (news) => log.session?.tell(log.session.#teller.news(news)),
        bar: (tape, row, revised) => log.session?.bar(tape, row, revised),
        print: (tape, i) => log.session?.print(tape, i),
        quote: (tape, i) => log.session?.quote(tape, i),
      },
      signal: context.signal,
    })
    const session = new OwnSession(parts, managed)
    log.session = session
    await session.begin()
    return session
  }

  private constructor(parts: Parts, managed: ManagedStream) {
    const { desk, source, pace, given, loaded, timeframe } = parts
    this.#parts = parts
    this.#managed = managed
    this.#pass = throughDoor(parts.context, (name, payload) => this.#asked(name, payload))
    this.#teller = new SessionTeller(desk.broker, source)
    this.#account = new AccountSide(parts, (symbol) => priceOf(managed, symbol))
    const until = this.#until()
    const leaps = given.speed === 0
    const step = LOOK_EVERY
    this.#ticker = new Ticker({
      managed,
      pace,
      step: () => step * Math.max(1, pace.speed ?? 1),
      until,
      leaps,
      onLook: () => this.#look(),
      signal: parts.context.signal,
    })
    this.view = new OwnView({
      source,
      broker: desk.broker,
      label: desk.label,
      managed,
      account: this.#account,
      log: this.#log,
      watched: this.#watched,
      now: pace.now,
      speed: () => (leaps ? null : (pace.speed ?? 1)),
      strategy: () => loaded && { name: loaded.name, params: loaded.params, timeframe, phase: this.#phase },
      recording: parts.recording,
      loadHistory: (symbol, chartTimeframe, into) => this.#behind(this.#loadChart(symbol, chartTimeframe, into)),
    })
  }

  /** Everything that a first screen needs, then time moves. */
  async begin(): Promise<void> {
    const { symbols, desk, source, pace, loaded, notes, onlyLooks } = this.#parts
    notes.tell = (text) => this.#say(text, 'running')
    const at = iso(pace.now())
    const opened = `${desk.label} account ${desk.path.account}; data from ${source.name} (${source.feed}), ${symbols.length} symbols, ${at}`
    this.#say(opened, 'opened')
    const seeded = mapLimit(symbols, SEEDS_AT_ONCE, (symbol) => this.#watch(symbol))
    if (symbols.length <= SEEDED_FIRST) await seeded
    else this.#behind(seeded)
    if (!loaded && !onlyLooks) await this.#listen()
    this.#done = this.#run()
    this.#done.catch(() => {})
  }

  events({ tape }: { tape: boolean }) {
    return this.#log.read(tape)
  }

  onChange(listener: () => void): () => void {
    return this.#log.onChange(listener)
  }

  async subscribe(text: string): Promise<void> {
    await this.#pass('subscribe', normalizeSymbol(text))
  }

  async unsubscribe(text: string): Promise<void> {
    await this.#pass('unsubscribe', normalizeSymbol(text))
  }

  /** What only reads decides nothing: it asks the world itself, also beside a recording. */
  async run(operation: string, input: Record<string, unknown>): Promise<unknown> {
    const reads = (await this.#parts.real.operation(operation))?.effect === 'read'
    return reads ? this.#operation(this.#parts.real, { operation, input }) : this.#pass('run', { operation, input })
  }

  setSpeed(speed: number): void {
    if (this.#parts.pace.speed === undefined) {
      throw new OpenbellError('usage', 'only a session of the past has a speed', OTHER_DAY)
    }
    this.#behind(this.#pass('speed', speed))
  }

  /** A replay must end where this was asked: it comes through the door too. */
  async close(): Promise<void> {
    if (!this.#isOver) await this.#pass('close', null)
    await this.#done.catch(() => {})
  }

  /** Everything that is told goes through here: alerts hear it too. */
  tell(event: StreamEvent): void {
    this.#log.tell(event)
    for (const fields of this.#parts.alerts.onEvent(event)) this.#tellAlert(fields)
  }

  bar(tape: SymbolTape, row: number, revised: boolean): void {
    if (this.#log.wantsTape) this.#log.tell(this.#teller.bar(tape, row, this.#parts.pace.now(), revised))
    if (revised) return
    for (const fields of this.#signals.get(tape.symbol)?.onBar(tape) ?? []) this.#tell(fields)
    for (const fields of this.#parts.alerts.onBar(tape, row)) this.#tellAlert(fields)
  }

  print(tape: SymbolTape, i: number): void {
    if (this.#log.wantsTape) this.#log.tell(this.#teller.print(tape, i))
  }

  quote(tape: SymbolTape, i: number): void {
    if (this.#log.wantsTape) this.#log.tell(this.#teller.quote(tape, i))
  }

  /** What the person at a screen asks. It comes through the recording's door, so that a replay is asked the same at the same point. */
  async #asked(name: string, payload: unknown): Promise<unknown> {
    const { pace, context } = this.#parts
    if (name === 'subscribe') return this.#add(payload as string)
    if (name === 'unsubscribe') return this.#drop(payload as string)
    if (name === 'run') return this.#operation(context, payload as Asked)
    if (name === 'close') return this.#parts.stop.abort()
    pace.speed = payload as number
  }

  #operation(context: Context, { operation, input }: Asked): Promise<unknown> {
    const { given, pace } = this.#parts
    const standing = () => (given.date === undefined ? null : pace.now())
    return runWithin({ context, given, standing, say: (text) => this.#say(text, 'running') }, operation, input)
  }

  async #add(symbol: string): Promise<void> {
    if (this.#watched.has(symbol)) return
    await this.#managed.subscribe(symbol)
    await this.#watch(symbol)
    this.#say(`${symbol} added`, 'running')
  }

  async #drop(symbol: string): Promise<void> {
    if (!this.#watched.has(symbol)) throw new OpenbellError('not-found', `${symbol} is not watched`, `a ${symbol}`)
    if (this.#parts.loaded && this.#parts.symbols.includes(symbol)) {
      throw new OpenbellError('usage', `the strategy trades ${symbol}: it stays`, 'q, and begin again without it')
    }
    await this.#managed.unsubscribe(symbol)
    this.#watched.delete(symbol)
    this.#signals.delete(symbol)
    this.#log.ring()
  }

  async #run(): Promise<void> {
    let fault: unknown = null
    try {
      await Promise.all([this.#tick(), this.#parts.loaded ? this.#trade(this.#parts.loaded) : this.#attend()])
    } catch (thrown) {
      if (!this.#parts.stop.signal.aborted) fault = thrown
    } finally {
      await this.#end(fault)
    }
  }

  /** Time that leaps stands still until the strategy listens: what it reads before must be of the same moment. */
  async #tick(): Promise<void> {
    if (this.#parts.loaded && this.#parts.given.speed === 0) await this.#listening.promise
    await this.#ticker.run()
  }

  /** The strategy on the minutes of the stream. */
  async #trade(loaded: StrategyForRun): Promise<void> {
    const { context, desk, symbols, timeframe, pace, given, stop } = this.#parts
    const { until, hold } = given
    const feed = (parts: Parameters<typeof streamedBars>[2]) => {
      this.#listening.resolve()
      return streamedBars(this.#managed, this.#ticker.minutes(), parts)
    }
    try {
      for await (const event of runOnDesk(context, desk, { symbols, timeframe, loaded, pace, until, hold, feed })) {
        if (event.phase) this.#phase = event.phase === 'rehearsed' ? 'running' : event.phase
        this.tell(event)
      }
      await this.#sumUp()
    } finally {
      stop.abort()
      this.#listening.resolve()
    }
  }

  /** Nobody decides: orders of other processes and of the person at the screen are followed all the same. */
  async #attend(): Promise<void> {
    for await (const at of this.#ticker.minutes()) {
      if (this.#parts.pace.isFast) await this.#account.settle()
      for (const watched of this.#watched.values()) await watched.prepare(this.#parts.context, this.#parts.source, at)
      if (this.#isClose(at)) await this.#sumUp()
    }
  }

  /** True at the regular close of the first symbol's exchange. */
  #isClose(at: Instant): boolean {
    const { calendar } = [...this.#watched.values()][0] ?? {}
    return calendar?.at(at - 1).session?.regular?.close === at
  }

  async #sumUp(): Promise<void> {
    const { real, given, alerts, replay, pace } = this.#parts
    if (replay) return
    const standing = () => (given.date === undefined ? null : pace.now())
    const context = within({ context: real, standing, say: (text) => this.#say(text, 'running') })
    const managed = this.#managed
    for (const fields of await dayEnd({ context, given, managed, stale: alerts.stale })) this.#tell(fields)
  }

  #look(): void {
    const { alerts, pace, context } = this.#parts
    this.#behind(this.#account.look(false))
    for (const tape of this.#managed.tapes.values()) {
      for (const fields of alerts.onTape(tape, pace.now())) this.#tellAlert(fields)
    }
    if (context.clock.elapsed() - this.#refreshedAt >= SECOND) {
      this.#refreshedAt = context.clock.elapsed()
      alerts.refresh()
    }
    this.#log.ring()
  }

  async #listen(): Promise<void> {
    const holder = await this.#account.listen()
    if (holder !== null) this.#say(`${holder}: its books are followed`, 'running')
  }

  async #watch(symbol: string): Promise<void> {
    const { context, source, pace } = this.#parts
    const watched = new Watched(symbol, source, context.settings.minimumPrintsPerMinute)
    this.#watched.set(symbol, watched)
    this.#signals.set(symbol, new TurnSignals())
    const query = { symbol, timeframe: '1m' as const, asOf: pace.now(), rows: SEED_ROWS }
    try {
      this.#managed.seed(symbol, await recentBars(context, source, query))
    } catch (thrown) {
      const error = asOpenbellError(thrown)
      if (error.kind === 'internal' || error.kind === 'canceled') throw thrown
      this.#tell({ type: 'quality', symbol, message: `no minutes from before now: ${error.message}` })
    }
    await watched.prepare(context, source, pace.now())
    this.#log.ring()
  }

  async #loadChart(symbol: string, timeframe: Timeframe, into: ChartBars): Promise<void> {
    if (timeframe === '1m') return
    const { real, pace } = this.#parts
    into.begin(await recentBars(real, await real.source(), { symbol, timeframe, asOf: pace.now(), rows: CHART_ROWS }))
    this.#log.ring()
  }

  /** Work that nobody waits for; what fails is told. */
  #behind(work: Promise<unknown>): void {
    const kept = work.catch((thrown) => {
      const error = asOpenbellError(thrown)
      if (error.kind !== 'canceled') this.#tell({ type: 'quality', message: error.message })
    })
    this.#background.add(kept)
    kept.finally(() => this.#background.delete(kept))
  }

  async #end(fault: unknown): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    const { stop, desk } = this.#parts
    stop.abort()
    await this.#account.stop()
    await Promise.allSettled(this.#background)
    await this.#parts.alerts.close()
    await this.#managed.close()
    await desk.close()
    if (!this.#parts.loaded) this.#say('the session has ended', 'ended')
    this.#log.end(fault)
  }

  /** The end of the day that is lived through, or of the run; in the present without a strategy there is none. */
  #until(): Instant {
    const { given, symbols, pace, loaded } = this.#parts
    if (!loaded && given.date === undefined && given.until === undefined) return Number.POSITIVE_INFINITY
    const { until, hold } = given
    const { end } = windowOf({ symbols, now: pace.now(), until, hold, flattenMinutes: null, otherDay: OTHER_DAY })
    return loaded ? end + AFTER_END : end
  }

  #tell(fields: TellerFields): void {
    this.tell(this.#teller.event(this.#parts.pace.now(), fields))
  }

  #tellAlert(fields: TellerFields): void {
    this.#log.tell(this.#teller.event(this.#parts.pace.now(), fields))
  }

  #say(message: string, phase: NonNullable<TellerFields['phase']>): void {
    this.#tell({ type: 'status', message, phase })
  }
}

function priceOf({ tapes }: ManagedStream, symbol: string): number | null {
  const price = tapes.get(symbol)?.price ?? Number.NaN
  return Number.isFinite(price) ? price : null
}
