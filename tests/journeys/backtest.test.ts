import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { backtestOutput } from '../../src/operations/backtest/output.ts'
import { compareOutput } from '../../src/operations/compare/output.ts'
import { freshHome, openbell, type Run } from '../support/cli.ts'
import { writeStrategy } from '../support/user-strategies.ts'

/** The simulated market of one seed on one day: the same bars in every run. */
const FIXED = ['--as-of', '2026-03-20T20:00:00Z', '--seed', '7']
const home = freshHome()
const run = (args: string[], where = home) => openbell([...args, ...FIXED], { home: where })
const ok = (done: Run) => expect(done.code, done.stderr).toBe(0)

describe('openbell backtest', () => {
  it('--json is the schema, and repeats byte for byte: in the same home but for the trials counted, in another wholly', async () => {
    const args = ['backtest', 'sma-cross', 'SIMTEC', 'SIMFIN', '--monte-carlo', '50', '--equity', '--json']
    const first = await run(args, freshHome())
    ok(first)
    const again = await run(args, freshHome())
    expect(again.stdout).toBe(first.stdout)
    const answer = backtestOutput.parse(first.json)
    expect(answer).toMatchObject({ strategy: 'sma-cross', source: 'simulated', trialsEver: 1, symbols: ['SIMTEC', 'SIMFIN'] })
    expect(answer.equity?.at(-1)?.equity).toBe(answer.metrics.finalEquity)
    expect(first.stderr).toBe('')
  })

  it('--check passes what is honest, and fails what reads the bars to come', async () => {
    const honest = await run(['backtest', 'sma-cross', 'SIMALL', '--from', '2024-01-02', '--check', '--json'])
    ok(honest)
    expect(honest.json.check).toMatchObject({ passed: true, cuts: 8, shuffles: 8, findings: [] })
    expect(honest.json.grade.reasons.join()).toMatch(/look-ahead check found nothing/)
    // The first run writes down what it sees, every later one acts on it.
    const file = writeStrategy(home, 'remembers', {
      top: 'const seen: number[] = []',
      onBar: `if (seen[bar.count + 1] > bar.close && position.isFlat) buy({ equity: 0.5, reason: 'it will rise' })
    seen[bar.count] = bar.close`,
    })
    const caught = await run(['backtest', file, 'SIMALL', '--from', '2025-06-02', '--check'])
    ok(caught)
    expect(caught.stdout).toMatch(/✗ Look-ahead check failed/)
    expect(caught.stdout).toMatch(/"it will rise"/)
    expect(caught.stdout).toMatch(/Grade F/)
  })

  it('--report writes one whole page, --dry-run none and keeps nothing', async () => {
    const [page, dry] = [join(home, 'page.html'), join(home, 'dry.html')]
    const written = await run(['backtest', 'breakout', 'SIMALL', '--report', page])
    ok(written)
    expect(written.stdout).toContain(`Report written to ${page}`)
    expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/i)
    const other = freshHome()
    const rehearsed = await run(['backtest', 'breakout', 'SIMALL', '--report', dry, '--dry-run'], other)
    ok(rehearsed)
    expect(rehearsed.stdout).toContain('dry run')
    expect([existsSync(dry), existsSync(join(other, 'openbell.db'))]).toEqual([false, false])
  })

  it('two at once on one new home are both kept', async () => {
    const shared = freshHome()
    const [a, b] = await Promise.all([
      run(['backtest', 'sma-cross', 'SIMALL', '--json'], shared),
      run(['backtest', 'breakout', 'SIMALL', '--json'], shared),
    ])
    ok(a)
    ok(b)
    expect([a.json.warnings.join(), b.json.warnings.join()].join()).not.toMatch(/not kept|not counted/)
    const { runs } = (await openbell(['runs', 'list', '--json'], { home: shared })).json
    expect(runs.map((one: { run: string }) => one.run).sort()).toEqual([a.json.run, b.json.run].sort())
  })

  it('says what came of the intents, which dates it saw and how far its figures are stretched', async () => {
    const poor = await run(['backtest', 'sma-cross', 'SIMALL', '--cash', '1'])
    expect(poor.stdout).toMatch(/No round trip: [\d,]+ bars seen, \d+ signals, \d+ intents\nCame to nothing: .+ \(\d+\)/)
    const minutes = await run([
      'backtest',
      'buy-and-hold',
      'SIMALL',
      '--timeframe',
      '1m',
      '--from',
      '2026-03-18',
      '--to',
      '2026-03-19',
    ])
    // After-hours of the 19th end at midnight UTC.
    expect(minutes.stdout).toMatch(/^2026-03-18 to 2026-03-19, /m)
    expect(minutes.stdout).toMatch(/1 signal, 1 intent\n/)
    expect(minutes.stdout).toMatch(/Note: yearly figures .* stretched from 2 sessions/)
    const late = await run(['backtest', 'buy-and-hold', 'SIMALL', '--to', '2099-01-01', '--json'])
    expect(late.json.from.slice(0, 4)).toBe('2021')
    expect(late.json.warnings.join()).toContain('--to 2099-01-01 lies after the as-of')
  })
})

