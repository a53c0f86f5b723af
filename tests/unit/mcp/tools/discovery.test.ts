import { afterAll, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import type { JsonObject } from '../../../../src/mcp/tool.ts'
import { createTestContext } from '../../../support/context.ts'
import { openMcpSession } from '../../../support/mcp-session.ts'

const closing: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closing.reverse()) await close()
})

describe('tools_find with the name of a tool', () => {
  it('tells its schemas whole, of every tool, under the name of its operation too', async () => {
    const sources = { simulated: createSimulatedSource({ seed: 1, clock: { now: () => Date.UTC(2026, 2, 20, 20) } as never }) }
    const test = createTestContext({ sources })
    const session = await openMcpSession(test.context, { toolsets: ['all'], allow: 'paper' })
    closing.push(
      () => test.close(),
      () => session.close(),
    )
    const { tools } = (await session.call('tools_find')).value as { tools: string[] }
    const untold: string[] = []
    for (const name of tools) {
      const { value } = await session.call('tools_find', { query: name })
      expect([value.name, value.leftOut]).toEqual([name, undefined])
      const operation = (await session.state.tools()).get(name)?.operation
      if (operation === undefined) continue
      const fields = (value.outputSchema as { properties?: JsonObject } | undefined)?.properties
      if (fields === undefined || Object.keys(fields).length === 0) untold.push(name)
    }
    expect(untold).toEqual([])
    expect((await session.call('tools_find', { query: 'data.list' })).value.name).toBe('data_list')
  })
})
