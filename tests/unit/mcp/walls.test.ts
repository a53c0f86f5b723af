import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/core/settings.ts'
import { answerWith, callTool } from '../../../src/mcp/call.ts'
import { createState } from '../../../src/mcp/create-state.ts'
import type { Jobs } from '../../../src/mcp/jobs/jobs.ts'
import type { ServerOptions, ServerState } from '../../../src/mcp/state.ts'
import type { Tool, ToolCall } from '../../../src/mcp/tool.ts'
import { ownTool } from '../../../src/mcp/tools/own-tool.ts'
import { z } from '../../../src/operations/operation.ts'
import { createTestContext } from '../../support/context.ts'

const SECRET = 'a-"very"-secret-word'

/** Each wall alone: the one before it is not there. */
function server(options: Partial<ServerOptions> = {}): { state: ServerState; call: ToolCall } {
  const { context } = createTestContext()
  const settings = { ...context.settings, alpacaLiveSecretKey: new Secret(SECRET) }
  const whole = { toolsets: ['default'], readOnly: false, allow: null, compat: false, ...options }
  const state = createState({ ...context, settings }, whole, () => ({ warm() {}, close: async () => {} }) as unknown as Jobs)
  return { state, call: { context: state.context, client: null, server: state } }
}

function toolOf(effect: Tool['effect'], run: () => Record<string, unknown>): Tool {
  const words = { name: 'deed', title: 'Deed', description: 'Does it.', toolset: 'server' } as const
  return ownTool({ ...words, effect, input: z.strictObject({}), run: async () => ({ structured: run() }) })
}

describe('what a server may do', () => {
  it.each([
    [
      { readOnly: true, allow: 'paper' },
      { write: false, trade: null },
    ],
    [{ allow: 'paper' }, { write: true, trade: 'paper' }],
    [
      { allow: 'live', risk: 'settings' },
      { write: true, trade: 'live', risk: 'settings' },
    ],
    [{}, { write: true, trade: null }],
  ] as const)('of %j is %j', (options, grants) => {
    expect(server(options).state.context).toMatchObject({ caller: 'mcp', grants, interactive: false, assumeYes: false })
  })

  it.each([
    ['trade', {}, 'denied'],
    ['trade', { allow: 'paper' }, null],
    ['write', { readOnly: true }, 'denied'],
    ['write', {}, null],
    ['read', { readOnly: true }, null],
  ] as const)('a tool of effect %s on a server of %j: %s, whatever list it came from', async (effect, options, kind) => {
    let done = 0
    const { call } = server(options)
    const called = callTool(
      call,
      toolOf(effect, () => ({ done: ++done })),
      {},
    )
    if (kind === null) await expect(called).resolves.toMatchObject({ structured: { done: 1 } })
    else await expect(called).rejects.toMatchObject({ kind })
    expect(done).toBe(kind === null ? 1 : 0)
  })
})

describe('a secret of the settings', () => {
  it('leaves in no answer, long or short, and in no error', async () => {
    const { state, call } = server()
    const long = Array.from({ length: 2000 }, () => SECRET)
    for (const said of [{ text: `key=${SECRET}` }, { [SECRET]: 1 }, { long }, { long: long.join(' ') }]) {
      const answer = await answerWith(
        state,
        call,
        toolOf('read', () => said),
        {},
        [],
      )
      expect(JSON.stringify(answer)).toContain('(secret)')
      expect(JSON.stringify(answer)).not.toMatch(/very.{1,10}secret/)
    }
    const failing = toolOf('read', () => {
      throw new Error(SECRET)
    })
    expect(JSON.stringify(await answerWith(state, call, failing, {}, []))).not.toMatch(/very.{1,10}secret/)
  })
})
