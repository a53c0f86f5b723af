import { OpenbellError } from '../../core/errors.ts'
import type { StudiesRepository, StudyTrial, TrialsRepository } from '../../ports/store.ts'
import type { Access } from './access.ts'
import { columnBytes, columnOf } from './runs.ts'

/** Every set of parameters ever tried, once; a Sharpe ratio that becomes known later is filled in. */
export function createTrialsRepository({ db, read, write }: Access): TrialsRepository {
  const insert = db.prepare(
    `INSERT INTO trial (data_key, id, strategy, at, daily_sharpe) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET daily_sharpe = coalesce(daily_sharpe, excluded.daily_sharpe)`,
  )
  const known = db.prepare('SELECT daily_sharpe FROM trial WHERE data_key = ? ORDER BY id').pluck()
  return {
    add: (trials) =>
      write(() => {
        for (const { id, dataKey, strategy, at, dailySharpe } of trials) insert.run(dataKey, id, strategy, at, dailySharpe)
      }),
    on: (dataKey) =>
      read(() => {
        const ratios = known.all(dataKey) as (number | null)[]
        return { count: ratios.length, dailySharpes: Float64Array.from(ratios.filter((ratio) => ratio !== null)) }
      }),
  }
}

interface TrialRow {
  study: string
  stretch: string
  key: string
  params: string
  body: string
  checksum: number | null
  returns: Uint8Array | null
}

/** Optimisations in the making: a row a trial, in the order they were added, each call of `add` whole or not at all. */
export function createStudiesRepository(access: Access): StudiesRepository & { verify(): void } {
  const { db, path, read, write } = access
  const make = db.prepare('INSERT OR IGNORE INTO study (id, at, body, finished) VALUES (?, ?, ?, 0)')
  const find = db.prepare('SELECT finished FROM study WHERE id = ?').pluck()
  const fields = 'study, stretch, key, params, body, checksum, returns'
  const trials = db.prepare(`SELECT ${fields} FROM study_trial WHERE study = ? ORDER BY sequence`)
  const insert = db.prepare(`INSERT OR IGNORE INTO study_trial (${fields}) VALUES (?, ?, ?, ?, ?, ?, ?)`)
  const finish = db.prepare('UPDATE study SET finished = 1 WHERE id = ?')
  const list = db.prepare(
    `SELECT id, at, body, finished, (SELECT count(*) FROM study_trial WHERE study = study.id) AS trials
     FROM study ORDER BY at DESC, sequence DESC LIMIT ?`,
  )
  const trialOf = (row: TrialRow): StudyTrial => ({
    stretch: row.stretch,
    key: row.key,
    params: JSON.parse(row.params) as StudyTrial['params'],
    body: JSON.parse(row.body) as unknown,
    dailyReturns: returnsOf(path, row),
  })
  return {
    open: (id, body, at) =>
      write(() => {
        make.run(id, at, JSON.stringify(body))
        return { trials: (trials.all(id) as TrialRow[]).map(trialOf), finished: find.get(id) === 1 }
      }),
    add: (id, added) =>
      write(() => {
        if (find.get(id) === undefined) throw new OpenbellError('internal', `study ${id} was never opened`)
        for (const { stretch, key, params, body, dailyReturns } of added) {
          const [checksum, bytes] = dailyReturns ? columnBytes(dailyReturns) : [null, null]
          insert.run(id, stretch, key, JSON.stringify(params), JSON.stringify(body), checksum, bytes)
        }
      }),
    finish: (id) => write(() => void finish.run(id)),
    list: (limit) =>
      read(() =>
        (list.all(limit) as { id: string; at: number; body: string; finished: number; trials: number }[]).map((row) => ({
          ...row,
          body: JSON.parse(row.body) as unknown,
          finished: row.finished === 1,
        })),
      ),
    verify() {
      for (const row of db.prepare(`SELECT ${fields} FROM study_trial`).iterate()) returnsOf(path, row as TrialRow)
    },
  }
}

function returnsOf(path: string, { study, stretch, key, checksum, returns }: TrialRow): Float64Array | null {
  if (returns === null || checksum === null) return null
  return columnOf(path, `the returns of ${stretch} ${key} in study ${study}`, checksum, returns)
}
