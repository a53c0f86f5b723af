import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { freshHome, openbell, root } from '../support/cli.ts'
import { fixedClock } from '../support/context.ts'
import { writeStrategy } from '../support/user-strategies.ts'

interface Ended {
  /** As a shell would say it: 128 and the number of the signal where one ended the process. */
  code: number | null
  stdout: string
  stderr: string
}

/** Starts the binary, signals it after a while, and waits for its end. */
async function interrupted(
  args: string[],
  home: string,
  afterMs: number,
  signal: 'SIGINT' | 'SIGTERM' = 'SIGINT',
): Promise<Ended> {
  const env = { PATH: process.env.PATH, HOME: home, OPENBELL_HOME: home }
  const child = spawn(process.execPath, [join(root, 'bin/openbell.js'), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text) => {
      said[name] += text
    })
  }
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code, by) => resolve(code ?? (by === null ? null : 128 + constants.signals[by]))),
  )
  await delay(afterMs)
  child.kill(signal)
  return { code: await ended, ...said }
}

/** Symbols enough for many seconds of work; a symbol named twice is answered once. */
const market = createSimulatedSource({ seed: 1, clock: fixedClock(Date.UTC(2026, 2, 20, 22)).clock })
const MANY = (await market.symbols(new AbortController().signal)).slice(0, 200).map((one) => one.symbol)

describe('Ctrl-C', () => {
  it.each([
    [['data', 'fetch', 'SIMALL', 'SIMTEC', 'SIMFIN', '--from', '2015-01-05', '--to', '2026-01-02']],
    [['data', 'warm', '--universe', 'all']],
    [['peak-trough', ...MANY, '--bars', '100000']],
    [['scan', '--every', '1m']],
  ])('ends long work %# with 130 and tears nothing', async (args) => {
    const home = freshHome()
    const run = await interrupted(args, home, 900)
    expect(run.code, run.stderr).toBe(130)
    expect(run.stderr.trim().split('\n').at(-1)).toMatch(/^canceled: /)
    const after = await openbell(['doctor', '--json'], { home })
    expect(after.json.store.integrity).toBe('ok')
  })
})

describe('Ctrl-C in work that does not look up', () => {
  const home = freshHome()
  const endless = writeStrategy(home, 'endless', { onBar: 'for (;;) {}' })
  const slow = writeStrategy(home, 'slow', { onBar: 'for (let i = 0, sum = 0; i < 1e6; i++) sum += Math.sqrt(i)' })
  const loading = writeStrategy(home, 'loading', { top: 'for (;;) {}' })
  const network = join(home, 'network.ts')
  writeFileSync(network, "import 'openbell'\nfor (;;) {}\n")
  const waiting = writeStrategy(home, 'waiting', { top: 'setInterval(() => {}, 1000)\nawait new Promise(() => {})' })

  it.each([
    ['a strategy that never returns', ['backtest', endless, 'SIMALL'], 'SIGINT', 130],
    ['and its check', ['backtest', endless, 'SIMALL', '--check'], 'SIGINT', 130],
    ['and a termination', ['backtest', endless, 'SIMALL'], 'SIGTERM', 143],
    ['a file that never ends to load', ['strategies', 'info', loading], 'SIGINT', 130],
    ['a file that waits for ever', ['backtest', waiting, 'SIMALL'], 'SIGINT', 130],
    ['a network that never ends to load', ['forecast', 'SIMALL', '--model', `custom:${network}`], 'SIGINT', 130],
    ['Monte Carlo', ['backtest', 'sma-cross', 'SIMALL', '--from', '2000-01-03', '--monte-carlo', '100000'], 'SIGINT', 130],
    ['the look-ahead check', ['backtest', slow, 'SIMALL', '--timeframe', '1m', '--check'], 'SIGINT', 130],
  ] as const)('%s: ends the command, without an answer', async (_, args, signal, code) => {
    const run = await interrupted([...args], home, 1500, signal)
    expect(run.code, run.stderr).toBe(code)
    expect(run.stdout).toBe('')
    const after = await openbell(['doctor', '--json'], { home })
    expect(after.json.store.integrity ?? 'ok').toBe('ok')
  })
})

describe('half a command', () => {
  it('a group without its operation, or global flags alone, are answered with what is missing', async () => {
    const [group, globals, unknown] = await Promise.all([
      openbell(['data']),
      openbell(['--source', 'store']),
      openbell(['--sorce', 'store']),
    ])
    expect(group).toMatchObject({ code: 2, stdout: '' })
    expect(group.stderr).toMatch(/'data' needs one of: import, list/)
    expect(globals).toMatchObject({ code: 2, stdout: '' })
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toMatch(/--source/)
  })
})
