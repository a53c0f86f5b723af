import { afterAll, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { createTestContext, fixedClock } from '../../../support/context.ts'
import { openMcpSession } from '../../../support/mcp-session.ts'

const source = createSimulatedSource({ seed: 1, clock: fixedClock(Date.UTC(2026, 2, 19, 20)).clock })
const t = createTestContext({ flags: { source: 'simulated' }, sources: { simulated: source } })
const session = await openMcpSession(t.context, { readOnly: true })
afterAll(async () => {
  await session.close()
  await (await t.context.codeRunner()).close()
  t.close()
})

describe('datasets and code as tools of a server that only reads', () => {
  it('load, describe, run, tell how it went, drop', async () => {
    const loaded = await session.call('datasets_load', { name: 'week', symbols: ['SIMALL'], limit: 40 })
    expect(loaded.value).toMatchObject({ name: 'week', rows: 40, source: 'simulated' })
    const ran = await session.call('run', { dataset: 'week', code: 'return df.length' })
    expect([ran.isError, ran.value]).toEqual([false, expect.objectContaining({ ok: true, result: 40 })])
    expect((await session.call('analytics_performance', {})).value).toMatchObject({ executions: 1, successRate: 1 })
    expect((await session.call('datasets_drop', { name: 'week' })).value).toMatchObject({ room: { datasets: 0 } })
    expect(t.store.datasets.list()).toEqual([])
  })

  it('code that fails is a tool error that says what it was, and the answer beside it', async () => {
    await session.call('datasets_load', { name: 'week', symbols: ['SIMALL'], limit: 40 })
    const failed = await session.call('run', { dataset: 'week', code: 'return df.clsoe' })
    expect(failed.isError).toBe(true)
    expect(failed.text).toMatch(/clsoe.*close/)
    expect(failed.text).not.toMatch(/\n\s+at /)
  })

  it('hostile arguments are tool errors, and the server goes on', async () => {
    const hostile: [string, Record<string, unknown>][] = [
      ['datasets_load', { name: '../../etc/passwd', symbols: ['SIMALL'] }],
      ['datasets_load', { name: 'x', from: 'csv', file: '/etc/passwd' }],
      ['datasets_load', { name: 'x', from: 'csv' }],
      ['datasets_load', { name: 'x', symbols: ['SIMALL'], limit: 1e9 }],
      ['datasets_load', { name: 'x', symbols: ['SIMALL', 'SIMTEC'], limit: 150_000 }],
      ['datasets_load', { name: 'x', symbols: ['SIMALL'], timeframe: '1 DROP TABLE' }],
      ['datasets_load', { name: 'x', symbols: [] }],
      ['datasets_show', { name: '__proto__' }],
      ['datasets_drop', { name: 'constructor' }],
      ['run', { file: '/etc/passwd' }],
      ['run', { code: 'return 1', timeout: 1e9 }],
      ['run', { code: '' }],
      ['run', { code: 'return process.env' }],
      ['run', { code: 'return 1', dataset: 'toString' }],
      ['run', { code: `return ${'1+'.repeat(40_000)}1` }],
    ]
    for (const [name, args] of hostile) {
      const { isError, text } = await session.call(name, args)
      expect(isError, `${name} ${JSON.stringify(args).slice(0, 80)}`).toBe(true)
      expect(text).not.toMatch(/root:|\n\s+at /)
    }
    expect((await session.call('datasets_list', {})).isError).toBe(false)
  })
})
