import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Jobs } from '../../../../src/mcp/jobs/jobs.ts'
import { freshHome } from '../../../support/cli.ts'
import { fixedClock } from '../../../support/context.ts'
import { answered, backtestOf, handleOf, type JobsOptions, patience, startJobs } from '../../../support/jobs.ts'
import { writeStrategy } from '../../../support/user-strategies.ts'

/** Jobs in real processes, on the simulated market. */

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

const slow = () =>
  writeStrategy(home, 'slow', { onBar: 'const end = performance.now() + 12; while (performance.now() < end) {}' })

describe('a job in a process of its own', () => {
  it('answers the value when it is quick, and tells its progress to who waits', async () => {
    const told: unknown[] = []
    const progress = (...update: unknown[]) => told.push(update)
    const wish = backtestOf()
    const value = await answered(
      start().run({ ...wish, input: { ...wish.input, monteCarlo: 100 } }, patience(LONG, { progress })),
    )
    expect(value).toMatchObject({ strategy: 'sma-cross', source: 'simulated', asOf: '2026-03-20T20:00:00Z' })
    expect(told).toContainEqual([0, null, 'Monte Carlo of 100 histories'])
  })

  it('tells progress in whole numbers, also of folds that are shorter than the whole', async () => {
    const told: [number, number | null][] = []
    const input = { strategy: 'sma-cross', symbols: ['SIMALL'], from: '2025-06-02', walkForward: 2, workers: 1 }
    const wish = { operation: 'optimize', input: { ...input, range: ['fast=3:22:1', 'slow=30,40,50'] }, globals: {} }
    await answered(start().run(wish, patience(LONG, { progress: (done, total) => told.push([done, total]) })))
    expect(told).not.toEqual([])
    for (const [done, total] of told) {
      expect([done, total].every(Number.isInteger)).toBe(true)
      expect(done).toBeLessThanOrEqual(total!)
    }
  })

  it('what it warns of is told to who waits, and kept with the result', async () => {
    mkdirSync(join(home, 'strategies/indicators'), { recursive: true })
    writeFileSync(join(home, 'strategies/indicators/broken.ts'), 'export default 7')
    const jobs = start()
    const wish = { operation: 'indicators', input: { symbol: 'SIMALL', add: ['rsi:14'] }, globals: {} }
    const told: string[] = []
    const warn = (text: string) => told.push(text)
    await answered(jobs.run(wish, patience(LONG, { warn })))
    expect(told).toEqual([expect.stringContaining('broken.ts')])
    const id = await handleOf(jobs.run(wish, patience(0)))
    await jobs.settled(id, patience(LONG))
    expect(jobs.result(id).warnings).toEqual(told)
  })

  it('runs with the settings of the server', async () => {
    const [one, two, again] = await Promise.all(
      ['1', '2', '1'].map((seed) => answered(start({ flags: { seed } }).run(backtestOf(), patience(LONG)))),
    )
    expect(one.dataHash).not.toBe(two.dataHash)
    expect(one.run).toBe(again.run)
  })

  it('honours what a call has of its own: another time, another source', async () => {
    const jobs = start()
    const early = await answered(jobs.run(backtestOf('sma-cross', { asOf: '2026-02-20T21:00:00Z' }), patience(LONG)))
    expect(early).toMatchObject({ asOf: '2026-02-20T21:00:00Z', to: '2026-02-20T21:00:00Z' })
    await expect(jobs.run(backtestOf('sma-cross', { source: 'store' }), patience(LONG))).rejects.toMatchObject({
      kind: 'not-found',
    })
    await expect(jobs.run(backtestOf('sma-cross', { source: 'moon' }), patience(LONG))).rejects.toMatchObject({
      kind: 'usage',
      message: "unknown source 'moon'",
    })
  })

  it('has the rights of the server, and no more', async () => {
    const wish = { operation: 'trade.halt', input: {}, globals: {} }
    await expect(start().run(wish, patience(LONG))).rejects.toMatchObject({ kind: 'denied' })
    const add = { operation: 'alerts.add', input: { rule: 'price > 1', symbols: ['SIMALL'] }, globals: {} }
    await expect(start().run(add, patience(LONG))).rejects.toMatchObject({ kind: 'denied' })
    const writer = start({ grants: { write: true, trade: null } })
    await expect(writer.run(wish, patience(LONG))).rejects.toMatchObject({ kind: 'denied' })
    expect(await answered(writer.run(add, patience(LONG)))).toHaveProperty('id')
  })

  it('fails as the operation does, with kind, one line and hint', async () => {
    await expect(start().run(backtestOf('no-such'), patience(LONG))).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringMatching(/^[^\n]*no-such[^\n]*$/),
      hint: expect.any(String),
    })
  })
})

