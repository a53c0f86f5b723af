import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { isGone } from '../../../support/gone.ts'

const PARENT = resolve(fileURLToPath(import.meta.url), '../../../../support/sandbox-parent.ts')

function childrenOf(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid,ppid', '--no-headers'], { encoding: 'utf8' }).trim().split('\n')
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number))
  return pairs.filter(([, parent]) => parent === pid).map(([own]) => own)
}

it.skipIf(process.platform !== 'linux')(
  'endless code does not outlive a server that was killed',
  async () => {
    const parent = spawn(process.execPath, [PARENT], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(parent.stdout, 'data')
    const children = childrenOf(parent.pid!)
    expect(children.length).toBeGreaterThan(0)
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    for (const child of children) expect(await isGone(child)).toBe(true)
  },
  20_000,
)
