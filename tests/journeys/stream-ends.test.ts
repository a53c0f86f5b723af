import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshHome, openbell, root } from '../support/cli.ts'

const PAST = ['SIMALL', '--date', '2026-03-20', '--plain']

/** Sends the signal with the first line that the session tells. */
function interrupted(args: string[], signal: NodeJS.Signals): Promise<{ code: number | null; stderr: string }> {
  const home = freshHome()
  const child = spawn(process.execPath, [join(root, 'bin/openbell.js'), 'stream', ...args], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, OPENBELL_HOME: home },
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  child.stdout.once('data', () => child.kill(signal))
  return new Promise((done) => child.on('close', (code) => done({ code, stderr })))
}

describe.concurrent('the end of a session as lines', () => {
  it.each([
    ['SIGINT', []],
    ['SIGTERM', ['--strategy', 'sma-cross']],
  ] as const)('%s %j is an interruption, not a success', async (signal, args) => {
    const { code, stderr } = await interrupted([...PAST, '--speed', '1', ...args], signal)
    expect(code, stderr).toBe(130)
    expect(stderr).toMatch(/^canceled: /m)
  })

  it('comes with the launcher that an older Node runs it by: killed, it leaves nobody trading', async () => {
    const home = freshHome()
    const args = [join(root, 'bin/openbell.js'), 'stream', ...PAST, '--speed', '1', '--strategy', 'sma-cross']
    // As the launcher does it: its child, with its process id.
    const launcher = `
      const { spawn } = require('node:child_process')
      const env = { ...process.env, OPENBELL_LAUNCHER: String(process.pid) }
      const child = spawn(process.execPath, ${JSON.stringify(args)}, { stdio: 'inherit', env })
      process.stderr.write('child ' + child.pid + '\\n')`
    const env = { PATH: process.env.PATH, HOME: home, OPENBELL_HOME: home }
    const parent = spawn(process.execPath, ['-e', launcher], { cwd: home, env })
    let [stdout, stderr] = ['', '']
    parent.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    parent.stdout.setEncoding('utf8').on('data', (text) => {
      if (stdout === '') parent.kill('SIGKILL')
      stdout += text
    })
    // The pipes close with the child, not with the parent.
    await new Promise((done) => parent.on('close', done))
    expect(stderr).toMatch(/^child \d+$/m)
    expect(stderr).toMatch(/^canceled: /m)
  })

  it('names the account that a day of the past has in the command that comes next', async () => {
    const args = ['--speed', '0', '--until', '09:35', '--strategy', 'sma-cross', '--types', 'status']
    const { code, stdout, stderr } = await openbell(['stream', ...PAST, ...args])
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/next: openbell trade history.* --account run-2026-03-20/)
  })
})
