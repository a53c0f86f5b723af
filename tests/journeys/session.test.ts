import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshHome, openbell, root } from '../support/cli.ts'
import { startTestPocket, type TestPocket } from '../support/pocket.ts'

const children: ChildProcess[] = []

/** The real binary, running until it is killed; answers with its lines as they come. */
function start(
  home: string,
  args: string[],
  more: Record<string, string> = {},
): { child: ChildProcess; lines: string[]; until(holds: (line: string) => boolean): Promise<string> } {
  const env = { PATH: process.env.PATH, HOME: home, OPENBELL_HOME: home, ...more }
  const child = spawn(process.execPath, [join(root, 'bin/openbell.js'), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const lines: string[] = []
  let [rest, wake] = ['', () => {}]
  const take = (text: string) => {
    const all = (rest + text).split('\n')
    rest = all.pop()!
    lines.push(...all)
    wake()
  }
  child.stdout!.setEncoding('utf8').on('data', take)
  child.stderr!.setEncoding('utf8').on('data', take)
  child.once('close', () => wake())
  let read = 0
  const until = async (holds: (line: string) => boolean) => {
    for (;;) {
      while (read < lines.length) if (holds(lines[read++])) return lines[read - 1]
      if (child.exitCode !== null || child.signalCode !== null) throw new Error(`it ended:\n${lines.join('\n')}`)
      await new Promise<void>((done) => {
        wake = done
      })
    }
  }
  return { child, lines, until }
}

const STREAM = ['stream', 'SIMALL', 'SIMTEC', '--date', '2026-03-20', '--speed', '100', '--json', '--types', 'status,quality,bar']

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

describe('one session, many that look at it', () => {
  const home = freshHome()
  /** On a busy machine an owner may not answer in time: that is said, with exit 5, and asked again. */
  const runs = async () => {
    for (let tries = 1; ; tries++) {
      const asked = await openbell(['session', '--json'], { home })
      if (asked.code !== 5 || tries === 5) return asked.json
    }
  }
  let owner: ReturnType<typeof start>

  beforeAll(async () => {
    expect(await runs()).toMatchObject({ running: false })
    owner = start(home, STREAM)
    // Minutes before the open have no prints: the session has some once regular hours are on.
    await owner.until((line) => line.includes('"type":"bar"') && line.includes('SIMALL'))
  })

  it('says what runs, and shows its prices to whoever asks', async () => {
    const told = await runs()
    expect(told).toMatchObject({ running: true, pid: owner.child.pid, source: 'simulated', date: '2026-03-20', speed: 100 })
    expect(told.symbols.map((one: { symbol: string }) => one.symbol)).toEqual(['SIMALL', 'SIMTEC'])
    const quoted = await openbell(['quote', 'SIMALL', '--source', 'session', '--json'], { home })
    expect(quoted.code, quoted.stderr).toBe(0)
    const [row] = quoted.json.results
    const later = await runs()
    const made = Date.parse(row.time)
    expect(made).toBeGreaterThanOrEqual(Date.parse(told.symbols[0].time))
    expect(made).toBeLessThanOrEqual(Date.parse(later.symbols[0].time))
    expect(Date.parse(quoted.json.asOf)).toBeGreaterThanOrEqual(Date.parse(told.now))
    expect(Math.abs(Date.parse(quoted.json.asOf) - made - row.ageMs)).toBeLessThan(1)
  })

  it('shows a second terminal the same, outlives a kill of the owner, and finds the next', async () => {
    const second = start(home, ['stream', 'SIMALL', '--json', '--types', 'status,quality,bar'])
    await second.until((line) => line.includes('"type":"bar"'))
    await second.until((line) => line.includes('"type":"bar"') && line.includes('SIMTEC'))
    const { pid } = owner.child
    owner.child.kill('SIGKILL')
    const gone = JSON.parse(await second.until((line) => line.includes('is gone')))
    expect(gone).toMatchObject({ type: 'quality', stream: 'down' })
    expect(gone.message).toBe(
      `the session of process ${pid} (stream SIMALL SIMTEC) is gone: its process is gone; the numbers age`,
    )
    expect(await runs()).toMatchObject({ running: false })
    const next = start(home, STREAM)
    await second.until((line) => line.includes(`attached to process ${next.child.pid}`))
    expect(await runs()).toMatchObject({ running: true, pid: next.child.pid })
    second.child.kill('SIGINT')
    next.child.kill('SIGINT')
    await Promise.all([second, next].map(({ child }) => new Promise((done) => child.once('close', done))))
    expect(await runs()).toMatchObject({ running: false })
  })
})

describe('a session on a vendor that allows one connection', () => {
  const home = freshHome()
  let pocket: TestPocket
  let env: Record<string, string>

  beforeAll(async () => {
    pocket = await startTestPocket({ minutes: 10, speed: 1 })
    env = {
      ...{ APCA_API_KEY_ID: 'PKTEST', APCA_API_SECRET_KEY: 'secret', OPENBELL_SOURCE: 'alpaca', OPENBELL_BROKER: 'alpaca' },
      ...{ APCA_API_BASE_URL: pocket.url, APCA_API_DATA_URL: pocket.url },
      APCA_API_STREAM_URL: pocket.url.replace('http', 'ws'),
    }
  })

  afterAll(() => pocket.close())

  it('gives a quote its price, and a second terminal its stream', async () => {
    const owner = start(home, ['stream', 'SIMALL', '--json', '--types', 'print,quality'], env)
    expect(JSON.parse(await owner.until((line) => line.includes('"type":"print"')))).toMatchObject({ feed: 'iex' })
    const told = async () => (await openbell(['session', '--json'], { home, env })).json.symbols[0]
    let before = await told()
    // An odd lot is a print without being a price.
    while (before.price === null) before = await told()
    const quoted = await openbell(['quote', 'SIMALL', '--json'], { home, env })
    const after = await told()
    expect(quoted.json).toMatchObject({ source: 'alpaca', feed: 'iex' })
    const [row] = quoted.json.results
    expect(Date.parse(row.time)).toBeGreaterThanOrEqual(Date.parse(before.time))
    expect(Date.parse(row.time)).toBeLessThanOrEqual(Date.parse(after.time))
    const same = [before, after].find(({ time }) => time === row.time)
    if (same) expect(row.price).toBe(same.price)
    const second = start(home, ['stream', 'SIMALL', '--json', '--types', 'print,quality'], env)
    await second.until((line) => line.includes('"type":"print"'))
    for (const { lines } of [owner, second]) expect(lines.join('')).not.toContain('"code":406')
    expect(JSON.parse(owner.lines[0])).toMatchObject({ type: 'quality', stream: 'up' })
  })
})
