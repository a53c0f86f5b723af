import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './measure.ts'

const launcher = join(resolve(fileURLToPath(import.meta.url), '../../..'), 'bin/openbell.js')
const ROUNDS = 21

const commands: Record<string, string[]> = {
  'node -e 0': ['-e', '0'],
  'openbell --version': [launcher, '--version'],
  'openbell --help': [launcher, '--help'],
  'openbell scan --help': [launcher, 'scan', '--help'],
}

/** Wall time of a whole process, interleaved rounds, median; the ratio to bare node is what counts (goal: 2.4 or less). */
export function benchStartUp(): void {
  const times = new Map(Object.keys(commands).map((name) => [name, [] as number[]]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, args] of Object.entries(commands)) {
      const started = performance.now()
      spawnSync(process.execPath, args, { stdio: 'ignore' })
      times.get(name)?.push(performance.now() - started)
    }
  }
  const bare = median(times.get('node -e 0') ?? [])
  process.stdout.write(`start-up, ${ROUNDS} interleaved rounds, median\n`)
  for (const [name, list] of times) {
    const middle = median(list)
    process.stdout.write(`  ${name.padEnd(22)} ${middle.toFixed(1).padStart(7)} ms  ${(middle / bare).toFixed(2)} x bare node\n`)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) benchStartUp()
