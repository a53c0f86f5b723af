import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { freshHome, openbell, root } from '../support/cli.ts'

/** A study of some seconds: 624 sets of parameters, each on four stretches of minute bars. */
const STUDY = [
  'optimize',
  'sma-cross',
  'SIMALL',
  '--timeframe',
  '1m',
  '--as-of',
  '2026-03-20T20:00:00Z',
  '--walk-forward',
  '3',
  '--range',
  'fast=4:34:2',
  '--range',
  'slow=40:230:5',
]

/** Trials that the store of a home holds of its newest study. */
function keptTrials(home: string): number {
  const path = join(home, 'openbell.db')
  if (!existsSync(path)) return 0
  try {
    const store = openStore(path, { readonly: true })
    const trials = store.studies.list(1)[0]?.trials ?? 0
    store.close()
    return trials
  } catch {
    // The store is being made just now.
    return 0
  }
}

/** Starts the study and ends it by a signal as soon as some of its trials are kept. */
async function endedBy(signal: NodeJS.Signals, home: string, more: string[] = [], study = STUDY) {
  const env = { PATH: process.env.PATH, HOME: home, OPENBELL_HOME: home }
  const args = [join(root, 'bin/openbell.js'), ...study, ...more, '--json']
  const child: ChildProcess = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, by) => resolve({ code, signal: by }))
  })
  while (child.exitCode === null && keptTrials(home) < 40) await delay(20)
  child.kill(signal)
  return { ...(await ended), stderr, kept: keptTrials(home) }
}

describe('a study', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
  let whole: any
  beforeAll(async () => {
    const run = await openbell([...STUDY, '--json', '--workers', '1'])
    expect(run.code, run.stderr).toBe(0)
    whole = run.json
  }, 180_000)

  it('says how likely its best is luck, and the same on two threads', async () => {
    expect(whole).toMatchObject({ trials: 624, strategy: 'sma-cross', method: 'grid', resumed: 0 })
    expect(whole.folds).toHaveLength(3)
    expect(whole.overfitting.pbo).toBeGreaterThanOrEqual(0)
    expect(whole.overfitting.trialsEver).toBeGreaterThanOrEqual(624)
    const two = await openbell([...STUDY, '--json', '--workers', '2'])
    expect(two.code, two.stderr).toBe(0)
    expect(two.json).toEqual(whole)
  }, 180_000)

  it('killed without warning goes on where it was: it says how many trials were done, and answers as one that was not killed', async () => {
    const home = freshHome()
    const killed = await endedBy('SIGKILL', home, ['--workers', '2'])
    expect(killed.signal, killed.stderr).toBe('SIGKILL')
    expect(killed.kept).toBeGreaterThanOrEqual(40)
    expect(killed.kept).toBeLessThan(whole.runs)
    const again = await openbell([...STUDY, '--json'], { home })
    expect(again.code, again.stderr).toBe(0)
    expect(again.stderr).toContain(`study ${whole.study}: ${killed.kept} trials were done before, going on from there`)
    expect({ ...again.json, resumed: 0 }).toEqual(whole)
    expect(again.json.resumed).toBe(killed.kept)
    const doctor = await openbell(['doctor', '--json'], { home })
    expect(doctor.json.store.integrity).toBe('ok')
  }, 180_000)

  it.each(['1', '2'])(
    'interrupted (%s workers) keeps what is done, ends with 130 and says how to go on',
    async (workers) => {
      const home = freshHome()
      const stopped = await endedBy('SIGINT', home, ['--workers', workers])
      expect(stopped.code, stopped.stderr).toBe(130)
      const error = JSON.parse(stopped.stderr.trim().split('\n').at(-1) as string).error
      expect(error).toMatchObject({
        kind: 'canceled',
        hint: expect.stringMatching(/^openbell optimize sma-cross SIMALL --range/),
      })
      expect(stopped.kept).toBeGreaterThanOrEqual(40)
      const again = await openbell([...STUDY, '--json'], { home })
      expect({ ...again.json, resumed: 0 }).toEqual(whole)
      expect(again.json.resumed).toBeGreaterThanOrEqual(40)
    },
    180_000,
  )
})

