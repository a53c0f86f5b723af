import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshHome, openbell } from '../support/cli.ts'

describe('alerts, from the rule to the program that hears them', () => {
  it('a session tells, logs and sends what fires; the rule and its log are there afterwards', async () => {
    const home = freshHome()
    const program = join(home, 'tell')
    writeFileSync(program, `#!/bin/sh\ncat >> '${home}/told'\n`)
    chmodSync(program, 0o755)
    const env = { OPENBELL_ALERT_COMMAND: program }
    const added = await openbell(['alerts', 'add', 'price > 1', 'SIMALL', '--name', 'any'], { home, env })
    expect(added.stdout).toMatch(/^rule 1 added: price > 1 \(any\)\nSIMALL · prints · every way set up\n/)
    const session = ['stream', 'SIMALL', '--date', '2026-03-20', '--speed', '0', '--until', '09:32', '--plain', '--json']
    const run = await openbell(session, { home, env })
    expect(run.code, run.stderr).toBe(0)
    const events = run.stdout
      .trim()
      .split('\n')
      .filter((line) => line.includes('"type":"alert"'))
    expect(events.map((line) => JSON.parse(line))).toMatchObject([
      { symbol: 'SIMALL', name: 'any', rule: 'price > 1', broker: 'simulated' },
    ])
    expect(
      readFileSync(join(home, 'told'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { title: 'openbell SIMULATED', symbol: 'SIMALL', name: 'any', time: expect.stringMatching(/^2026-03-20T13:/) },
    ])
    const log = JSON.parse((await openbell(['alerts', 'log', '--json'], { home, env })).stdout)
    expect(log.alerts).toMatchObject([{ name: 'any', outcomes: [{ channel: 'command', outcome: 'sent' }] }])
    expect((await openbell(['alerts', 'list'], { home, env })).stdout).toMatch(/any +prints +all +1 +2026-03-20 09:/)
  })

  it('a way that fails is the exit code of its test, and the answer stands above it', async () => {
    const home = freshHome()
    const run = await openbell(['alerts', 'test'], { home, env: { OPENBELL_ALERT_COMMAND: '/nowhere/tell' } })
    expect(run.code).toBe(5)
    expect(run.stdout).toContain('command  failed: /nowhere/tell cannot be started (ENOENT)')
    expect(run.stderr).toContain('unavailable: command: /nowhere/tell cannot be started (ENOENT)')
  })
})
