import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshHome, openbell, root } from '../support/cli.ts'
import { startYahooServer, type YahooServer } from '../support/yahoo-server.ts'

/** Starts the real `serve-pocket` and waits for its line. */
async function startPocketProcess(home: string): Promise<{ child: ChildProcess; ready: Record<string, string> }> {
  const args = [join(root, 'bin/openbell.js'), 'serve-pocket', '--port', '0', '--date', '2026-03-20', '--speed', '0', '--json']
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, HOME: home, OPENBELL_HOME: home } })
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`serve-pocket ended with ${code}`)))
  })
  return { child, ready: JSON.parse(line) }
}

describe('Alpaca, spoken by serve-pocket in another process', () => {
  const home = freshHome()
  let child: ChildProcess
  let ready: Record<string, string>
  const run = (args: string[], env: Record<string, string> = {}) =>
    openbell([...args, '--source', 'alpaca'], {
      home,
      env: {
        APCA_API_KEY_ID: ready.key,
        APCA_API_SECRET_KEY: ready.secret,
        APCA_API_BASE_URL: ready.trading,
        APCA_API_DATA_URL: ready.data,
        ...env,
      },
    })
  const post = (path: string, body: unknown) =>
    fetch(`${ready.admin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  beforeAll(async () => {
    const started = await startPocketProcess(freshHome())
    child = started.child
    ready = started.ready
    await post('/step', { to: '2026-03-20T18:00:00Z' })
  })
  afterAll(() => child.kill('SIGINT'))

  it('startup, with the account of the exchange and on its clock', async () => {
    const startup = await run(['startup', '--broker', 'alpaca', '--json'])
    expect(startup.code, startup.stderr).toBe(0)
    expect(startup.json).toMatchObject({
      ready: true,
      source: 'alpaca',
      mode: 'paper',
      session: { phase: 'regular', date: '2026-03-20' },
    })
    const account = startup.json.checks.find((check: { name: string }) => check.name === 'account')
    expect(account).toMatchObject({ status: 'ok', message: expect.stringContaining('paper') })
  })

  it('a part of the market is called a part: IEX knows prices and says nothing of volume', async () => {
    const rule = ['scan', 'change > -1', '--universe', 'SIMALL,SIMTEC,YELKOR', '--json']
    const [there, here] = await Promise.all([run(rule), openbell([...rule, '--as-of', '2026-03-20T18:00:00Z'], { home })])
    const facts = (rows: Record<string, unknown>[]) =>
      rows
        .map(({ symbol, price, change }) => ({ symbol, price, change }))
        .sort((a, b) => (String(a.symbol) < String(b.symbol) ? -1 : 1))
    expect(facts(there.json.rows)).toEqual(facts(here.json.rows))
    const turns = await run(['peak-trough', 'SIMALL', '--json'])
    expect(turns.json.results[0]).toMatchObject({ feed: 'iex', liquidity: { coverage: 0.025 } })
  })

  it.each([
    [['scan', 'change > -1', '--universe', 'SIMALL,SIMTEC,YELKOR']],
    [['scan', '--timeframe', '1m', '--universe', 'SIMALL,SIMTEC,YELKOR', '--columns', 'rsi(14),vwap']],
    [['peak-trough', 'SIMALL', 'YELKOR']],
  ])('%j on the whole feed is, number for number, the answer of the simulated market behind it', async (query) => {
    await post('/rights', { realtimeSip: true })
    const args = [...query, '--as-of', '2026-03-20T18:00:00Z', '--json']
    const [there, here] = await Promise.all([run(args), openbell(args, { home })])
    await post('/rights', { realtimeSip: false })
    expect(there.code, there.stderr).toBe(0)
    expect(there.json).toMatchObject({ source: 'alpaca', feed: 'sip' })
    const rounded = (text: string) => JSON.parse(text, (key, value) => (key === 'vwap' ? Number(value.toFixed(6)) : value))
    const relabelled = there.stdout
      .replaceAll('"source":"alpaca"', '"source":"simulated"')
      .replaceAll(/"(feed|prints_feed)":"sip"/g, '"$1":"simulated"')
    expect(rounded(relabelled)).toEqual(rounded(here.stdout))
  })

  it('fetches into the store, a second time only what is missing', async () => {
    const fetch = ['data', 'fetch', 'SIMALL', '--timeframe', '5m', '--from', '2026-03-18', '--to', '2026-03-19', '--json']
    const first = await run(fetch)
    expect(first.code, first.stderr).toBe(0)
    expect(first.json.results[0].stored).toBeGreaterThan(150)
    expect((await run(fetch)).json.results).toMatchObject([{ stored: 0, requests: 0 }])
    const list = await openbell(['data', 'list', '--json'], { home })
    expect(list.json.series).toMatchObject([{ symbol: 'SIMALL', timeframe: '5m', source: 'alpaca' }])
  })

  it('an unknown symbol, a wrong key and a vendor that is down are three different errors', async () => {
    const unknown = await run(['quote', 'NOSUCH', '--json'])
    expect(unknown.code).toBe(4)
    expect(JSON.parse(unknown.stderr).error.kind).toBe('not-found')
    const key = await run(['bars', 'SIMALL', '--json'], { APCA_API_KEY_ID: 'WRONGKEY' })
    expect(key.code).toBe(3)
    expect(key.stderr).toContain('APCA_API_KEY_ID')
    expect(key.stderr).not.toContain('WRONGKEY')
    const dead = { APCA_API_BASE_URL: 'http://127.0.0.1:9', APCA_API_DATA_URL: 'http://127.0.0.1:9', OPENBELL_TIMEOUT_MS: '300' }
    const down = await run(['bars', 'SIMALL', '--json'], dead)
    expect(down).toMatchObject({ code: 5, stdout: '' })
    expect(JSON.parse(down.stderr).error.kind).toBe('unavailable')
  })

  it('doctor shows what the calls cost, and the skew of the clocks', async () => {
    const report = await run(['doctor', '--probe', 'SIMALL', '--json'])
    const alpaca = report.json.sources.find((one: { name: string }) => one.name === 'alpaca')
    expect(alpaca).toMatchObject({ status: 'ok', metrics: { errors: 0, breaker: 'closed' } })
    expect(alpaca.metrics.calls).toBeGreaterThan(0)
    expect(alpaca.metrics.p50).toBeGreaterThan(0)
    expect(Math.abs(report.json.clockSkewMs)).toBeLessThan(60_000)
  })
})

describe('Yahoo, spoken by our local server', () => {
  const home = freshHome()
  let server: YahooServer
  const now = Math.floor(Date.parse('2026-11-20T17:00:30Z') / 1000)
  const asOf = ['--as-of', '2026-11-20T17:00:00Z']
  const run = (args: string[]) => openbell([...args, '--source', 'yahoo'], { home, env: { OPENBELL_YAHOO_URL: server.url } })

  beforeAll(async () => {
    server = await startYahooServer(() => now)
  })
  afterAll(() => server.close())

  it('startup, scan and peak-trough', async () => {
    const startup = await run(['startup', '--json', ...asOf])
    expect(startup.json.source).toBe('yahoo')
    const scan = await run(['scan', 'price > 0', '--universe', 'ACME,NQ=F', '--timeframe', '1d', '--json', ...asOf])
    expect(scan.code, scan.stderr).toBe(0)
    expect(scan.json).toMatchObject({ source: 'yahoo', feed: 'yahoo' })
    expect(scan.json.rows.map((row: { symbol: string }) => row.symbol)).toContain('ACME')
    const turns = await run(['peak-trough', 'ACME', 'NOSUCH', '--timeframe', '5m', '--json', ...asOf])
    expect(turns.code, turns.stderr).toBe(0)
    expect(turns.json.failed).toMatchObject([{ symbol: 'NOSUCH', kind: 'not-found' }])
    expect(turns.json.results[0].signal.tradable).toBe(false)
  })

  it('a burst of 429 is waited out', async () => {
    server.faults.add('/v8/finance/chart/', { kind: 'status', status: 429 })
    const bars = await run(['bars', 'ACME', '--limit', '5', '--json', ...asOf])
    expect(bars.code, bars.stderr).toBe(0)
    expect(bars.json.bars).toHaveLength(5)
    expect(server.faults.left()).toBe(0)
  })
})
