import type { AlertOutcome, AlertRule } from '../../market/alerts.ts'
import type {
  AlertLogQuery,
  AlertLogRepository,
  AlertRulesRepository,
  KeptWrap,
  LoggedAlert,
  WrapsRepository,
} from '../../ports/alerts.ts'
import type { Access } from './access.ts'

interface RuleRow {
  id: number
  addedAt: number
  body: string
}

/** Rules of alerts, each as the JSON it was. */
export function createAlertRulesRepository({ db, read, durable }: Access): AlertRulesRepository {
  const insert = db.prepare('INSERT INTO alert_rule (added_at, body) VALUES (?, ?)')
  const list = db.prepare('SELECT id, added_at AS addedAt, body FROM alert_rule ORDER BY id')
  const remove = db.prepare('DELETE FROM alert_rule WHERE id = ?')
  return {
    add: ({ addedAt, ...body }) =>
      durable(() => {
        const id = Number(insert.run(addedAt, JSON.stringify(body)).lastInsertRowid)
        return { id, addedAt, ...body }
      }),
    list: () => read(() => (list.all() as RuleRow[]).map(({ id, addedAt, body }) => ruleOf(id, addedAt, body))),
    remove: (id) => durable(() => remove.run(id).changes === 1),
  }
}

function ruleOf(id: number, addedAt: number, body: string): AlertRule {
  return { id, addedAt, ...(JSON.parse(body) as Omit<AlertRule, 'id' | 'addedAt'>) }
}

interface LogRow {
  seq: number
  at: number
  account: string | null
  body: string
  outcomes: string
}

/** What has fired. Times in columns so that a day is found without reading all. */
export function createAlertLogRepository({ db, read, write }: Access): AlertLogRepository {
  const insert = db.prepare("INSERT INTO alert_log (rule, at, account, body, outcomes) VALUES (?, ?, ?, ?, '[]')")
  const settle = db.prepare('UPDATE alert_log SET outcomes = ? WHERE seq = ?')
  const list = db.prepare(
    `SELECT seq, at, account, body, outcomes FROM alert_log
     WHERE (@rule IS NULL OR rule = @rule) AND at >= @from AND at < @to AND (@any = 1 OR account IS @account)
     ORDER BY seq DESC LIMIT @limit`,
  )
  return {
    add: ({ at, account, ...body }) =>
      write(() => Number(insert.run(body.rule.id, at, account, JSON.stringify(body)).lastInsertRowid)),
    settle: (seq, outcomes) => write(() => void settle.run(JSON.stringify(outcomes), seq)),
    list: (limit, query = {}) => read(() => (list.all(bindings(limit, query)) as LogRow[]).map(entryOf)),
  }
}

function bindings(limit: number, { rule, from, to, account }: AlertLogQuery) {
  const any = account === undefined ? 1 : 0
  return { limit, rule: rule ?? null, from: from ?? -1e300, to: to ?? 1e300, any, account: account ?? null }
}

function entryOf({ seq, at, account, body, outcomes }: LogRow): LoggedAlert {
  const rest = JSON.parse(body) as Omit<LoggedAlert, 'seq' | 'at' | 'account' | 'outcomes'>
  return { seq, at, account, ...rest, outcomes: JSON.parse(outcomes) as AlertOutcome[] }
}

type WrapRow = Omit<KeptWrap, 'body'> & { body: string }

/** Summaries of days, the newest of each. */
export function createWrapsRepository({ db, read, durable }: Access): WrapsRepository {
  const put = db.prepare('INSERT OR REPLACE INTO session_wrap (account, date, at, body) VALUES (?, ?, ?, ?)')
  const columns = 'account, date, at, body'
  const get = db.prepare(`SELECT ${columns} FROM session_wrap WHERE account = ? AND date = ?`)
  const list = db.prepare(`SELECT ${columns} FROM session_wrap WHERE account = ? ORDER BY date DESC LIMIT ?`)
  const decode = (row: WrapRow): KeptWrap => ({ ...row, body: JSON.parse(row.body) as unknown })
  return {
    put: ({ account, date, at, body }) => durable(() => void put.run(account, date, at, JSON.stringify(body))),
    get: (account, date) =>
      read(() => {
        const row = get.get(account, date) as WrapRow | undefined
        return row ? decode(row) : null
      }),
    list: (account, limit) => read(() => (list.all(account, limit) as WrapRow[]).map(decode)),
  }
}
