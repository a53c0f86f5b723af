import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import type { Jobs } from '../../../../src/mcp/jobs/jobs.ts'
import { freshHome } from '../../../support/cli.ts'
import { isGone } from '../../../support/gone.ts'
import { answered, backtestOf, handleOf, type JobsOptions, patience, startJobs } from '../../../support/jobs.ts'
import { writeStrategy } from '../../../support/user-strategies.ts'

/** What strategies do to the process they run in: the server neither waits nor falls. */

const PARENT = resolve(fileURLToPath(import.meta.url), '../../../../support/jobs-parent.ts')
const home = freshHome()
const open: Jobs[] = []
const LONG = 30_000

afterEach(async () => {
  await Promise.all(open.splice(0).map((jobs) => jobs.close()))
})

function start(options: Partial<JobsOptions> = {}): Jobs {
  const jobs = startJobs({ home, ...options })
  open.push(jobs)
  return jobs
}

/** A strategy that writes the number of its process to a file when it is loaded. */
function strategy(name: string, onBar: string, top = ''): { file: string; pid(): Promise<number> } {
  const note = join(home, `${name}.pid`)
  const write = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(note)}, String(process.pid))`
  return {
    file: writeStrategy(home, name, { top: `${write}\n${top}`, onBar }),
    async pid() {
      while (!existsSync(note) || readFileSync(note, 'utf8') === '') await sleep(20)
      return Number(readFileSync(note, 'utf8'))
    },
  }
}

describe('a strategy that never returns', () => {
  it('does not hold up the server, and ends when it is told to', async () => {
    const jobs = start()
    const endless = strategy('endless', 'for (;;) {}')
    const id = await handleOf(jobs.run(backtestOf(endless.file), patience(0)))
    const pid = await endless.pid()
    expect(await answered(jobs.run(backtestOf(), patience(LONG)))).toHaveProperty('metrics')
    expect(await jobs.cancel(id)).toMatchObject({ state: 'canceled', error: { kind: 'canceled' } })
    expect(await isGone(pid)).toBe(true)
  })

  it('is killed when it is deaf, also when its caller goes', async () => {
    const jobs = start()
    const deaf = strategy('deaf', 'for (;;) {}', `process.on('SIGTERM', () => {})`)
    const abort = new AbortController()
    const waiting = jobs.run(backtestOf(deaf.file), patience(LONG, { signal: abort.signal }))
    const pid = await deaf.pid()
    abort.abort()
    await expect(waiting).rejects.toMatchObject({ kind: 'canceled' })
    expect(await isGone(pid)).toBe(true)
  })

  it('ends by the longest time a job may take', async () => {
    const jobs = start({ limits: { longestMs: 400 } })
    const { file, pid } = strategy('too-long', 'for (;;) {}')
    await expect(jobs.run(backtestOf(file), patience(LONG))).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('longer than'),
    })
    expect(await isGone(await pid())).toBe(true)
  })

  it('ends with the server', async () => {
    const jobs = startJobs({ home })
    const { file, pid } = strategy('orphan', 'for (;;) {}')
    await handleOf(jobs.run(backtestOf(file), patience(0)))
    const number = await pid()
    await jobs.close()
    expect(await isGone(number)).toBe(true)
    await expect(jobs.run(backtestOf(), patience(0))).rejects.toMatchObject({ kind: 'unavailable' })
  })

  it('ends with a server that is killed, which said nothing on stdout but its own', async () => {
    const loud = `console.log('loud'); process.stdout.write('louder'); for (;;) {}`
    const { file, pid } = strategy('loud', loud)
    const server = spawn(process.execPath, [PARENT, home, file], { stdio: ['ignore', 'pipe', 'pipe'] })
    const said = await until(server, 'waiting\n')
    const number = await pid()
    const others = childrenOf(server.pid!)
    expect(others).toContain(number)
    server.kill('SIGKILL')
    for (const one of others) expect(await isGone(one)).toBe(true)
    expect(said).toBe('waiting\n')
  })
})

describe('a strategy that brings its process down', () => {
  it.each([
    ['shot', `process.kill(process.pid, 'SIGKILL')`, { kind: 'internal', message: expect.stringContaining('SIGKILL') }],
    ['left', 'process.exit(0)', { kind: 'usage', message: expect.stringContaining('ended the process') }],
    [
      'stray',
      `setTimeout(() => { throw new Error('from a timer') }, 0)`,
      { kind: 'usage', message: expect.stringContaining('from a timer') },
    ],
    ['cut', 'process.disconnect()', { kind: 'usage' }],
  ])('%s: the job has failed, in a line, and the next one runs', async (name, onBar, fault) => {
    const jobs = start()
    const { file } = strategy(name, onBar)
    const failed = await jobs.run(backtestOf(file), patience(LONG)).catch((thrown) => thrown)
    expect(failed).toMatchObject(fault)
    expect(failed.message).not.toContain('\n')
    expect(await answered(jobs.run(backtestOf(), patience(LONG)))).toHaveProperty('metrics')
  })

  it('finds no key in its environment', async () => {
    const key = 'PKSECRETINTEST'
    process.env.APCA_API_KEY_ID = key
    const note = join(home, 'environment')
    const write = `writeFileSync(${JSON.stringify(note)}, JSON.stringify(process.env))`
    const { file } = strategy('curious', '', write)
    await answered(start({ env: { APCA_API_KEY_ID: key, APCA_API_SECRET_KEY: 'other' } }).run(backtestOf(file), patience(LONG)))
    delete process.env.APCA_API_KEY_ID
    const found = readFileSync(note, 'utf8')
    expect(found).toContain('PATH')
    expect(found).not.toContain(key)
  })
})

async function until(child: ChildProcess, line: string): Promise<string> {
  let said = ''
  for await (const piece of child.stdout!) {
    said += piece
    if (said.includes(line)) break
  }
  return said
}

/** Processes whose parent this one is. */
function childrenOf(pid: number): number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return list.trim().split(' ').map(Number)
}
