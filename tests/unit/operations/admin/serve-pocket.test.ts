import { describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { view } from '../../../../src/cli/views/serve-pocket.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { type ServePocketOutput, servePocket } from '../../../../src/operations/admin/serve-pocket.ts'
import type { Context } from '../../../../src/operations/context.ts'
import { execute } from '../../../../src/operations/execute.ts'
import type { Operation } from '../../../../src/operations/operation.ts'
import { createPocketHost } from '../../../../src/pocket/host.ts'
import { createTestContext } from '../../../support/context.ts'

function start(input: Record<string, unknown>) {
  const abort = new AbortController()
  const own = createTestContext({ signal: abort.signal })
  const clock = createSystemClock()
  const seeds: number[] = []
  const host = createPocketHost({
    clock,
    log: own.context.log,
    cash: 5000,
    async source(seed) {
      seeds.push(seed)
      return createSimulatedSource({ seed, clock })
    },
  })
  const context: Context = { ...own.context, pocket: async () => host }
  return { abort, seeds, answer: execute(servePocket as unknown as Operation, input, context), close: own.close }
}

describe('serve-pocket', () => {
  it('says one line when it is ready, serves until it is interrupted, and then is gone', async () => {
    const { abort, seeds, answer, close } = start({ port: 0, date: '2026-03-20', speed: 0, seed: 11 })
    const stream = await answer
    if (stream.kind !== 'stream') throw new Error('serve-pocket streams')
    const values = stream.values[Symbol.asyncIterator]()
    const ready = (await values.next()).value as ServePocketOutput
    expect(ready).toEqual({
      trading: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      data: ready.trading,
      tradingStream: `${ready.trading.replace('http', 'ws')}/stream`,
      dataStream: ready.trading.replace('http', 'ws'),
      admin: `${ready.trading}/admin`,
      key: expect.stringMatching(/^PK/),
      secret: expect.any(String),
      date: '2026-03-20',
      seed: 11,
    })
    expect(seeds).toEqual([11])
    const keys = { 'APCA-API-KEY-ID': ready.key, 'APCA-API-SECRET-KEY': ready.secret }
    const account = (await (await fetch(`${ready.trading}/v2/account`, { headers: keys })).json()) as { cash: string }
    expect(account.cash).toBe('5000')
    const end = values.next()
    abort.abort()
    await expect(end).rejects.toMatchObject({ kind: 'canceled' })
    await expect(fetch(`${ready.trading}/v2/account`, { headers: keys })).rejects.toThrow('fetch failed')
    close()
  })

  it('refuses a closed day before it says it is ready', async () => {
    const { answer, close } = start({ port: 0, date: '2026-07-04' })
    await expect(answer).rejects.toBeInstanceOf(OpenbellError)
    close()
  })

  it('takes cash and scripted trouble, and names a fault that is none', async () => {
    const { abort, answer, close } = start({ port: 0, date: '2026-03-20', speed: 0, cash: 1234, fault: ['mute-stream@10:30,5m'] })
    const stream = await answer
    if (stream.kind !== 'stream') throw new Error('serve-pocket streams')
    const values = stream.values[Symbol.asyncIterator]()
    const ready = (await values.next()).value as ServePocketOutput
    const state = (await (await fetch(`${ready.admin}/state`)).json()) as Record<string, { cash: number; pending: unknown[] }>
    expect(state.account.cash).toBe(1234)
    expect(state.faults.pending).toMatchObject([{ kind: 'mute-stream' }])
    abort.abort()
    await values.next().catch(() => {})
    close()
    const wrong = start({ port: 0, date: '2026-03-20', fault: ['bad-luck'] })
    await expect(wrong.answer).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining("'bad-luck' is no fault"),
    })
    wrong.close()
  })

  it('shows a person what to set in the other terminal', () => {
    const plain = { bold: (text: string) => text } as Parameters<typeof view>[1]['paint']
    const url = 'http://127.0.0.1:8787'
    const ready = {
      trading: url,
      data: url,
      tradingStream: null,
      dataStream: null,
      admin: `${url}/admin`,
      key: 'PKX',
      secret: 's',
      date: '2026-03-20',
      seed: 1,
    }
    const text = view(ready, { width: 100, paint: plain, terminal: true })
    expect(text).toContain(`export APCA_API_BASE_URL=${url} APCA_API_DATA_URL=${url}`)
    expect(text).toContain('export APCA_API_KEY_ID=PKX APCA_API_SECRET_KEY=s')
    expect(text).toContain('streams not served')
  })
})
