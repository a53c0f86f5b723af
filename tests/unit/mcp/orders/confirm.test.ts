import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { InMemoryTransport, type ServerContext } from '@modelcontextprotocol/server'
import { afterEach, describe, expect, it } from 'vitest'
import { createState } from '../../../../src/mcp/create-state.ts'
import { createJobs } from '../../../../src/mcp/jobs/create.ts'
import { confirmation } from '../../../../src/mcp/orders/confirm.ts'
import { createFactory } from '../../../../src/mcp/server.ts'
import type { Tool, ToolCall } from '../../../../src/mcp/tool.ts'
import { openHttp } from '../../../support/mcp-http.ts'
import { type ProgramRig, type ProgramRigOptions, programRig, SYMBOL } from '../../../support/program-rig.ts'

type Era = 'legacy' | 'modern'
type Said = { action: 'accept' | 'decline' | 'cancel'; content?: Record<string, unknown> }

interface Talk {
  rig: ProgramRig
  questions: string[]
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
  call(name: string, args: Record<string, unknown>): Promise<any>
}

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** The official client, which answers every question so; over real messages, of either era. */
async function talk(era: Era, said: Said | null, options: ProgramRigOptions & { compat?: boolean } = {}): Promise<Talk> {
  const rig = programRig(options)
  const questions: string[] = []
  const capabilities = said ? { elicitation: { form: {} } } : {}
  const mode = era === 'modern' ? ({ versionNegotiation: { mode: 'auto' } } as const) : {}
  const client = new Client({ name: 'tester', version: '2.0' }, { capabilities, ...mode })
  if (said) {
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      questions.push(String(params.message))
      return said as never
    })
  }
  const allow = options.allow ?? 'paper'
  if (era === 'modern') {
    const server = await openHttp(rig.context, { allow })
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url)))
    closers.push(
      () => client.close(),
      () => server.close(),
    )
  } else {
    const whole = { toolsets: ['default'], readOnly: false, allow, compat: options.compat ?? false }
    const state = createState(rig.context, whole, (served) => Object.assign(createJobs(served), { warm() {} }))
    const server = await createFactory(state)({ era: 'legacy' })
    const [near, far] = InMemoryTransport.createLinkedPair()
    await Promise.all([server.connect(far), client.connect(near as never)])
    closers.push(
      () => client.close(),
      () => state.close(),
    )
  }
  return {
    rig,
    questions,
    async call(name, args) {
      const { structuredContent, isError } = await client.callTool({ name, arguments: args })
      return { ...(structuredContent as object), isError: isError === true }
    },
  }
}

const buy = { symbol: SYMBOL, side: 'buy', quantity: 10, limit: 100, stop: 90 }
const ordered = async ({ call }: Talk, id = 'mine-1') => {
  const { previewId } = await call('order_preview', buy)
  return { previewId, answer: await call('order_place', { previewId, clientOrderId: id }) }
}

