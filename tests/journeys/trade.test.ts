import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readManifest } from '../../dist/cli/manifest.js'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { freshHome, openbell, words } from '../support/cli.ts'
import { startTestPocket, type TestPocket } from '../support/pocket.ts'
import { LIMITS } from '../support/trading.ts'

let pocket: TestPocket
beforeAll(async () => {
  pocket = await startTestPocket({ minutes: 10, speed: 1 })
})
afterAll(() => pocket.close())

/** A home with limits that the pocket's thin free feed can meet, and the words to trade there. */
function desk() {
  const home = freshHome()
  const risk = join(home, 'limits.json')
  writeFileSync(risk, JSON.stringify(LIMITS))
  const env = {
    APCA_API_KEY_ID: 'PKTEST',
    APCA_API_SECRET_KEY: 'hush',
    APCA_API_BASE_URL: pocket.url,
    APCA_API_DATA_URL: pocket.url,
    OPENBELL_SOURCE: 'alpaca',
    OPENBELL_BROKER: 'alpaca',
  }
  const trade = (line: string, more: Record<string, string> = {}) =>
    openbell(['trade', ...line.split(' '), '--json', '--risk', risk], { home, env: { ...env, ...more } })
  const text = (line: string) => openbell(['trade', ...line.split(' '), '--risk', risk], { home, env })
  return { home, trade, text }
}

/** Waits for what the exchange does in its own time. */
async function until<T>(ask: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  for (let i = 0; ; i++) {
    const value = await ask()
    if (good(value) || i === 20) return value
  }
}

describe('openbell trade, from a script', () => {
  it('previews, sends what was approved, protects it, closes it; every answer says which account', async () => {
    const { trade, text } = desk()
    const shown = await trade('buy SIMALL 10 --market --stop 400')
    expect(shown, shown.stderr).toMatchObject({ code: 0 })
    expect(Object.keys(shown.json)).toEqual(['mode', 'broker', 'host', 'limits', 'preview'])
    expect(shown.json.preview.verdict.outcome).toBe('allow')

    const sent = await trade(`approve ${shown.json.preview.id}`)
    expect(sent, sent.stderr).toMatchObject({ code: 0 })
    expect(sent.json).toMatchObject({ mode: 'paper', broker: 'alpaca', order: { symbol: 'SIMALL', side: 'buy', shares: 10 } })
    const filled = await until(
      () => trade('order last'),
      (one) => one.json.order.state === 'filled',
    )
    expect(filled.json.order).toMatchObject({ clientOrderId: sent.json.order.clientOrderId, state: 'filled', filled: 10 })

    const held = await trade('positions')
    expect(held.json).toMatchObject({ mode: 'paper', broker: 'alpaca', positions: [{ symbol: 'SIMALL', shares: 10, stop: 400 }] })
    const screen = await text('positions')
    expect(screen.stdout).toMatch(/^PAPER · at a local exchange \(127.0.0.1:\d+\) · 1 position/)
    expect(screen.stdout).toMatch(/SIMALL +10 .* 400\.00/)

    const closed = await trade('close SIMALL --execute')
    expect(closed, closed.stderr).toMatchObject({ code: 0 })
    const account = await until(
      () => trade('account'),
      (one) => one.json.positions === 0,
    )
    expect(account.json).toMatchObject({ mode: 'paper', broker: 'alpaca', positions: 0, openOrders: 0, state: 'active' })
    expect((await trade('history')).json.roundTrips).toMatchObject([{ symbol: 'SIMALL', side: 'long', shares: 10 }])
    expect((await trade('reconcile')).json).toMatchObject({ agreed: true, sentence: null })
  })

  it('exits with 2 for no price, 6 for a denial (order on stdout, error on stderr), 4 for an unknown order', async () => {
    const { trade } = desk()
    const unpriced = await trade('buy SIMALL 10 --execute')
    expect(unpriced).toMatchObject({ code: 2, stdout: '' })
    expect(JSON.parse(unpriced.stderr).error.hint).toContain('--limit PRICE')

    const denied = await trade('buy SIMALL 10 --limit 5000 --yes')
    expect(denied.code).toBe(6)
    expect(denied.json).toMatchObject({ mode: 'paper', order: { state: 'denied', id: null } })
    expect(JSON.parse(denied.stderr).error).toMatchObject({ kind: 'denied', message: expect.stringContaining('collar') })
    expect((await trade('order nothing')).code).toBe(4)
    expect((await trade('flatten --yes')).json).toMatchObject({ flat: true })
  })

  it('an order of which nobody knows exits with 5, and is found later, once', async () => {
    const { trade } = desk()
    await trade('reconcile')
    const posted = async () => (await pocket.admin('/admin/state', undefined, 'GET')).body.orders.length
    const before = await posted()
    await pocket.fault(
      { kind: 'accepted-then-cut', path: '/v2/orders', method: 'POST', times: 1 },
      { kind: 'status', status: 503, path: '/v2/orders:by_client_order_id', times: 8 },
    )
    const lost = await trade('buy SIMTEC 1 --limit 200 --execute', { OPENBELL_TIMEOUT_MS: '500' })
    await pocket.admin('/admin/faults', undefined, 'DELETE')
    expect(lost.code, lost.stderr).toBe(5)
    expect(lost.json.order.state).toBe('unknown')
    expect(JSON.parse(lost.stderr).error.hint).toBe(`openbell trade order ${lost.json.order.clientOrderId}`)
    const found = await trade('reconcile')
    expect(found.json.settled).toMatchObject([{ clientOrderId: lost.json.order.clientOrderId, state: 'accepted' }])
    expect(await posted()).toBe(before + 1)
    expect((await trade('cancel last')).json.orders).toMatchObject([{ state: 'canceled' }])
  })

  it('books that differ from the broker block entries and exit with 7, until a person accepts it', async () => {
    const { home, trade } = desk()
    await trade('reconcile')
    const { json } = await trade('status')
    const store = openStore(join(home, 'openbell.db'))
    const now = pocket.now()
    const body = {
      cash: 5,
      positions: [{ symbol: 'SIMFIN', shares: 7, averagePrice: 10 }],
      known: [],
      by: 'test',
      reason: 'a wrong beginning',
    }
    store.journal.append(json.account, [{ at: now, knownAt: now, kind: 'opened', clientOrderId: null, body }])
    store.close()

    const differs = await trade('reconcile')
    expect(differs.code).toBe(7)
    expect(differs.json.differences.map((one: { what: string }) => one.what).sort()).toEqual(['cash', 'position'])
    const blocked = await trade('buy SIMALL 1 --market --execute')
    expect(blocked.code).toBe(7)
    expect(JSON.parse(blocked.stderr).error).toMatchObject({ kind: 'diverged', hint: 'openbell trade reconcile' })
    expect((await trade('reconcile --accept')).code).toBe(6)
    expect((await trade('reconcile --accept --by Ada --reason test')).json.agreed).toBe(true)
    expect((await trade('status')).json.diverged).toBeNull()
  })

  it('halts and resumes; nobody resumes without a name', async () => {
    const { trade } = desk()
    expect((await trade('halt --reason rain')).json.trading).toMatchObject({ state: 'halted', reason: 'rain', haltFile: false })
    expect((await trade('buy SIMALL 1 --market --execute')).code).toBe(6)
    expect((await trade('resume')).code).toBe(6)
    expect((await trade('resume --by Ada --reason sun')).json.trading).toMatchObject({ state: 'active', by: 'Ada' })
  })
})

