import { Edge } from '../../analysis/alerts/edge.ts'
import { readRule } from '../../analysis/alerts/read-rule.ts'
import type { Instant } from '../../core/time.ts'
import type { AlertRule, FiredAlert } from '../../market/alerts.ts'
import type { SymbolTape } from '../../market/live/types.ts'
import type { AlertNews } from './news.ts'
import { type AlertScope, SymbolAlerts, type Watched } from './symbol-alerts.ts'

/** What has fired before this process began. */
export interface FiredBefore {
  rule: number
  symbol: string | null
  /** In the session in progress: it is not told again until it was seen false. */
  thisSession: boolean
}

export interface AlertBookParts extends AlertScope {
  rules: readonly AlertRule[]
  fired: readonly FiredBefore[]
}

/** Stands for the symbol of what concerns the account or the whole stream. */
const EVERY_SYMBOL = ''

/**
 * The rules of a session, judged as it happens. Prints, closed minutes and news go in, what has come true comes out: the same in, the same out,
 * whether it happens or is replayed. Nothing is sent from here.
 */
export class AlertBook {
  readonly #parts: AlertBookParts
  #rules: readonly AlertRule[] = []
  readonly #watched = new Map<string, Watched>()
  readonly #symbols = new Map<string, SymbolAlerts>()
  /** Keys of news that had been heard. */
  readonly #heard = new Set<string>()

  constructor(parts: AlertBookParts) {
    this.#parts = parts
    this.setRules(parts.rules)
  }

  get rules(): readonly AlertRule[] {
    return this.#rules
  }

  /** Rules that were added or taken away; those that stay keep what they know. */
  setRules(rules: readonly AlertRule[]): void {
    if (rules.length === this.#rules.length && rules.every(({ id }, i) => id === this.#rules[i].id)) return
    this.#rules = [...rules]
    const ids = new Set(rules.map(({ id }) => id))
    for (const [key, { rule }] of this.#watched) if (!ids.has(rule.id)) this.#watched.delete(key)
    for (const [symbol, alerts] of this.#symbols) alerts.setRules(this.#rulesOf(symbol))
  }

  /** New prints of a symbol. Cheap where no rule waits for its prices. `now`: how far the market's time has come. */
  onTape(tape: SymbolTape, now: Instant): FiredAlert[] {
    return this.#of(tape.symbol).onTape(tape, now)
  }

  /** A minute of `tape.closed` has closed, or has changed after it had. */
  onBar(tape: SymbolTape, row: number): FiredAlert[] {
    return this.#of(tape.symbol).onBar(tape, row)
  }

  onNews(news: AlertNews): FiredAlert[] {
    if (news.key !== null && this.#heard.has(news.key)) return []
    if (news.key !== null) this.#heard.add(news.key)
    const { kind, symbol, at, message, price, values } = news
    return this.#rules.flatMap((rule) => {
      if (rule.kind !== kind || !concerns(rule, symbol)) return []
      const watched = this.#watch(rule, symbol ?? EVERY_SYMBOL)
      if (watched.spent) return []
      watched.spent = rule.once
      return [{ rule, symbol, at, message, price, values }]
    })
  }

  #of(symbol: string): SymbolAlerts {
    return this.#symbols.get(symbol) ?? this.#made(symbol)
  }

  #made(symbol: string): SymbolAlerts {
    const made = new SymbolAlerts(symbol, this.#rulesOf(symbol), this.#parts)
    this.#symbols.set(symbol, made)
    return made
  }

  #rulesOf(symbol: string): Watched[] {
    return this.#rules.filter((rule) => concerns(rule, symbol)).map((rule) => this.#watch(rule, symbol))
  }

  #watch(rule: AlertRule, symbol: string): Watched {
    const key = `${rule.id} ${symbol}`
    const known = this.#watched.get(key)
    if (known) return known
    const before = this.#parts.fired.filter((one) => one.rule === rule.id && (one.symbol ?? EVERY_SYMBOL) === symbol)
    const held = before.some(({ thisSession }) => thisSession)
    const made = { rule, read: readRule(rule.rule), edge: new Edge(held), spent: rule.once && before.length > 0 }
    this.#watched.set(key, made)
    return made
  }
}

/** What concerns the account or the whole stream concerns every rule that waits for such a thing. */
function concerns({ symbols }: AlertRule, symbol: string | null): boolean {
  return symbols === null || symbol === null || symbols.includes(symbol)
}