describe.each(['legacy', 'modern'] as const)('a client that can ask its person (%s)', (era) => {
  it('asks before a paper order goes out, once', async () => {
    const here = await talk(era, { action: 'accept', content: { place: true } })
    const { previewId, answer } = await ordered(here)
    expect(answer).toMatchObject({ outcome: 'placed', mode: 'paper', isError: false })
    expect(here.questions).toEqual([
      `PAPER account: buy 10 ${SYMBOL} limit 100, day, about $1,000 (last price 100); protected by stop 90. Proposed by tester 2.0. Place it?`,
    ])
    expect(await here.call('order_place', { previewId, clientOrderId: 'mine-1' })).toMatchObject({ repeated: true })
    expect(
      await here.call('tool_call', { name: 'order_place', arguments: { previewId, clientOrderId: 'mine-1' } }),
    ).toMatchObject({ repeated: true })
    expect(here.questions).toHaveLength(1)
    expect(here.rig.world.accepted).toHaveLength(1)
  })

  it.each([
    { action: 'decline' },
    { action: 'decline', content: { place: true } },
    { action: 'cancel' },
    { action: 'accept', content: { place: false } },
  ] as const)('sends nothing on $action $content', async (said) => {
    const here = await talk(era, said)
    const { previewId, answer } = await ordered(here)
    expect(answer).toMatchObject({
      isError: true,
      error: { kind: 'denied', message: expect.stringMatching(new RegExp(`\\(${said.action}.*nothing was sent`)) },
    })
    expect(await here.call('tool_call', { name: 'order_place', arguments: { previewId, clientOrderId: 'b' } })).toMatchObject({
      isError: true,
    })
    expect(here.rig.world.accepted).toEqual([])
    const { entries } = await here.rig.person('audit', { outcome: 'denied' })
    expect(entries[0]).toMatchObject({ tool: expect.stringMatching(/order.place|tool_call/), client: 'tester 2.0' })
  })

  it('is not enough for a live account, whatever is answered', async () => {
    const here = await talk(era, { action: 'accept', content: { place: true } }, { mode: 'live', allow: 'live' })
    expect((await ordered(here)).answer).toMatchObject({ outcome: 'awaiting-approval', mode: 'live' })
    expect(here.rig.world.accepted).toEqual([])
  })
})

it('an order under another name is asked about too, however it is called', async () => {
  const here = await talk('legacy', { action: 'decline' }, { compat: true })
  const order = { symbol: SYMBOL, side: 'buy', quantity: 10, order_type: 'limit', limit_price: 100 }
  const { preview_id } = await here.call('place_stock_order', order)
  const placing = { preview_id, client_order_id: 'mine-1' }
  const calls = [
    ['place_stock_order', placing],
    ['tool_call', { name: 'place_stock_order', arguments: placing }],
  ] as const
  for (const [name, args] of calls) {
    expect(await here.call(name, args)).toMatchObject({ isError: true, error: { kind: 'denied' } })
  }
  expect(here.questions).toHaveLength(2)
  expect(here.rig.world.accepted).toEqual([])
})

it('a client that cannot ask places with the id of the preview alone', async () => {
  const here = await talk('legacy', null)
  expect((await ordered(here)).answer).toMatchObject({ outcome: 'placed' })
})

describe('an answer that nobody was asked for', () => {
  const ctx = (inputResponses: Record<string, unknown> | undefined, state: unknown) =>
    ({ mcpReq: { inputResponses, requestState: () => state } }) as unknown as ServerContext
  const accept = { confirm: { action: 'accept', content: { place: true } } }
  const tool = { listing: { name: 'order_place' }, effect: 'trade', toolset: 'orders' } as unknown as Tool

  it('confirms nothing: forged, tampered with, or given for another order', async () => {
    const rig = programRig()
    const call = { context: rig.context, client: { name: 'tester', version: '2', elicits: true } } as unknown as ToolCall
    const previews = await Promise.all([1, 2].map(() => rig.call('order.preview', buy)))
    const [args, other] = previews.map(({ previewId }) => ({ previewId, clientOrderId: 'mine-1' }))
    const asked = (await confirmation(call, tool, args, ctx(undefined, undefined))) as { requestState: string }
    const states = [undefined, '', 'v1.x.y', asked.requestState.slice(0, -2), { order: 'x' }]
    for (const state of states) {
      await expect(confirmation(call, tool, args, ctx(accept, state)), String(state)).rejects.toMatchObject({ kind: 'denied' })
    }
    await expect(confirmation(call, tool, other, ctx(accept, asked.requestState))).rejects.toMatchObject({ kind: 'denied' })
    const renamed = { ...args, clientOrderId: 'mine-2' }
    await expect(confirmation(call, tool, renamed, ctx(accept, asked.requestState))).rejects.toMatchObject({ kind: 'denied' })
    expect(await confirmation(call, tool, args, ctx(accept, asked.requestState))).toBe('go')
  })
})
