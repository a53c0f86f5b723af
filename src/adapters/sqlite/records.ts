import type { CorporateAction } from '../../market/actions.ts'
import type { ActionsRepository, AppendResult, FetchedRepository, KeptRepository, KeptResult } from '../../ports/store.ts'
import type { Access } from './access.ts'

/** Splits and dividends, and the vendor's adjusted closes apart from raw prices. */
export function createActionsRepository({ db, read, write }: Access): ActionsRepository {
  const key = 'symbol = ? AND source = ?'
  const find = db.prepare(`SELECT value, ratio FROM corporate_action WHERE ${key} AND ex_day = ? AND kind = ?`)
  const insert = db.prepare('INSERT INTO corporate_action (symbol, source, ex_day, kind, value, ratio) VALUES (?, ?, ?, ?, ?, ?)')
  const load = db.prepare(
    `SELECT symbol, kind, ex_day AS exDay, value, ratio, source FROM corporate_action
     WHERE ${key} AND ex_day >= ? AND ex_day <= ? ORDER BY ex_day, kind`,
  )
  const list = db.prepare(
    `SELECT symbol, source, count(*) AS actions, min(ex_day) AS "from", max(ex_day) AS "to"
     FROM corporate_action GROUP BY symbol, source ORDER BY symbol, source`,
  )
  const close = db.prepare('INSERT OR IGNORE INTO adjusted_close (symbol, timeframe, source, time, value) VALUES (?, ?, ?, ?, ?)')
  const closes = db.prepare(
    'SELECT time, value FROM adjusted_close WHERE symbol = ? AND timeframe = ? AND source = ? ORDER BY time',
  )
  return {
    append: (actions) =>
      write(() => {
        const result: AppendResult = { stored: 0, duplicates: 0, conflicts: [] }
        actions.forEach(({ symbol, source, exDay, kind, value, ratio }, index) => {
          const known = find.get(symbol, source, exDay, kind) as Pick<CorporateAction, 'value' | 'ratio'> | undefined
          if (known) settle(known.value === value && known.ratio === ratio, index, result)
          else result.stored += insert.run(symbol, source, exDay, kind, value, ratio).changes
        })
        return result
      }),
    load: (symbol, source, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY) =>
      read(() => load.all(symbol, source, from, to) as CorporateAction[]),
    list: () => read(() => list.all() as ReturnType<ActionsRepository['list']>),
    appendAdjustedCloses: ({ symbol, timeframe, source }, time, value) =>
      write(() => {
        for (let i = 0; i < time.length; i++) {
          if (Number.isFinite(value[i])) close.run(symbol, timeframe, source, time[i], value[i])
        }
      }),
    loadAdjustedCloses: ({ symbol, timeframe, source }) =>
      read(() => {
        const rows = closes.all(symbol, timeframe, source) as { time: number; value: number }[]
        return { time: Float64Array.from(rows, (row) => row.time), value: Float64Array.from(rows, (row) => row.value) }
      }),
  }
}

function settle(equal: boolean, index: number, result: AppendResult): void {
  if (equal) result.duplicates++
  else result.conflicts.push(index)
}

type KeptRow = Omit<KeptResult, 'body'> & { body: string }

/** Answers worth keeping, as the JSON they were. */
export function createKeptRepository({ db, read, write }: Access): KeptRepository {
  const insert = db.prepare('INSERT INTO kept (kind, at, as_of, subject, source, body) VALUES (?, ?, ?, ?, ?, ?)')
  const list = db.prepare(
    'SELECT id, kind, at, as_of AS asOf, subject, source, body FROM kept WHERE kind = ? ORDER BY id DESC LIMIT ?',
  )
  const trim = db.prepare(
    'DELETE FROM kept WHERE kind = @kind AND id NOT IN (SELECT id FROM kept WHERE kind = @kind ORDER BY id DESC LIMIT @newest)',
  )
  return {
    add: (entry) =>
      write(() => {
        const body = JSON.stringify(entry.body)
        return Number(insert.run(entry.kind, entry.at, entry.asOf, entry.subject, entry.source, body).lastInsertRowid)
      }),
    list: (kind, limit) =>
      read(() => (list.all(kind, limit) as KeptRow[]).map((row) => ({ ...row, body: JSON.parse(row.body) as unknown }))),
    trim: (kind, newest) => write(() => void trim.run({ kind, newest })),
  }
}

/** Ranges already asked of a vendor; overlapping and touching ones are joined. */
export function createFetchedRepository({ db, read, write }: Access): FetchedRepository {
  const key = 'symbol = ? AND timeframe = ? AND source = ?'
  const list = db.prepare(`SELECT first AS "from", last AS "to" FROM fetched_range WHERE ${key} ORDER BY first`)
  const touching = db.prepare(
    `SELECT min(first) AS "from", max(last) AS "to" FROM fetched_range WHERE ${key} AND first <= ? AND last >= ?`,
  )
  const remove = db.prepare(`DELETE FROM fetched_range WHERE ${key} AND first <= ? AND last >= ?`)
  const insert = db.prepare('INSERT INTO fetched_range (symbol, timeframe, source, first, last) VALUES (?, ?, ?, ?, ?)')
  return {
    add: ({ symbol, timeframe, source }, from, to) =>
      write(() => {
        const met = touching.get(symbol, timeframe, source, to, from) as { from: number | null; to: number | null }
        remove.run(symbol, timeframe, source, to, from)
        insert.run(symbol, timeframe, source, Math.min(from, met.from ?? from), Math.max(to, met.to ?? to))
      }),
    list: ({ symbol, timeframe, source }) =>
      read(() => list.all(symbol, timeframe, source) as ReturnType<FetchedRepository['list']>),
  }
}
