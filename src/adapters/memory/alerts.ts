import type { AlertRule } from '../../market/alerts.ts'
import type { AlertLogRepository, AlertRulesRepository, KeptWrap, LoggedAlert, WrapsRepository } from '../../ports/alerts.ts'
import { type Part, rememberMap } from './part.ts'

const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** Rules of alerts in memory. */
export function createAlertRules(): Part<AlertRulesRepository> {
  const rules = new Map<number, AlertRule>()
  let last = 0
  const repository: AlertRulesRepository = {
    add(rule) {
      const made = { id: ++last, ...asJson(rule) }
      rules.set(made.id, made)
      return asJson(made)
    },
    list: () => [...rules.values()].map(asJson),
    remove: (id) => rules.delete(id),
  }
  return { repository, remember: () => rememberMap(rules) }
}

/** What has fired, in memory. */
export function createAlertLog(): Part<AlertLogRepository> {
  const entries = new Map<number, LoggedAlert>()
  let last = 0
  const repository: AlertLogRepository = {
    add(entry) {
      entries.set(++last, { seq: last, ...asJson(entry), outcomes: [] })
      return last
    },
    settle(seq, outcomes) {
      const entry = entries.get(seq)
      if (entry) entries.set(seq, { ...entry, outcomes: asJson(outcomes) })
    },
    list: (limit, { rule, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY, account } = {}) =>
      [...entries.values()]
        .filter((one) => rule === undefined || one.rule.id === rule)
        .filter((one) => one.at >= from && one.at < to && (account === undefined || one.account === account))
        .reverse()
        .slice(0, limit)
        .map(asJson),
  }
  return { repository, remember: () => rememberMap(entries) }
}

/** Summaries of days, in memory. */
export function createWraps(): Part<WrapsRepository> {
  const wraps = new Map<string, KeptWrap>()
  const repository: WrapsRepository = {
    put: (wrap) => void wraps.set(`${wrap.account} ${wrap.date}`, asJson(wrap)),
    get(account, date) {
      const found = wraps.get(`${account} ${date}`)
      return found ? asJson(found) : null
    },
    list: (account, limit) =>
      [...wraps.values()]
        .filter((one) => one.account === account)
        .sort((a, b) => (a.date < b.date ? 1 : -1))
        .slice(0, limit)
        .map(asJson),
  }
  return { repository, remember: () => rememberMap(wraps) }
}
