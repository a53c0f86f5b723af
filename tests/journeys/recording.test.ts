import { spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshHome, openbell, root } from '../support/cli.ts'

const OFTEN = `import { defineStrategy } from 'openbell'
export default defineStrategy({
  name: 'often',
  summary: 'In at one bar, out at the next.',
  params: {},
  onBar({ bar, position, buy, exit }) {
    if (position.isFlat) buy({ shares: 20, stop: bar.close * 0.98, target: bar.close * 1.02, reason: 'in' })
    else exit({ reason: 'out' })
  },
})
`

/** Runs a session that is recorded, and kills it without warning once it has told so many fills. */
function killedAfter(fills: number, args: string[], home: string): Promise<string[]> {
  const child = spawn(process.execPath, [join(root, 'bin/openbell.js'), ...args, '--json'], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, OPENBELL_HOME: home },
  })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
    // What was told a second ago is on disk.
    if (linesOf(stdout).filter((line) => line.includes('"type":"fill"')).length >= fills)
      setTimeout(() => child.kill('SIGKILL'), 1500)
  })
  return new Promise((resolve) => child.on('close', () => resolve(linesOf(stdout))))
}

function linesOf(stdout: string): string[] {
  return stdout.split('\n').slice(0, -1)
}

describe('a session that was recorded and killed', () => {
  it('is replayed up to where it died, the same line for line', async () => {
    const home = freshHome()
    const strategy = join(home, 'often.ts')
    writeFileSync(strategy, OFTEN)
    const asked = ['SIMFIN', '--strategy', strategy, '--date', '2026-03-20', '--speed', '60', '--risk', 'none', '--record']
    const first = await killedAfter(2, ['stream', ...asked, '--types', 'intent,order,fill,signal'], home)
    const [file] = readdirSync(join(home, 'recordings'))
    const name = file.replace('.obr', '')
    const info = await openbell(['recordings', 'info', name, '--json'], { home })
    expect(JSON.parse(info.stdout)).toMatchObject({ kind: 'session', complete: false, strategy: { name: 'often' } })
    const again = await openbell(['replay', name, '--json'], { home })
    expect(again.code, again.stderr).toBe(0)
    const told = linesOf(again.stdout).filter((line) => /"type":"(intent|order|fill|signal)"/.test(line))
    const both = Math.min(told.length, first.length)
    expect(told.slice(0, both)).toEqual(first.slice(0, both))
    expect(told.filter((line) => line.includes('"type":"fill"')).length).toBeGreaterThanOrEqual(2)
  })
})
