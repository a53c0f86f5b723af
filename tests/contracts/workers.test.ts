import { afterAll, describe, expect, it } from 'vitest'
import { createThreads } from '../../src/adapters/workers/threads.ts'
import type { WorkerPool } from '../../src/ports/workers.ts'
import type { Ask } from '../support/worker-module.ts'

const never = new AbortController().signal
const pools: WorkerPool[] = []

/** A pool of the module beside, over one shared column and one that is not. */
function open(size: number, file = 'worker-module.ts') {
  const column = new Float64Array(new SharedArrayBuffer(8 * 100))
  const plain = new Float64Array(10)
  const module = new URL(`../support/${file}`, import.meta.url)
  const pool = createThreads().open({ module, shared: { column, plain }, size })
  pools.push(pool)
  return { pool, column, plain, ask: (task: Ask, signal = never) => pool.run<Ask, unknown>(task, signal) }
}

afterAll(() => Promise.all(pools.map((pool) => pool.close())))

describe('worker threads', () => {
  it('start the module once in each thread and do every task', async () => {
    const { ask } = open(2)
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => ask({ kind: 'square', value: i })))
    expect(answers).toEqual(Array.from({ length: 20 }, (_, i) => i * i))
    expect(await ask({ kind: 'starts' })).toBe(1)
  })

  it('read columns over shared memory in place: what a worker writes is here at once; other columns are copies', async () => {
    const { ask, column, plain } = open(1)
    column[3] = 42
    expect(await ask({ kind: 'read', row: 3 })).toBe(42)
    column[3] = 43
    expect(await ask({ kind: 'read', row: 3 })).toBe(43)
    await ask({ kind: 'write', row: 7, value: 99 })
    expect(column[7]).toBe(99)
    expect(plain[7]).toBe(0)
  })

  it('throw here what was thrown there, kind and hint kept', async () => {
    const { ask } = open(1)
    await expect(ask({ kind: 'fail' })).rejects.toMatchObject({ kind: 'no-data', message: 'nothing in 7 rows', hint: 'look' })
    await expect(ask({ kind: 'bug' })).rejects.toMatchObject({ kind: 'internal' })
    expect(await ask({ kind: 'square', value: 3 })).toBe(9)
  })

  it.each(['exit', 'crash'] as const)('a worker that dies by %s fails its task, and another takes its place', async (kind) => {
    const { ask } = open(1)
    await expect(ask({ kind })).rejects.toMatchObject({ kind: 'unavailable' })
    expect(await ask({ kind: 'square', value: 4 })).toBe(16)
  })

  it.each(['crash', 'reject'] as const)(
    'an error that no task could catch (%s) is what the module says it means',
    async (kind) => {
      const { ask } = open(1, 'stray-module.ts')
      expect(await ask({ kind: 'square', value: 3 })).toBe(9)
      const said = kind === 'crash' ? 'outside of any task' : 'nobody waits for this'
      await expect(ask({ kind })).rejects.toMatchObject({ kind: 'usage', message: `strayed: ${said}`, hint: 'look' })
    },
  )

  it('answer an abort at once, in the middle of a task that never ends, and close', async () => {
    const { ask, pool } = open(1)
    const abort = new AbortController()
    await ask({ kind: 'square', value: 1 })
    const endless = ask({ kind: 'forever' }, abort.signal)
    abort.abort()
    await expect(endless).rejects.toMatchObject({ kind: 'canceled' })
    await expect(ask({ kind: 'square', value: 2 }, abort.signal)).rejects.toMatchObject({ kind: 'canceled' })
    await pool.close()
  })
})
