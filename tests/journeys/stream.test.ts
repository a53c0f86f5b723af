import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshHome, openbell } from '../support/cli.ts'
import { type RunEvent, startRun } from '../support/trade-run.ts'

const DAY = ['--date', '2026-03-20', '--speed', '0', '--plain']

/** NDJSON of a whole answer. */
function lines(stdout: string): RunEvent[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe.concurrent('stream, as lines', () => {
  it('tells every print, quote and bar of four minutes as NDJSON, in the order of time of each symbol', async () => {
    const args = ['stream', 'SIMALL', 'SIMTEC', ...DAY, '--until', '09:34', '--json']
    const { code, stdout, stderr } = await openbell(args)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const events = lines(stdout)
    const of = (type: string, symbol: string) => events.filter((one) => one.type === type && one.symbol === symbol)
    for (const symbol of ['SIMALL', 'SIMTEC']) {
      // The minute before the open, and four of the session.
      expect(of('bar', symbol)).toHaveLength(5)
      const prints = of('print', symbol)
      expect(prints.length).toBeGreaterThan(2000)
      expect(prints.every(({ price, size }) => price > 0 && size > 0)).toBe(true)
      expect(of('quote', symbol).length).toBeGreaterThan(400)
      const times = prints.map(({ time }) => Date.parse(time))
      expect(times).toEqual([...times].sort((a, b) => a - b))
    }
    const [bar] = of('bar', 'SIMALL').slice(1)
    const told = of('print', 'SIMALL').filter(({ time }) => time.startsWith('2026-03-20T13:30:'))
    expect(bar).toMatchObject({ timeframe: '1m', source: 'simulated', feed: 'simulated', time: '2026-03-20T13:31:00Z' })
    expect(bar.prints).toBe(told.length)
    expect(bar.volume).toBe(told.reduce((sum, { size }) => sum + size, 0))
    expect([bar.high, bar.low]).toEqual([
      Math.max(...told.map(({ price }) => price)),
      Math.min(...told.map(({ price }) => price)),
    ])
  })

  it('tells only what was asked for, in words', async () => {
    const { code, stdout } = await openbell(['stream', 'SIMALL', ...DAY, '--until', '09:35', '--types', 'bar,status'])
    expect(code).toBe(0)
    const told = stdout.trimEnd().split('\n')
    expect(told.filter((line) => line.includes('  bar '))).toHaveLength(6)
    expect(told.some((line) => line.includes('  print '))).toBe(false)
    expect(told.at(-1)).toContain('the session has ended')
    expect(stdout).toContain('SIMULATED')
  })

  it.each([
    [['--types', 'bars'], "there are no events of type 'bars'"],
    [['--strategy', 'no-such'], 'no-such'],
    [['--date', '2026-03-21'], 'has no session'],
    [['--timeframe', '1d'], 'within the day'],
  ])('refuses %j with a reason', async (args, reason) => {
    const { code, stderr } = await openbell(['stream', 'SIMALL', ...DAY, ...args])
    expect([2, 4]).toContain(code)
    expect(stderr).toContain(reason)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  it('sums the day up at the close', async () => {
    const home = freshHome()
    const { code, stdout } = await openbell(['stream', 'SIMALL', ...DAY, '--types', 'status'], { home })
    expect(code).toBe(0)
    expect(stdout).toContain('2026-03-20: 0 round trips')
    const wrap = await openbell(['wrap', '--date', '2026-03-20', '--account', 'run-2026-03-20', '--json'], { home })
    expect(wrap.json).toMatchObject({ date: '2026-03-20', flat: true })
  })
})

describe('a strategy in a session', () => {
  it('that fails ends it with its error', async () => {
    const home = freshHome()
    mkdirSync(join(home, 'strategies'))
    const text = `import { defineStrategy } from 'openbell'
export default defineStrategy({
  name: 'faulty',
  summary: 'Fails in the day that is lived through.',
  params: {},
  onBar({ bar }) {
    if (bar.time > Date.UTC(2026, 2, 20)) throw new Error('out of ideas')
  },
})
`
    writeFileSync(join(home, 'strategies', 'faulty.ts'), text)
    const args = ['stream', 'SIMALL', '--strategy', 'faulty', ...DAY, '--types', 'status']
    const { code, stderr } = await openbell(args, { home })
    expect(code).not.toBe(0)
    expect(stderr).toContain('out of ideas')
  })

  it('is killed three times and goes on, and ends flat and reconciled', { timeout: 120_000 }, async () => {
    const home = freshHome()
    const args = ['SIMALL', '--strategy', 'scalp', ...DAY, '--until', '11:30', '--types', 'intent,order,fill,denied,status,bar']
    for (const time of ['13:50', '14:25', '15:00']) {
      const { code } = await startRun(args, home, {}, (last) => last?.time >= `2026-03-20T${time}`, ['stream'])
      expect(code).toBeNull()
    }
    const { code, events, stderr } = await startRun(args, home, {}, undefined, ['stream'])
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const { summary } = events.find((one) => one.summary)
    expect(summary).toMatchObject({ flat: true, reconciled: true, open: [] })
    const account = ['--account', 'run-2026-03-20', '--as-of', '2026-03-20T15:40:00Z']
    const { orders } = (await openbell(['trade', 'orders', '--all', '--json', ...account], { home })).json
    const names = orders.map(({ clientOrderId }: RunEvent) => clientOrderId)
    expect(names.length).toBeGreaterThan(4)
    expect(new Set(names).size).toBe(names.length)
  })
})