describe('a strategy that misbehaves', () => {
  const cases: [string, Parameters<typeof writeStrategy>[2], RegExp][] = [
    ['throws', { onBar: "throw new Error('oops')" }, /strategy 'throws' on SIMALL at 20.*oops \(throws\.ts:\d+:\d+\)/],
    ['is-async', { before: 'async ', onBar: "await null; buy({ equity: 0.5, reason: 'late' })" }, /it returned a promise/],
    ['rejects', { onBar: "return Promise.reject(new Error('boo'))" }, /it returned a promise/],
    [
      'orders-later',
      { onBar: "queueMicrotask(() => buy({ equity: 0.5, reason: 'late' }))" },
      /orders-later\.ts:\d+: buy of SIMALL/,
    ],
    ['throws-later', { onBar: "setTimeout(() => { throw new Error('late') })" }, /throws-later\.ts:\d+: late/],
    ['never-loads', { top: 'await new Promise(() => {})' }, /never-loads\.ts: it never finished loading/],
    ['exits', { onBar: 'process.exit(0)' }, /ended the process before there was an answer/],
  ]

  it.each(cases)('%s: one line of usage, in words and in JSON, and no answer', async (name, strategy, message) => {
    const file = writeStrategy(home, name, strategy)
    const [plain, json] = await Promise.all([
      run(['backtest', file, 'SIMALL', '--from', '2026-01-02']),
      run(['backtest', file, 'SIMALL', '--from', '2026-01-02', '--json']),
    ])
    for (const one of [plain, json]) expect(one).toMatchObject({ code: 2, stdout: '' })
    expect(plain.stderr).toMatch(/^usage: [^\n]+\n$/)
    expect(plain.stderr).toMatch(message)
    expect(plain.stderr).not.toMatch(/\?openbell=|node:internal/)
    expect(json.stderr.trim().split('\n')).toHaveLength(1)
    expect(JSON.parse(json.stderr).error).toMatchObject({ kind: 'usage', message: expect.stringMatching(message) })
  })

  it('and prints: what it says is conversation, the answer stays JSON', async () => {
    const file = writeStrategy(home, 'chatty', { top: "console.log('loaded')", onBar: "console.info('bar', bar.count)" })
    const done = await run(['backtest', file, 'SIMALL', '--from', '2026-03-02', '--json'])
    ok(done)
    expect(done.json.strategy).toBe('chatty')
    expect(done.stderr).toMatch(/^loaded\nbar 1\nbar 2\n/)
  })

  it('and leaves a timer running: the answer comes, and the command ends', async () => {
    const file = writeStrategy(home, 'ticks', { top: 'setInterval(() => {}, 1000)' })
    ok(await run(['backtest', file, 'SIMALL', '--from', '2026-03-02']))
  })

  it('and reads files: the run says so, and no check clears it', async () => {
    const file = writeStrategy(home, 'peeks', {
      top: "import { existsSync } from 'node:fs'",
      onBar: "if (existsSync('/') && position.isFlat) buy({ equity: 0.5, reason: 'the root is there' })",
    })
    const done = await run(['backtest', file, 'SIMALL', '--from', '2025-06-02', '--check', '--json'])
    ok(done)
    expect(done.json.check.passed).toBe(true)
    expect(done.json.warnings.join()).toMatch(/the strategy imports node:fs: a file or the network can know the future/)
    expect(done.json.grade.reasons.join()).not.toMatch(/found nothing/)
  })
})

describe('runs that were kept', () => {
  const shared = freshHome()
  let first: Run
  let second: Run
  beforeAll(async () => {
    first = await run(['backtest', 'sma-cross', 'SIMALL', '--json'], shared)
    second = await run(['backtest', 'sma-cross', 'SIMALL', '--set', 'fast=5', '--json'], shared)
  })

  it('are listed, shown as they were printed, and set side by side', async () => {
    const { runs } = (await openbell(['runs', 'list', '--json'], { home: shared })).json
    expect(runs.map((one: { run: string }) => one.run)).toEqual([second.json.run, first.json.run])
    const shown = await openbell(['runs', 'show', 'last-1', '--json'], { home: shared })
    expect(shown.json.answer).toEqual(first.json)
    const diff = (await openbell(['runs', 'diff', 'last-1', 'last', '--json'], { home: shared })).json
    expect(diff.comparable).toBe(true)
    expect(diff.params).toContainEqual(expect.objectContaining({ name: 'fast', a: 10, b: 5, same: false }))
    for (const args of [
      ['runs', 'list'],
      ['runs', 'show', 'last'],
      ['runs', 'diff', 'last-1', 'last'],
    ]) {
      const text = await openbell(args, { home: shared })
      ok(text)
      expect(text.stdout).not.toMatch(/NaN|undefined|\[object/)
    }
  })

  it('become reports by the beginning of their id', async () => {
    const made = await openbell(['report', first.json.run.slice(0, 8), '--json'], { home: shared, cwd: shared })
    ok(made)
    expect(readFileSync(made.json.file)).toHaveLength(made.json.bytes)
  })

  it('an id that is none is said so', async () => {
    const none = await openbell(['runs', 'show', 'ffffffff'], { home: shared })
    expect(none).toMatchObject({ code: 4, stdout: '' })
    expect(none.stderr).toMatch(/^not-found: no kept run is called 'ffffffff'/)
  })
})

describe('openbell compare', () => {
  it('is the schema, best first, and all rows know of each other’s trials', async () => {
    const done = await run(['compare', 'sma-cross', 'breakout', 'buy-and-hold', 'SIMALL', '--json'], freshHome())
    ok(done)
    const { rows, by } = compareOutput.parse(done.json)
    const scores = rows.map((row) => row.metrics[by as 'sharpe'] ?? Number.NEGATIVE_INFINITY)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    for (const row of rows) expect(row.grade.reasons.join()).toMatch(/3 trials ever run/)
  })
})
