import { randomUUID } from 'node:crypto'
import type { Instant } from '../../core/time.ts'
import { AlertBook, type FiredBefore } from '../../engine/alerts/alert-book.ts'
import { heldWords, type SendVerdict, Throttle } from '../../engine/alerts/throttle.ts'
import { exchangeDay } from '../../engine/orders/recorder.ts'
import type { AlertChannel, AlertOutcome, FiredAlert } from '../../market/alerts.ts'
import { isSimulated } from '../../market/feeds.ts'
import type { SymbolTape } from '../../market/live/types.ts'
import type { Notice, Notifier } from '../../ports/notifier.ts'
import type { Store } from '../../ports/store.ts'
import type { Context } from '../context.ts'
import type { StreamEvent } from '../stream/events.ts'
import type { TellerFields } from '../stream/tape-events.ts'
import { newsOf } from './news-of.ts'

export interface SessionAlertsWish {
  /** Key of the account beside which it happens; null = none. */
  account: string | null
  label: string
  /** The market's time as the session begins. */
  now: Instant
  /** What is replayed is shown, but neither logged nor sent: it was told when it happened. */
  replay: boolean
}

/** So far back the log is read for what has fired before. */
const FIRED_BEFORE = 5000
/** What is still being told when a session ends gets so long. */
const LAST_MS = 5000

/** Opens the rules of the store for a session. What fired earlier in the same session (a process before this one) is known. */
export async function openSessionAlerts(context: Context, wish: SessionAlertsWish): Promise<SessionAlerts> {
  const [store, source, notifier] = [await context.store(), await context.source(), await context.notifier()]
  const { session: phases, minimumPrintsPerMinute } = context.settings
  const fired = wish.replay ? [] : firedBefore(store, wish)
  const rules = store.alertRules.list()
  const book = new AlertBook({
    ...{ rules, fired, phases, minimumPrintsPerMinute },
    // Which feed a plan gives is known once the stream has answered.
    get coverage() {
      return source.coverage
    },
  })
  const isMade = isSimulated(source.name) || isSimulated(source.feed)
  const label = isMade && wish.label !== 'SIMULATED' ? `${wish.label}, SIMULATED market` : wish.label
  return new SessionAlerts(context, { ...wish, label }, { store, notifier, book })
}

function firedBefore(store: Store, { account, now }: SessionAlertsWish): FiredBefore[] {
  const today = exchangeDay(now)
  return store.alertLog.list(FIRED_BEFORE).map((one) => ({
    rule: one.rule.id,
    symbol: one.symbol,
    thisSession: one.account === account && one.at <= now && exchangeDay(one.at) === today,
  }))
}

/** The alerts of one session: judged, told, logged and sent. Judging is synchronous and the same in every replay; sending goes on beside it and disturbs nothing. */
export class SessionAlerts {
  /** How often data was said to be stale. */
  stale = 0
  readonly #context: Context
  readonly #wish: SessionAlertsWish
  readonly #store: Store
  readonly #notifier: Notifier
  readonly #book: AlertBook
  readonly #throttle: Throttle
  readonly #sending = new Set<Promise<void>>()
  readonly #stop = new AbortController()

  constructor(context: Context, wish: SessionAlertsWish, parts: { store: Store; notifier: Notifier; book: AlertBook }) {
    this.#context = context
    this.#wish = wish
    this.#store = parts.store
    this.#notifier = parts.notifier
    this.#book = parts.book
    this.#throttle = new Throttle(context.settings.alertQuietHours)
  }

  /** New prints of a symbol; `now`: how far the market's time has come. Answers what to tell, like the others. */
  onTape(tape: SymbolTape, now: Instant): TellerFields[] {
    return this.#told(this.#book.onTape(tape, now))
  }

  /** A minute of `tape.closed` has closed or changed. */
  onBar(tape: SymbolTape, row: number): TellerFields[] {
    return this.#told(this.#book.onBar(tape, row))
  }

  /** Anything that the session tells. */
  onEvent(event: StreamEvent): TellerFields[] {
    const news = newsOf(event)
    if (news === null) return []
    if (news.kind === 'stale') this.stale++
    return this.#told(this.#book.onNews(news))
  }

  /** Takes over rules that were added or removed since, by whatever process. */
  refresh(): void {
    this.#book.setRules(this.#store.alertRules.list())
  }

  /** Waits for what is being told, for seconds at most. */
  async close(): Promise<void> {
    const late = AbortSignal.timeout(LAST_MS)
    late.addEventListener('abort', () => this.#stop.abort())
    await Promise.all(this.#sending)
  }

  #told(fired: readonly FiredAlert[]): TellerFields[] {
    return fired.map((alert) => {
      if (!this.#wish.replay) this.#send(alert)
      const { rule, symbol, message, price } = alert
      return { type: 'alert', symbol, message, name: rule.name, rule: rule.rule, price }
    })
  }

  #send(alert: FiredAlert): void {
    if (this.#context.dryRun) return
    const { rule, ...rest } = alert
    const { id, name, kind, rule: text } = rule
    const knownAt = this.#context.clock.now()
    const { account } = this.#wish
    const seq = this.#store.alertLog.add({ ...rest, rule: { id, name, kind, rule: text }, knownAt, account })
    const channels = rule.via ?? setUp(this.#notifier)
    if (channels.length === 0) return
    const verdict = this.#throttle.judge(id, knownAt)
    const work = this.#tellAll(channels, alert, verdict)
      .then((outcomes) => this.#store.alertLog.settle(seq, outcomes))
      .catch((thrown) => this.#context.log.warn('alert.unlogged', { reason: String(thrown) }))
    this.#sending.add(work)
    work.finally(() => this.#sending.delete(work))
  }

  async #tellAll(channels: readonly AlertChannel[], alert: FiredAlert, verdict: SendVerdict): Promise<AlertOutcome[]> {
    const { reason, held } = verdict
    if (reason !== 'sent') {
      const detail = reason === 'quiet' ? 'fell into the quiet hours' : 'held back: too many in a minute'
      return channels.map((channel) => ({ channel, outcome: reason, detail }))
    }
    const notice = noticeOf(alert, this.#wish.label, heldWords(held))
    return Promise.all(channels.map((channel) => this.#notifier.send(channel, notice, this.#stop.signal)))
  }
}

/** Channels that are used by rules which name none. */
function setUp(notifier: Notifier): AlertChannel[] {
  return notifier.channels().flatMap(({ channel, isSetUp }) => (isSetUp ? [channel] : []))
}

function noticeOf({ rule, symbol, at, message, price }: FiredAlert, label: string, held: string): Notice {
  const { kind, name, rule: text } = rule
  return {
    id: randomUUID(),
    title: `openbell ${label}`,
    text: `${message}${held}`,
    kind,
    rule: text,
    name,
    symbol,
    price,
    at,
    label,
  }
}
