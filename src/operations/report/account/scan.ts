import type { DayNumber, Instant } from '../../../core/time.ts'
import type { JournalBody, JournalEvent } from '../../../engine/orders/journal.ts'
import { eventOf, exchangeDay } from '../../../engine/orders/recorder.ts'
import type { Verdict } from '../../../engine/risk/types.ts'
import type { BrokerFill } from '../../../ports/broker.ts'
import type { JournalRepository } from '../../../ports/journal.ts'

/** Rows of one kind that a report shows, the newest; sums are over all. */
export const MOST_ROWS = 2000

/** One thing that was not let through, or not as it was asked. */
export interface Refusal {
  at: Instant
  kind: 'denied' | 'shrunk' | 'rejected'
  /** What was asked: `buy 10 SIMALL`; null of a rejection whose order the scan no longer holds. */
  what: string | null
  origin: string | null
  rules: string[]
  message: string
}

/** A change of what may be sent, or a finding about books and broker. */
export interface AccountEvent {
  at: Instant
  kind: 'opened' | 'state' | 'diverged' | 'reconciled'
  what: string
  by: string | null
  reason: string
}

/** What one pass over an account's journal brings together. */
export interface JournalScan {
  /** Ascending. */
  marks: { at: Instant; day: DayNumber; equity: number }[]
  fills: { newest: BrokerFill[]; count: number; fees: number }
  /** Money that came and went without a fill, and shares, by what it was. */
  activities: { what: string; count: number; amount: number }[]
  /** Those of them that came from outside or went there, ascending: neither won nor lost. */
  transfers: { at: Instant; amount: number }[]
  refusals: { newest: Refusal[]; count: number }
  /** How often each rule denied or shrank, and what it said last; the busiest first. */
  byRule: { rule: string; denied: number; shrunk: number; last: Instant; message: string }[]
  events: { newest: AccountEvent[]; count: number }
  /** Fills, fees and the last mark by exchange date. */
  byDay: Map<DayNumber, DayFacts>
}

interface DayFacts {
  fills: number
  fees: number
  equity: number | null
}

const PAGE = 10_000

/** Reads the whole journal of an account once, in pages. `day`: only what happened on that exchange date. */
export function scanJournal(journal: JournalRepository, account: string, day: DayNumber | null = null): JournalScan {
  const scan = new Scan()
  for (let seq = 0; ; ) {
    const entries = journal.read(account, seq, PAGE)
    for (const event of entries.map(eventOf)) if (day === null || exchangeDay(event.at) === day) scan.take(event)
    if (entries.length < PAGE) return scan.result()
    seq = entries[entries.length - 1].seq
  }
}

class Scan {
  readonly #marks: JournalScan['marks'] = []
  readonly #transfers: JournalScan['transfers'] = []
  readonly #fills = new Newest<BrokerFill>()
  readonly #refusals = new Newest<Refusal>()
  readonly #events = new Newest<AccountEvent>()
  readonly #activities = new Map<string, { count: number; amount: number }>()
  readonly #rules = new Map<string, Omit<JournalScan['byRule'][number], 'rule'>>()
  readonly #days: JournalScan['byDay'] = new Map()
  /** What open intents asked for, so that a rejection can say it. */
  readonly #asked = new Map<string, Pick<Refusal, 'what' | 'origin'>>()
  #fees = 0

  take({ at, clientOrderId, body }: JournalEvent): void {
    if (body.kind === 'marked') this.#marks.push({ at, day: body.day, equity: body.equity })
    else if (body.kind === 'filled') this.#filled(body.fill)
    else if (body.kind === 'activity') this.#moved(body.activity)
    else if (body.kind === 'denied') this.#judged('denied', at, body.intent, body.verdict)
    else if (body.kind === 'intended') this.#intended(at, clientOrderId, body)
    else if (body.kind === 'rejected') this.#rejected(at, clientOrderId, body)
    else {
      const event = accountEvent(at, body)
      if (event !== null) this.#events.take(event)
    }
  }

