import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { freshHome, openbell, root } from '../support/cli.ts'

/** Starts the binary, interrupts it after a while, and waits for its end. */
async function interrupted(args: string[], home: string, afterMs: number): Promise<{ code: number | null; stderr: string }> {
  const env = { PATH: process.env.PATH, HOME: home, OPENBELL_HOME: home }
  const child = spawn(process.execPath, [join(root, 'bin/openbell.js'), ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await delay(afterMs)
  child.kill('SIGINT')
  return { code: await ended, stderr }
}

describe('Ctrl-C', () => {
  it.each([
    [['data', 'fetch', 'SIMALL', 'SIMTEC', 'SIMFIN', '--from', '2015-01-05', '--to', '2026-01-02']],
    [['data', 'warm', '--universe', 'all']],
    [['peak-trough', ...Array.from({ length: 60 }, () => ['YELKOR', 'WOVBEX', 'PALNAX']).flat(), '--bars', '100000']],
    [['scan', '--every', '1m']],
  ])('ends %j with 130 and tears nothing', async (args) => {
    const home = freshHome()
    const run = await interrupted(args, home, 900)
    expect(run.code, run.stderr).toBe(130)
    expect(run.stderr.trim().split('\n').at(-1)).toMatch(/^canceled: /)
    const after = await openbell(['doctor', '--json'], { home })
    expect(after.json.store.integrity).toBe('ok')
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