describe('a strategy of a user', () => {
  const MINUTES = ['SIMALL', '--timeframe', '1m', '--as-of', '2026-03-20T20:00:00Z', '--walk-forward', '3', '--range', 'n=1:120']

  /** Holds for n bars, every so often; `line` stands at the top of onBar. */
  function written(home: string, line: string, top = ''): string {
    const file = join(home, 'mine.ts')
    writeFileSync(
      file,
      `import { defineStrategy, z } from 'openbell'
${top}
export default defineStrategy({
  name: 'mine',
  summary: 'Written by a test.',
  params: { n: z.int().min(1).max(500).default(3) },
  onBar({ bar, position, params, buy, exit }) {
    ${line}
    if (bar.count % 200 === 0) buy({ equity: 0.5, reason: 'now and then' })
    if (!position.isFlat && position.barsHeld >= params.n) exit({ reason: 'held' })
  },
})
`,
    )
    return file
  }

  it('that never returns for some parameters does not stop Ctrl-C: 130, what is done is kept, and how to go on is said', async () => {
    const home = freshHome()
    // Slow enough that threads are worth starting on any machine.
    const work = 'for (let i = 0, sum = 0; i < 3000; i++) sum += Math.sqrt(i)'
    const file = written(home, `${work}; if (params.n === 70) for (;;) {}`)
    const stopped = await endedBy('SIGINT', home, [], ['optimize', file, ...MINUTES, '--workers', '2'])
    expect(stopped.code, stopped.stderr).toBe(130)
    const error = JSON.parse(stopped.stderr.trim().split('\n').at(-1) as string).error
    expect(error).toMatchObject({ kind: 'canceled', hint: expect.stringContaining(`openbell optimize ${file} SIMALL`) })
    expect(stopped.kept).toBeGreaterThanOrEqual(40)
  })

  it('that leaves a promise behind in a thread is told so in one line', async () => {
    const home = freshHome()
    const file = written(home, "if (params.n === 70) void Promise.reject(new Error('later'))")
    const run = await openbell(['optimize', file, ...MINUTES, '--workers', '2', '--json', '--quiet'], { home })
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(JSON.parse(run.stderr).error).toMatchObject({ kind: 'usage', message: `${file}:8: later` })
  })

  it('may print, in threads too: to stderr; what it imports is named', async () => {
    const home = freshHome()
    const line = "if (params.n === 70 && bar.count === 9) console.log('nine', existsSync('/'))"
    const file = written(home, line, "import { existsSync } from 'node:fs'")
    const run = await openbell(['optimize', file, ...MINUTES, '--workers', '2', '--json', '--quiet'], { home })
    expect(run.code, run.stderr).toBe(0)
    expect(run.stderr).toMatch(/^(nine true\n)+$/)
    expect(run.json).toMatchObject({ trials: 120, file })
    expect(run.json.warnings).toContainEqual(expect.stringMatching(/^the strategy imports node:fs: /))
  })
})

describe('what is refused', () => {
  it('a grid that is too large, with its number; an unknown parameter, with the nearest', async () => {
    const [large, typo] = await Promise.all([
      openbell(['optimize', 'sma-cross', 'SIMALL', '--range', 'fast=2:60', '--range', 'slow=5:250']),
      openbell(['optimize', 'sma-cross', 'SIMALL', '--range', 'fats=2:60']),
    ])
    expect(large).toMatchObject({ code: 2, stdout: '' })
    expect(large.stderr).toMatch(/usage: the grid has 1\d,\d{3} combinations, more than 10,000 \(--method tpe/)
    expect(typo).toMatchObject({ code: 2, stdout: '' })
    expect(typo.stderr).toMatch(/did you mean 'fast'/)
  })
})
