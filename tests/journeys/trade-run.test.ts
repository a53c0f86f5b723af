import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { freshHome, openbell, root } from '../support/cli.ts'
import { startTestPocket, type TestPocket } from '../support/pocket.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
type Event = any

const events = (stdout: string): Event[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))

interface Started {
  code: number | null
  events: Event[]
  stderr: string
}

/** Starts a run and kills it without warning once something is told of that time or later; without `killAt` it ends by itself. */
function start(args: string[], home: string, env: Record<string, string>, killAt?: string): Promise<Started> {
  const child = spawn(process.execPath, [join(root, 'bin/openbell.js'), 'trade', 'run', ...args, '--json'], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, OPENBELL_HOME: home, ...env },
  })
  let [stdout, stderr] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
    if (killAt && (events(stdout.slice(0, stdout.lastIndexOf('\n'))).at(-1)?.time ?? '') >= killAt) child.kill('SIGKILL')
  })
  return new Promise((done) => {
    child.on('close', (code) => done({ code, events: events(stdout), stderr }))
  })
}

describe('a strategy through a session of the simulated market', () => {
  /** When the process is killed (UTC): the session is from 13:30 to 20:00. */
  const TIMES = ['14:20', '15:10', '16:05', '17:30', '19:20']
  const DAY = ['--date', '2026-03-20', '--speed', '0', '--broker', 'simulated']

  it.each([
    ['scalp', ['SIMALL']],
    ['vwap-reversion', ['SIMALL', 'SIMTEC']],
  ])('%s is killed five times, and ends flat and reconciled', { timeout: 120_000 }, async (strategy, symbols) => {
    const home = freshHome()
    const args = [strategy, ...symbols, ...DAY]
    for (const time of TIMES) expect((await start(args, home, {}, `2026-03-20T${time}`)).code).toBeNull()
    const { code, events, stderr } = await start(args, home, {})
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const { summary } = events.at(-1)
    expect(summary).toMatchObject({ flat: true, reconciled: true, open: [] })
    const told = (await openbell(['trade', 'orders', '--all', '--json', '--as-of', '2026-03-20T20:30:00Z'], { home })).json
    const names = told.orders.map(({ clientOrderId }: Event) => clientOrderId)
    expect(names.length).toBeGreaterThan(4)
    expect(new Set(names).size).toBe(names.length)
    expect(told.orders.every(({ state }: Event) => ['filled', 'canceled', 'expired', 'rejected', 'denied'].includes(state))).toBe(
      true,
    )
  })
})

describe('a strategy at the pocket exchange', () => {
  let pocket: TestPocket
  afterAll(() => pocket?.close())

  it('is killed and started again, ends flat and reconciled, and the exchange tells the same', { timeout: 90_000 }, async () => {
    pocket = await startTestPocket({ speed: 120, minutes: 25 })
    const home = freshHome()
    const env = {
      APCA_API_BASE_URL: pocket.url,
      APCA_API_DATA_URL: pocket.url,
      APCA_API_KEY_ID: 'PKTEST',
      APCA_API_SECRET_KEY: 'secret',
    }
    const args = ['scalp', 'SIMALL', '--source', 'alpaca', '--broker', 'alpaca', '--until', '10:40']
    for (const time of ['14:02', '14:15']) await start(args, home, env, `2026-03-20T${time}`)
    const { code, events } = await start(args, home, env)
    expect(code).toBe(0)
    expect(events.at(-1).summary).toMatchObject({ flat: true, reconciled: true, open: [] })
    const truth = (await pocket.admin('/admin/state', undefined, 'GET')).body
    expect(truth.positions).toEqual([])
    const ids = truth.orders.map((one: Event) => one.client_order_id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(2)
  })
})
