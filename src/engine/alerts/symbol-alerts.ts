import { barFacts, closedBars, recentPrints } from '../../analysis/alerts/bar-facts.ts'
import type { Edge } from '../../analysis/alerts/edge.ts'
import { liveFacts, type SessionBase, sessionBase } from '../../analysis/alerts/live-facts.ts'
import type { ReadRule } from '../../analysis/alerts/read-rule.ts'
import { TurnWatch } from '../../analysis/alerts/turn-watch.ts'
import { rateLiquidity } from '../../analysis/liquidity.ts'
import { numberOf, type Operands, truthOf } from '../../analysis/scan/evaluate.ts'
import { render } from '../../analysis/scan/expression.ts'
import type { Phases } from '../../analysis/scan/session-rows.ts'
import { type Instant, MINUTE, SECOND } from '../../core/time.ts'
import type { AlertKind, AlertRule, FiredAlert } from '../../market/alerts.ts'
import { barClose } from '../../market/bar-times.ts'
import type { Bars } from '../../market/bars.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import type { SymbolTape } from '../../market/live/types.ts'
import { expressionSentence, liquiditySentence, turnSentence } from './sentences.ts'

export interface AlertScope {
  /** Sessions that bars and figures are of. */
  phases: Phases
  /** Prints a minute below which a symbol is not tradable. */
  minimumPrintsPerMinute: number
  /** Share of the market's prints that the feed carries. */
  readonly coverage: number
}

/** A rule as it stands for one symbol. */
export interface Watched {
  rule: AlertRule
  read: ReadRule
  edge: Edge
  /** Told once and for all. */
  spent: boolean
}

/** Prices are judged once a second of market time; the lowest and the highest between are judged with the last, so nothing slips through. */
const JUDGE_MS = SECOND

/** What closed bars can make true. */
const BARRED: ReadonlySet<AlertKind> = new Set(['expression', 'peak', 'trough', 'liquidity-lost'])

/** The rules of one symbol: what it does is shown to them, what has come true comes back. */
export class SymbolAlerts {
  readonly #symbol: string
  readonly #scope: AlertScope
  readonly #calendar: Calendar
  #live: Watched[] = []
  #barred: Watched[] = []
  readonly #turns = new Map<string, TurnWatch>()
  /** Newest bar of each coarser timeframe that was judged. */
  readonly #judged = new Map<string, Instant>()
  #base: SessionBase | null = null
  /** End of the phase of the day that it is of. */
  #baseTo: Instant = Number.NEGATIVE_INFINITY
  /** Prints ever taken by the ring of which we know. */
  #seen = -1
  #judgedAt: Instant = Number.NEGATIVE_INFINITY
  #low = Number.POSITIVE_INFINITY
  #high = Number.NEGATIVE_INFINITY
  #last = Number.NaN
  /** It has had enough prints a minute since it had not. */
  #liquid: boolean | null = null

  constructor(symbol: string, watched: readonly Watched[], scope: AlertScope) {
    this.#symbol = symbol
    this.#scope = scope
    this.#calendar = calendarFor(symbol)
    this.setRules(watched)
  }

  setRules(watched: readonly Watched[]): void {
    this.#live = watched.filter(({ read }) => read.condition !== null && read.live)
    this.#barred = watched.filter(({ read }) => !read.live && BARRED.has(read.kind))
  }

