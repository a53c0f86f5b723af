import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshHome, openbell, root } from '../support/cli.ts'

const children: ChildProcess[] = []

/** The real binary, running until it is killed; answers with its lines as they come. */
function start(
  home: string,
  args: string[],
): { child: ChildProcess; lines: string[]; until(holds: (line: string) => boolean): Promise<string> } {
  const env = { PATH: process.env.PATH, HOME: home, OPENBELL_HOME: home }
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

const STREAM = ['stream', 'SIMALL', 'SIMTEC', '--date', '2026-03-20', '--speed', '30', '--json', '--types', 'status,quality,bar']

describe('one session, many that look at it', () => {
  const home = freshHome()
  const runs = async () => (await openbell(['session', '--json'], { home })).json
  let owner: ReturnType<typeof start>

  beforeAll(async () => {
    expect(await runs()).toMatchObject({ running: false })
    owner = start(home, STREAM)
    // Minutes before the open have no prints: the session has some once regular hours are on.
    await owner.until((line) => line.includes('"type":"bar"') && line.includes('SIMALL'))
  })

  afterAll(() => {
    for (const child of children) child.kill('SIGKILL')
  })

  it('says what runs, and shows its prices to whoever asks', async () => {
    const told = await runs()
    expect(told).toMatchObject({ running: true, pid: owner.child.pid, source: 'simulated', date: '2026-03-20', speed: 30 })
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