describe('a job that takes longer than its caller waits', () => {
  it('gives a handle: status, result and list', async () => {
    const jobs = start()
    const id = await handleOf(jobs.run(backtestOf(slow()), patience(0)))
    expect(id).toMatch(/^[\w-]{16}$/)
    expect(() => jobs.result(id)).toThrow(expect.objectContaining({ kind: 'unavailable' }))
    expect((await jobs.settled(id, patience(0))).state).toBe('running')
    expect((await jobs.settled(id, patience(LONG))).state).toBe('done')
    expect(jobs.result(id)).toMatchObject({ value: { strategy: 'slow' }, warnings: [] })
    expect(jobs.list()).toEqual([{ ...jobs.status(id), input: backtestOf(slow()).input }])
    expect(() => jobs.status('other')).toThrow(expect.objectContaining({ kind: 'not-found' }))
  })

  it('that is found in the list, is kept for who found it, though its caller is answered in time', async () => {
    const jobs = start()
    const answer = answered(jobs.run(backtestOf(slow()), patience(LONG)))
    const [{ id }] = jobs.list()
    expect((await jobs.settled(id, patience(LONG))).state).toBe('done')
    expect(jobs.result(id).value).toEqual(await answer)
    await answered(jobs.run(backtestOf(), patience(LONG)))
    expect(jobs.list().map((one) => one.id)).toEqual([id])
  })

  it('its failure is told with the handle', async () => {
    const jobs = start()
    const id = await handleOf(jobs.run(backtestOf('no-such'), patience(0)))
    expect(await jobs.settled(id, patience(LONG))).toMatchObject({ state: 'failed', error: { kind: 'not-found' } })
    expect(() => jobs.result(id)).toThrow(expect.objectContaining({ kind: 'not-found' }))
  })

  it('goes on when the call that started it is over, but ends with a call that still waits', async () => {
    const jobs = start()
    const abort = new AbortController()
    const id = await handleOf(jobs.run(backtestOf(slow()), patience(0, { signal: abort.signal })))
    const waiting = jobs.run(backtestOf(slow()), patience(LONG, { signal: abort.signal }))
    abort.abort()
    await expect(waiting).rejects.toMatchObject({ kind: 'canceled' })
    expect((await jobs.settled(id, patience(LONG))).state).toBe('done')
  })
})

describe('bounds', () => {
  it('so many run, so many wait, and the next is told to come later', async () => {
    const jobs = start({ limits: { running: 1, waiting: 1 } })
    const first = await handleOf(jobs.run(backtestOf(slow()), patience(0)))
    const second = await handleOf(jobs.run(backtestOf(slow()), patience(0)))
    await expect(jobs.run(backtestOf(), patience(LONG))).rejects.toMatchObject({
      kind: 'unavailable',
      message: '1 jobs wait already',
    })
    expect(jobs.list().map(({ id, state }) => [id, state])).toEqual([
      [second, 'waiting'],
      [first, 'running'],
    ])
    expect((await jobs.cancel(second)).state).toBe('canceled')
    const third = await handleOf(jobs.run(backtestOf(), patience(0)))
    expect((await jobs.cancel(first)).state).toBe('canceled')
    expect((await jobs.settled(third, patience(LONG))).state).toBe('done')
    expect(jobs.status(second).state).toBe('canceled')
  })

  it('keeps results for so many newer ones, so many bytes and so long', async () => {
    const { clock, set } = fixedClock(0)
    const jobs = start({ clock, limits: { kept: 2, keptMs: 60_000 } })
    const ids: string[] = []
    for (const name of ['no-such', 'neither', 'nor-this']) {
      ids.push(await handleOf(jobs.run(backtestOf(name), patience(0))))
      await jobs.settled(ids.at(-1)!, patience(LONG))
    }
    expect(() => jobs.status(ids[0])).toThrow(expect.objectContaining({ kind: 'not-found' }))
    expect(jobs.list().map(({ id }) => id)).toEqual([ids[2], ids[1]])
    set(60_001)
    expect(() => jobs.status(ids[2])).toThrow(expect.objectContaining({ kind: 'not-found' }))

    const small = start({ limits: { keptBytes: 100 } })
    const big = await handleOf(small.run(backtestOf(), patience(0)))
    await small.settled(big, patience(LONG))
    expect(small.status(big)).toMatchObject({
      state: 'failed',
      error: { kind: 'usage', message: expect.stringMatching(/bytes, more than/) },
    })
  })
})