  #filled(fill: BrokerFill): void {
    this.#fills.take(fill)
    this.#fees += fill.fee
    const day = this.#day(exchangeDay(fill.at))
    day.fills++
    day.fees += fill.fee
  }

  #moved({ kind, what: name, amount, at }: Extract<JournalBody, { kind: 'activity' }>['activity']): void {
    if (kind === 'cash' && name === 'transfer') this.#transfers.push({ at, amount })
    const what = kind === 'shares' ? `shares: ${name}` : name
    const sum = this.#activities.get(what) ?? { count: 0, amount: 0 }
    this.#activities.set(what, { count: sum.count + 1, amount: sum.amount + amount })
  }

  #intended(at: Instant, clientOrderId: string | null, body: Extract<JournalBody, { kind: 'intended' }>): void {
    const { request, intent, verdict } = body
    if (clientOrderId !== null) this.#asked.set(clientOrderId, { what: wish(request), origin: intent?.origin ?? null })
    if (this.#asked.size > MOST_ROWS) this.#asked.delete(this.#asked.keys().next().value as string)
    if (verdict?.outcome === 'shrink' && intent !== null) this.#judged('shrunk', at, intent, verdict)
  }

  #rejected(at: Instant, clientOrderId: string | null, { reason, code }: Extract<JournalBody, { kind: 'rejected' }>): void {
    const asked = this.#asked.get(clientOrderId ?? '') ?? { what: null, origin: null }
    this.#refusals.take({ at, kind: 'rejected', ...asked, rules: [], message: code === null ? reason : `${reason} (${code})` })
  }

  #judged(kind: 'denied' | 'shrunk', at: Instant, intent: Wish & { origin: string }, verdict: Verdict): void {
    const said = verdict.rules.filter(({ outcome }) => outcome === (kind === 'denied' ? 'deny' : 'shrink'))
    const to = kind === 'shrunk' ? `to ${verdict.shares}: ` : ''
    const message = to + said.map((one) => one.message).join('; ')
    this.#refusals.take({ at, kind, what: wish(intent), origin: intent.origin, rules: said.map(({ rule }) => rule), message })
    for (const { rule, message } of said) {
      const before = this.#rules.get(rule) ?? { denied: 0, shrunk: 0 }
      this.#rules.set(rule, { ...before, [kind]: before[kind] + 1, last: at, message })
    }
  }

  #day(day: DayNumber): DayFacts {
    const known = this.#days.get(day)
    if (known) return known
    const made: DayFacts = { fills: 0, fees: 0, equity: null }
    this.#days.set(day, made)
    return made
  }

  result(): JournalScan {
    this.#marks.sort((a, b) => a.at - b.at)
    this.#transfers.sort((a, b) => a.at - b.at)
    for (const { day, equity } of this.#marks) this.#day(day).equity = equity
    const rules = [...this.#rules].map(([rule, counts]) => ({ rule, ...counts }))
    return {
      marks: this.#marks,
      fills: { ...this.#fills.result((one) => one.at), fees: this.#fees },
      activities: [...this.#activities].map(([what, sum]) => ({ what, ...sum })),
      transfers: this.#transfers,
      refusals: this.#refusals.result(({ at }) => at),
      byRule: rules.sort((a, b) => b.denied + b.shrunk - a.denied - a.shrunk || (a.rule < b.rule ? -1 : 1)),
      events: this.#events.result(({ at }) => at),
      byDay: this.#days,
    }
  }
}

type Wish = { side: string; shares: number | null; notional: number | null; symbol: string }

function wish({ side, shares, notional, symbol }: Wish): string {
  return `${side} ${shares ?? `$${notional}`} ${symbol}`
}

function accountEvent(at: Instant, body: JournalBody): AccountEvent | null {
  switch (body.kind) {
    case 'opened':
      return { at, kind: 'opened', what: 'the books begin', by: body.by, reason: body.reason }
    case 'state':
      return { at, kind: 'state', what: `trading ${body.state}`, by: body.by, reason: body.reason }
    case 'diverged':
      return { at, kind: 'diverged', what: 'books and broker disagree', by: null, reason: body.sentence }
    case 'reconciled': {
      const reason = body.differences.map(({ message }) => message).join('; ')
      return { at, kind: 'reconciled', what: 'books and broker agree again', by: null, reason }
    }
    default:
      return null
  }
}

/** The newest of many, and how many there were. */
class Newest<Row> {
  #rows: Row[] = []
  #count = 0

  take(row: Row): void {
    this.#count++
    this.#rows.push(row)
    if (this.#rows.length >= 2 * MOST_ROWS) this.#rows = this.#rows.slice(-MOST_ROWS)
  }

  /** Newest first. */
  result(at: (row: Row) => Instant): { newest: Row[]; count: number } {
    const newest = this.#rows.slice(-MOST_ROWS).sort((a, b) => at(b) - at(a))
    return { newest, count: this.#count }
  }
}