describe('on the simulated account', () => {
  const home = freshHome()
  // Few of the simulated companies have the written minimum of prints in every minute.
  const env = { OPENBELL_MINIMUM_PRINTS: '0' }
  const at = (time: string, line: string) =>
    openbell(['trade', ...line.split(' '), '--as-of', `2026-03-20T${time}Z`, '--json'], { home, env })

  it('an order fills when the market comes to it, whether or not a process runs; time never goes back', async () => {
    const sent = await at('14:00:00', 'buy SIMALL 5 --market --stop 500 --execute')
    expect(sent, sent.stderr).toMatchObject({ code: 0 })
    expect(sent.json).toMatchObject({ mode: 'paper', broker: 'simulated', order: { state: 'accepted', shares: 5 } })
    const later = await at('14:05:00', 'order last')
    expect(later.json.order).toMatchObject({ clientOrderId: sent.json.order.clientOrderId, state: 'filled', filled: 5 })
    expect((await at('14:05:00', 'positions')).json.positions).toMatchObject([{ symbol: 'SIMALL', shares: 5, stop: 500 }])
    expect(await at('14:00:00', 'positions')).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot go back') })
  })

  it('accounts by name are apart', async () => {
    expect((await at('14:05:00', 'buy SIMALL 5 --market --account other')).json.preview.verdict.outcome).toBe('allow')
    expect((await at('14:05:00', 'account --account other')).json).toMatchObject({ id: 'other', positions: 0, cash: 100_000 })
    expect((await at('14:05:00', 'account')).json).toMatchObject({ id: 'main', positions: 1 })
  })

  it('an old price is no price: entries are denied with the number', async () => {
    // A Saturday.
    const line = 'buy SIMALL 1 --market --execute --account weekend --as-of 2026-03-21T15:00:00Z --json'
    const run = await openbell(['trade', ...line.split(' ')], { home, env })
    expect(run.code).toBe(6)
    expect(JSON.parse(run.stderr).error.message).toMatch(/maximumQuoteAgeMs: the last price is \d+ hours old/)
  })

  it('every example that needs an order runs', async () => {
    const resting = await at('14:06:00', 'buy SIMFIN 1 --limit 10 --execute')
    expect(resting, resting.stderr).toMatchObject({ code: 0 })
    const [wanted, unwanted] = [
      (await at('14:06:00', 'buy SIMTEC 1 --market')).json.preview.id,
      (await at('14:06:00', 'buy SIMTEC 2 --market')).json.preview.id,
    ]
    const examples: string[] = readManifest().operations.flatMap((one: { examples: { command: string }[] }) =>
      one.examples.map((example) => example.command),
    )
    const needing = examples.filter((command) => /^openbell trade (approve|decline|order|replace|protect|close) /.test(command))
    expect(needing.length).toBeGreaterThanOrEqual(5)
    for (const command of needing) {
      const typed = words(command.replace('3f2a91c0', command.includes(' decline ') ? unwanted : wanted)).slice(1)
      const run = await openbell([...typed, '--as-of', '2026-03-20T14:06:00Z'], { home, env })
      expect(run.code, `${command}: ${run.stderr}`).toBe(0)
      expect(run.stdout).toMatch(/^SIMULATED/)
      expect(run.stdout).not.toMatch(/NaN|undefined|\[object/)
    }
  })
})

describe('live', () => {
  it.each([
    ['positions --live', 2, /--live without --mode live/],
    ['buy SIMALL 1 --market --execute --mode live --broker simulated', 2, /no live account/],
    ['buy SIMALL 1 --market --execute --mode live --live', 3, /APCA_LIVE_API_KEY_ID/],
    ['status --mode LIVE', 0, /^$/],
  ])('%s exits with %i', async (line, code, message) => {
    const run = await desk().trade(line as string)
    expect(run.code).toBe(code)
    expect(run.stderr).toMatch(message as RegExp)
    if (code === 0) expect(run.json.mode).toBe('paper')
  })
})
