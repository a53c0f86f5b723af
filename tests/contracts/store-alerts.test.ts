import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMemoryStore } from '../../src/adapters/memory/store.ts'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import type { AlertOutcome, AlertRule } from '../../src/market/alerts.ts'
import type { LoggedAlert } from '../../src/ports/alerts.ts'
import type { Store } from '../../src/ports/store.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-store-alerts-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const RULE: Omit<AlertRule, 'id'> = {
  ...{ name: 'high', kind: 'expression', rule: 'price > 600', symbols: ['SPY'], timeframe: '1m', once: true },
  ...{ via: ['webhook'], addedAt: 1000.5 },
}
const fired = (at: number, id = 1, account: string | null = 'simulated:main'): Omit<LoggedAlert, 'seq' | 'outcomes'> => ({
  ...{
    at,
    knownAt: at + 5,
    account,
    symbol: 'SPY',
    message: 'SPY: price > 600 (ü)',
    price: 601,
    values: { price: 601, vwap: null },
  },
  rule: { id, name: 'high', kind: 'expression', rule: 'price > 600' },
})

function alertsContract(name: string, open: () => Store): void {
  describe(`store contract for alerts: ${name}`, () => {
    let store: Store
    beforeEach(() => {
      store = open()
    })
    afterEach(() => store.close())

    test('rules come back as they were added, and a number is never given twice', () => {
      const [first, second] = [store.alertRules.add(RULE), store.alertRules.add({ ...RULE, symbols: null, via: null })]
      expect(store.alertRules.list()).toEqual([first, second])
      expect(first).toEqual({ ...RULE, id: 1 })
      expect([store.alertRules.remove(2), store.alertRules.remove(2)]).toEqual([true, false])
      expect(store.alertRules.add(RULE).id).toBe(3)
      expect(store.alertRules.list().map(({ id }) => id)).toEqual([1, 3])
    })

    test('what has fired is listed newest first, with what became of telling it', () => {
      const outcomes: AlertOutcome[] = [{ channel: 'webhook', outcome: 'sent', detail: 'HTTP 200' }]
      const seq = store.alertLog.add(fired(100))
      store.alertLog.add(fired(200))
      expect(store.alertLog.list(5).map(({ at, outcomes: told }) => [at, told])).toEqual([
        [200, []],
        [100, []],
      ])
      store.alertLog.settle(seq, outcomes)
      expect(store.alertLog.list(5)[1]).toEqual({ ...fired(100), seq, outcomes })
      expect(store.alertLog.list(1)).toHaveLength(1)
    })

    test('the log is searched by rule, time and account', () => {
      for (const one of [fired(100), fired(200, 2), fired(300, 1, null), fired(400, 2, 'other')]) store.alertLog.add(one)
      const times = (query: Parameters<Store['alertLog']['list']>[1]) => store.alertLog.list(9, query).map(({ at }) => at)
      expect(times({ rule: 2 })).toEqual([400, 200])
      expect(times({ from: 200, to: 400 })).toEqual([300, 200])
      expect(times({ account: 'simulated:main' })).toEqual([200, 100])
      expect(times({ account: null })).toEqual([300])
      expect(times({ rule: 1, from: 150, account: null })).toEqual([300])
    })

    test('a day has one summary, the newest', () => {
      const wrap = (date: string, n: number) => ({ account: 'a', date, at: n, body: { n, none: null } })
      for (const one of [wrap('2026-03-19', 1), wrap('2026-03-20', 2), wrap('2026-03-19', 3)]) store.wraps.put(one)
      expect(store.wraps.get('a', '2026-03-19')).toEqual(wrap('2026-03-19', 3))
      expect(store.wraps.get('b', '2026-03-19')).toBeNull()
      expect(store.wraps.list('a', 9).map(({ date }) => date)).toEqual(['2026-03-20', '2026-03-19'])
      expect(store.wraps.list('a', 1)).toHaveLength(1)
    })

    test('what fails in a transaction is not kept', () => {
      store.alertRules.add(RULE)
      expect(() =>
        store.transaction(() => {
          store.alertRules.add(RULE)
          store.alertLog.add(fired(1))
          store.wraps.put({ account: 'a', date: '2026-03-19', at: 1, body: 1 })
          throw new Error('no')
        }),
      ).toThrow('no')
      expect(store.alertRules.list()).toHaveLength(1)
      expect(store.alertLog.list(9)).toEqual([])
      expect(store.wraps.list('a', 9)).toEqual([])
    })
  })
}

alertsContract('memory', createMemoryStore)
alertsContract('sqlite', () => openStore(join(folder, `${Math.floor(performance.now() * 1000)}.db`)))

test('a file of schema 4 is brought up to date, its journal with it', () => {
  const path = join(folder, 'old.db')
  const store = openStore(path)
  store.journal.append('a', [{ at: 1, knownAt: 2, kind: 'told', clientOrderId: null, body: { n: 1 } }])
  store.close()
  const db = new Database(path)
  db.exec(
    'DROP TABLE alert_rule; DROP TABLE alert_log; DROP TABLE session_wrap; DROP TABLE audit; DROP TABLE placement; DROP TABLE dataset',
  )
  db.pragma('user_version = 4')
  db.close()
  const again = openStore(path)
  expect(again.info().schema).toBe(6)
  expect(again.alertRules.add(RULE).id).toBe(1)
  expect(again.journal.read('a', 0)).toHaveLength(1)
  again.close()
})
