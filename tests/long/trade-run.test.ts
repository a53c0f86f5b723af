import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { createBooks } from '../../src/engine/orders/books/create.ts'
import { eventOf } from '../../src/engine/orders/recorder.ts'
import { calendarOf } from '../../src/market/calendar/calendar.ts'
import { compareWithTruth, readTruth } from '../../src/operations/drill/truth.ts'
import { freshHome, openbell } from '../support/cli.ts'
import { seeded } from '../support/kill.ts'
import { startTestPocket, type TestPocket } from '../support/pocket.ts'
import { startRun } from '../support/trade-run.ts'

/** A session of six and a half hours in about three minutes. */
const SPEED = 120
const DATE = '2026-03-20'
const OPEN = Date.UTC(2026, 2, 20, 13, 30)
const MINUTE = 60_000
const KILLS = 5

describe('a strategy through a whole session at the pocket exchange, over the wire', () => {
  const pockets: TestPocket[] = []
  afterAll(() => Promise.all(pockets.map((one) => one.close())))

  it.concurrent.each([
    { strategy: 'scalp', symbols: ['SIMALL'], seed: 1 },
    { strategy: 'vwap-reversion', symbols: ['SIMALL', 'SIMTEC'], seed: 2 },
  ])(
    '$strategy is killed five times, ends flat and reconciled, and the exchange tells the same',
    async ({ strategy, symbols, seed }) => {
      const pocket = await startTestPocket({ date: DATE, speed: SPEED })
      pockets.push(pocket)
      const random = seeded(seed)
      const home = freshHome()
      const env = {
        APCA_API_BASE_URL: pocket.url,
        APCA_API_DATA_URL: pocket.url,
        APCA_API_KEY_ID: 'PKTEST',
        APCA_API_SECRET_KEY: 'secret',
      }
      const args = [strategy, ...symbols, '--source', 'alpaca', '--broker', 'alpaca']
      for (let kill = 1; kill <= KILLS; kill++) {
        // Somewhere in each sixth of the session.
        const at = OPEN + (kill - 1 + 0.3 + 0.6 * random()) * 60 * MINUTE
        expect((await startRun(args, home, env, () => pocket.now() >= at)).code).toBeNull()
      }
      const { code, events, stderr } = await startRun(args, home, env)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(events.at(-1).summary).toMatchObject({ flat: true, reconciled: true, open: [] })
      const truth = readTruth((await pocket.admin('/admin/state', undefined, 'GET')).body)
      expect(truth.positions).toEqual([])
      expect(truth.orders.length).toBeGreaterThan(4)
      const { code: again } = await openbell(['trade', 'reconcile', '--source', 'alpaca', '--broker', 'alpaca'], { home, env })
      expect(again).toBe(0)
      const store = openStore(join(home, 'openbell.db'))
      const books = createBooks((at) => calendarOf('us').dateOf(at))
      for (const entry of store.journal.read(store.journal.accounts()[0], 0)) books.take(eventOf(entry))
      store.close()
      expect(compareWithTruth(books, truth).filter(({ passed }) => !passed)).toEqual([])
    },
    900_000,
  )
})
