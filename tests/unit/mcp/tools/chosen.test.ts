import { afterAll, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { createTestContext } from '../../../support/context.ts'
import { openMcpSession } from '../../../support/mcp-session.ts'

const open: { close(): unknown }[] = []
afterAll(async () => {
  for (const one of open.reverse()) await one.close()
})

async function session(options: Parameters<typeof openMcpSession>[1]) {
  const sources = { simulated: createSimulatedSource({ seed: 1, clock: { now: () => Date.UTC(2026, 2, 20, 20) } as never }) }
  const test = createTestContext({ sources })
  const made = await openMcpSession(test.context, options)
  open.push(test, made)
  const names = async () => (await made.client.listTools()).tools.map((one) => one.name)
  return { ...made, names, store: () => test.context.store() }
}

describe('tools chosen by name', () => {
  it('are listed too, under the name of the tool or of its operation', async () => {
    const usual = await (await session({})).names()
    const more = await (await session({ tools: ['wrap', 'strategies.info'] })).names()
    expect(usual).not.toContain('wrap')
    expect(more.toSorted()).toEqual([...usual, 'wrap', 'strategies_info'].toSorted())
  })

  it('a tool that the server is without is neither listed, found nor run, and says so', async () => {
    const { names, call } = await session({ without: ['quote', 'strategies.info'] })
    expect(await names()).not.toContain('quote')
    expect((await call('tools_find', { query: '' })).value.tools).not.toContain('quote')
    const refused = /denied: quote is off: this server was started without it/
    expect((await call('quote', { symbols: ['SIMALL'] })).text).toMatch(refused)
    expect((await call('tool_call', { name: 'quote', arguments: { symbols: ['SIMALL'] } })).text).toMatch(refused)
    expect((await call('strategies_info', { name: 'sma-cross' })).isError).toBe(true)
    expect((await call('bars', { symbol: 'SIMALL', limit: 1 })).isError).toBe(false)
  })

  it('nothing that asks for the same runs either, and the audit has it', async () => {
    const { call, store } = await session({ without: ['run', 'optimize'], compat: true, toolsets: ['all'] })
    const code = await call('execute_custom_analytics_code', { dataset_name: 'd', python_code: 'return 1' })
    expect([code.isError, code.text]).toEqual([true, expect.stringMatching(/denied: run is off/)])
    const optimized = await call('optimize_strategy', {
      strategy: 'sma-cross',
      symbol: 'SIMALL',
      parameter_ranges: { fast: [5, 10] },
    })
    expect([optimized.isError, optimized.text]).toEqual([true, expect.stringMatching(/denied: optimize is off/)])
    await call('run', { dataset: 'd', code: 'return 1' })
    const rows = (await store()).audit.list({ limit: 10 })
    expect(rows.map((row) => [row.tool, row.outcome])).toContainEqual(['run', 'denied'])
  })

  it('no resource tells what is left out, under no name', async () => {
    const { client, call } = await session({ without: ['quote', 'datasets.list'], compat: true, toolsets: ['all'] })
    expect((await call('datasets_load', { name: 'week', symbols: ['SIMALL'], from: 'bars' })).isError).toBe(false)
    const read = (uri: string) => client.readResource({ uri })
    await expect(read('market://quote/SIMALL')).rejects.toThrow(/denied: quote is off/)
    await expect(read('analytics://context')).rejects.toThrow(/denied: datasets.list is off/)
    expect((await call('resource_analytics_context')).text).toMatch(/denied: datasets.list is off/)
    await expect(client.getPrompt({ name: 'analytics_exploration_guide' })).rejects.toThrow(/datasets.list is off/)
    const ref = { type: 'ref/prompt' as const, name: 'analytics_exploration_guide' }
    const { completion } = await client.complete({ ref, argument: { name: 'data_focus', value: 'w' } })
    expect(completion.values).not.toContain('week')
  })
})
