import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { OpenbellError } from '../../../src/core/errors.ts'
import type { Context } from '../../../src/operations/context.ts'
import { execute, openScreen } from '../../../src/operations/execute.ts'
import { defineOperation, type Operation, z } from '../../../src/operations/operation.ts'

function contextFor(over: Partial<Context> = {}): { context: Context; logged: Record<string, unknown>[] } {
  const logged: Record<string, unknown>[] = []
  const keep = (_: string, fields: Record<string, unknown> = {}) => void logged.push(fields)
  const context = {
    clock: { now: () => 0, elapsed: () => 0, sleep: async () => {} },
    log: { debug: keep, info: keep, warn: keep, error: keep },
    signal: new AbortController().signal,
    caller: 'test',
    ...over,
  } as unknown as Context
  return { context, logged }
}

const base = {
  name: 'double',
  toolset: 'admin' as const,
  summary: 'Twice a number.',
  input: z.strictObject({ n: z.number().max(10).describe('n') }),
  output: z.object({ twice: z.number() }),
  examples: [],
}
const double = defineOperation({ ...base, effect: 'read', run: async (_, { n }) => ({ twice: 2 * n }) }) as unknown as Operation

describe('execute', () => {
  it('parses, runs, checks the output and audits', async () => {
    const { context, logged } = contextFor()
    expect(await execute(double, { n: 4 }, context)).toEqual({ kind: 'value', value: { twice: 8 } })
    expect(logged).toMatchObject([{ operation: 'double', outcome: 'ok', caller: 'test' }])
  })

  it('sends a program to what it has, not to a command that there is not', async () => {
    const { context } = contextFor()
    const own = { ...double, name: 'order.double', only: 'programs' } as Operation
    await expect(execute(own, {}, context)).rejects.toMatchObject({ hint: "tools_find with query 'order_double'" })
  })

  it('names the field, the value and the help when the input is wrong', async () => {
    const { context, logged } = contextFor()
    await expect(execute(double, { n: 40 }, context)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/double: n: .*given: 40/),
      hint: 'openbell double --help',
    })
    await expect(execute(double, { n: 1, m: 2 }, context)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('m'),
    })
    expect(logged).toHaveLength(2)
  })

  it('an output that breaks its schema is our bug', async () => {
    const wrong = { ...double, run: async () => ({ twice: Number.NaN }) } as unknown as Operation
    await expect(execute(wrong, { n: 1 }, contextFor().context)).rejects.toMatchObject({ kind: 'internal' })
  })

  it.each(['mcp', 'http', 'agent'] as const)('%s may read but not write', async (caller) => {
    const { context } = contextFor({ caller })
    await expect(execute(double, { n: 1 }, context)).resolves.toBeTruthy()
    const writing = { ...double, effect: 'write' } as Operation
    await expect(execute(writing, { n: 1 }, context)).rejects.toMatchObject({ kind: 'denied' })
  })

  it('a person at the command line may trade, a program may not', async () => {
    const trading = { ...double, effect: 'trade' } as Operation
    await expect(execute(trading, { n: 1 }, contextFor({ caller: 'cli' }).context)).resolves.toMatchObject({ kind: 'value' })
    for (const caller of ['mcp', 'http', 'agent'] as const) {
      await expect(execute(trading, { n: 1 }, contextFor({ caller }).context)).rejects.toMatchObject({ kind: 'denied' })
    }
  })

  it('a program opens no dashboard of what it may not run', async () => {
    let opened = 0
    const screen = async () => {
      opened++
      return {} as never
    }
    const trading = { ...double, effect: 'trade', screen } as unknown as Operation
    await expect(openScreen(trading, { n: 1 }, contextFor({ caller: 'mcp' }).context)).rejects.toMatchObject({ kind: 'denied' })
    expect(opened).toBe(0)
    await openScreen(trading, { n: 1 }, contextFor({ caller: 'cli' }).context)
    expect(opened).toBe(1)
  })

  it('ends a run that outlives its deadline, and one that is interrupted', async () => {
    const forever = { ...double, deadlineMs: 20, run: () => new Promise(() => {}) } as unknown as Operation
    await expect(execute(forever, { n: 1 }, contextFor().context)).rejects.toMatchObject({ kind: 'unavailable' })
    const abort = new AbortController()
    const waiting = { ...double, run: () => new Promise(() => {}) } as unknown as Operation
    const running = execute(waiting, { n: 1 }, contextFor({ signal: abort.signal }).context)
    abort.abort()
    await expect(running).rejects.toMatchObject({ kind: 'canceled' })
  })

  it('nothing listens any more to the signal of a run that has ended', async () => {
    const { context } = contextFor()
    const seen: AbortSignal[] = []
    const run = async ({ signal }: Context) => {
      seen.push(signal)
      return { twice: 2 }
    }
    await execute(defineOperation({ ...base, effect: 'read', run }) as unknown as Operation, { n: 1 }, context)
    expect(getEventListeners(seen[0], 'abort')).toEqual([])
  })

  it('checks every value of a stream and audits its end once', async () => {
    const { context, logged } = contextFor()
    const stream = {
      ...double,
      streams: () => true,
      async *run() {
        yield { twice: 1 }
        yield { twice: 'x' }
      },
    } as unknown as Operation
    const answer = await execute(stream, { n: 1 }, context)
    const seen: unknown[] = []
    const read = async () => {
      if (answer.kind === 'stream') for await (const value of answer.values) seen.push(value)
    }
    await expect(read()).rejects.toBeInstanceOf(OpenbellError)
    expect(seen).toEqual([{ twice: 1 }])
    expect(logged).toMatchObject([{ outcome: 'internal' }])
  })
})