  /** New prints of the tape, in the order in which they came; `now` ends the second in which the last of them are still held back. */
  onTape(tape: SymbolTape, now: Instant): FiredAlert[] {
    if (this.#live.length === 0) return []
    const { time, price, eligible, capacity, first, length, total } = tape.prints
    const fired: FiredAlert[] = []
    const oldest = total - length
    const from = this.#seen < 0 ? Math.max(oldest, total - 1) : Math.max(this.#seen, oldest)
    for (let count = from; count < total; count++) {
      const index = (first + count - oldest) % capacity
      if (eligible[index] === 0) continue
      const at = time[index]
      // What was held back is judged at the end of its second, so that it does not matter how often we are called.
      if (at >= this.#judgedAt + JUDGE_MS) this.#judgePending(tape, this.#judgedAt + JUDGE_MS, fired)
      this.#take(price[index])
      if (at >= this.#judgedAt + JUDGE_MS) this.#judgePending(tape, at, fired)
    }
    this.#seen = total
    if (now >= this.#judgedAt + JUDGE_MS) this.#judgePending(tape, this.#judgedAt + JUDGE_MS, fired)
    return fired
  }

  /** A minute has closed, or one that had has changed. Only what is newest is judged. */
  onBar(tape: SymbolTape, row: number): FiredAlert[] {
    const { closed } = tape
    this.#base = null
    if (this.#barred.length === 0 || row !== closed.length - 1) return []
    const at = barClose('1m', closed.time[row], this.#calendar)
    const fired: FiredAlert[] = []
    for (const [timeframe, rules] of Map.groupBy(this.#barred, ({ rule }) => rule.timeframe)) {
      const bars = closedBars(closed, timeframe, this.#calendar, this.#scope.phases, at)
      const newest = bars.time[bars.length - 1]
      // A coarser bar is judged when it has closed, a minute also when it changed after it had.
      if (bars.length === 0 || (timeframe !== '1m' && this.#judged.get(timeframe) === newest)) continue
      this.#judged.set(timeframe, newest)
      this.#onClosed(rules, bars, closed, at, fired)
    }
    return fired
  }

  #take(price: number): void {
    this.#low = Math.min(this.#low, price)
    this.#high = Math.max(this.#high, price)
    this.#last = price
  }

  #judgePending(tape: SymbolTape, at: Instant, fired: FiredAlert[]): void {
    if (Number.isNaN(this.#last)) return
    const base = this.#baseAt(tape, at)
    const prices = [...new Set([this.#last, this.#low, this.#high])]
    const perMinute = this.#live.some(({ read }) =>
      read.operands.some((one) => one.type === 'field' && one.name === 'prints_per_minute'),
    )
      ? recentPrints(tape.closed, this.#calendar, at, this.#scope.coverage)
      : null
    const facts = prices.map((price) => liveFacts(base, tape.forming, price, perMinute))
    for (const watched of this.#live) this.#judge(watched, facts, at, fired)
    this.#judgedAt = at
    ;[this.#low, this.#high, this.#last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]
  }

  /** What the session has done up to its last closed minute; made anew when a minute closes and when another phase of the day begins. */
  #baseAt(tape: SymbolTape, at: Instant): SessionBase {
    if (this.#base !== null && at < this.#baseTo) return this.#base
    this.#base = sessionBase(tape.closed, this.#calendar, this.#scope.phases, at)
    this.#baseTo = this.#calendar.at(at).to
    return this.#base
  }

  #onClosed(rules: readonly Watched[], bars: Bars, minutes: Bars, at: Instant, fired: FiredAlert[]): void {
    const expressions = rules.filter(({ read }) => read.condition !== null)
    if (expressions.length > 0) {
      const operands = expressions.flatMap(({ read }) => read.operands)
      const where = { calendar: this.#calendar, phases: this.#scope.phases, at, coverage: this.#scope.coverage }
      const facts = barFacts(bars, minutes, operands, where)
      if (facts) for (const watched of expressions) this.#judge(watched, [facts], at, fired)
    }
    this.#onTurns(rules, bars, at, fired)
    const liquidity = rules.filter(({ read }) => read.kind === 'liquidity-lost')
    if (liquidity.length > 0) this.#onLiquidity(liquidity, minutes, at, fired)
  }

  /** Facts at several prices of one moment: it has come true where it is at any of them. */
  #judge(watched: Watched, facts: readonly Operands[], at: Instant, fired: FiredAlert[]): void {
    const { read, edge } = watched
    if (watched.spent || read.condition === null) return
    const condition = read.condition
    const truths = facts.map((one) => truthOf(condition, one))
    const found = truths.indexOf(true)
    const truth = found >= 0 ? true : truths.includes(null) ? null : false
    if (!edge.judge(truth, at)) return
    const known = facts[found]
    const values = Object.fromEntries(read.operands.map((one) => [render(one), numberOf(one, known)]))
    const price = known.field('price')
    this.#fire(watched, at, expressionSentence(this.#symbol, read.text, values), price, values, fired)
  }

  #onTurns(rules: readonly Watched[], bars: Bars, at: Instant, fired: FiredAlert[]): void {
    const wanting = rules.filter(({ read }) => read.kind === 'peak' || read.kind === 'trough')
    if (wanting.length === 0) return
    const watch = this.#turns.get(bars.timeframe) ?? new TurnWatch()
    this.#turns.set(bars.timeframe, watch)
    for (const turn of watch.take(bars)) {
      const message = turnSentence(this.#symbol, turn, at, bars.timeframe)
      for (const watched of wanting.filter(({ read }) => read.kind === turn.kind)) {
        this.#fire(watched, at, message, turn.price, { [turn.kind]: turn.price }, fired)
      }
    }
  }

  /** Lost is what was there: a symbol that never had enough prints says nothing. */
  #onLiquidity(rules: readonly Watched[], minutes: Bars, at: Instant, fired: FiredAlert[]): void {
    if (this.#calendar.at(at - MINUTE).phase !== 'regular') return
    const { minimumPrintsPerMinute: minimum, coverage } = this.#scope
    const perMinute = recentPrints(minutes, this.#calendar, at, coverage)
    if (perMinute === null) return
    const { rating, meetsMinimum } = rateLiquidity(perMinute, minimum)
    const lost = this.#liquid === true && !meetsMinimum
    this.#liquid = meetsMinimum
    if (!lost) return
    const message = liquiditySentence(this.#symbol, perMinute, rating, minimum)
    for (const watched of rules) this.#fire(watched, at, message, null, { prints_per_minute: perMinute }, fired)
  }

  #fire(
    watched: Watched,
    at: Instant,
    message: string,
    price: number | null,
    values: FiredAlert['values'],
    fired: FiredAlert[],
  ): void {
    if (watched.spent) return
    watched.spent = watched.rule.once
    fired.push({ rule: watched.rule, symbol: this.#symbol, at, message, price, values })
  }
}
