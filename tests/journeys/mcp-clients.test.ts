import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CallToolResult } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectLeg, LEGS, type LegClient, type McpBinary, startBinary } from '../support/mcp-binary.ts'

/** Callers at once. */
const CROWD = 50

let server: McpBinary
beforeAll(async () => {
  server = await startBinary({ args: [] })
})
afterAll(() => server.stop())

describe.each(LEGS)('the official client over $transport, $era', (leg) => {
  let one: LegClient
  beforeAll(async () => {
    one = await connectLeg(leg, server)
  })
  afterAll(() => one.close())

  const call = (name: string, args: Record<string, unknown> = {}, options = {}) =>
    one.client.callTool({ name, arguments: args }, options) as Promise<CallToolResult>

  it('speaks the protocol that was asked for', () => {
    expect(one.client.getProtocolEra()).toBe(leg.era)
    expect(one.client.getServerVersion()?.name).toBe('openbell')
    expect(one.client.getInstructions()).toMatch(/simulated/i)
  })

  it('lists tools, each with schemas, and calls one whose answer fits its own', async () => {
    const { tools } = await one.client.listTools()
    expect(tools.length).toBeGreaterThan(15)
    for (const tool of tools)
      expect(tool, tool.name).toMatchObject({ inputSchema: { type: 'object', additionalProperties: false } })
    expect(tools.find(({ name }) => name === 'quote')?.outputSchema).toMatchObject({ type: 'object' })
    // The client has the schema of the list: an answer that does not fit is refused by it.
    const { structuredContent, isError } = await call('quote', { symbols: ['SIMALL'] })
    expect(isError).not.toBe(true)
    expect(structuredContent).toMatchObject({ mode: 'paper', source: 'simulated', results: [{ symbol: 'SIMALL' }] })
  })

  it('is told apart from others in the audit, by the name it gives', async () => {
    await call('strategies_list')
    const { structuredContent } = await call('tool_call', { name: 'audit', arguments: { limit: 5 } })
    expect((structuredContent as { entries: unknown[] }).entries).toContainEqual(
      expect.objectContaining({ tool: 'strategies.list', client: 'openbell-test 1.0.0' }),
    )
  })

  it('bad arguments are an error of the tool, an unknown tool one of the protocol', async () => {
    const wrong = await call('quote', { symbols: ['SIMALL'], stop_loss: 5 })
    expect(wrong.isError).toBe(true)
    expect(wrong.content[0]).toMatchObject({ type: 'text', text: expect.stringMatching(/^usage: .*stop_loss/) })
    await expect(call('no_such_tool')).rejects.toMatchObject({ code: -32_602 })
  })

  it('reads resources, lists templates, and an unknown one is said', async () => {
    const { resources } = await one.client.listResources()
    expect(resources.map(({ uri }) => uri)).toContain('trading://status')
    const { contents } = await one.client.readResource({ uri: 'trading://status' })
    expect(JSON.parse((contents[0] as { text: string }).text)).toMatchObject({ mode: 'paper' })
    const { resourceTemplates } = await one.client.listResourceTemplates()
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toContain('market://quote/{symbol}')
    await expect(one.client.readResource({ uri: 'trading://nothing' })).rejects.toMatchObject({ code: -32_602 })
  })

  it('hears that a resource it subscribed to has changed', async () => {
    const heard = Promise.withResolvers<string>()
    one.client.setNotificationHandler('notifications/resources/updated', ({ params }) => heard.resolve(params.uri))
    const uri = 'trading://status'
    const listening = leg.era === 'modern' ? await one.client.listen({ resourceSubscriptions: [uri] }) : null
    if (!listening) await one.client.subscribeResource({ uri })
    // It changes until it is heard: what stood there at the first look is not known.
    const halt = join(one.home, 'HALT')
    const change = () => (existsSync(halt) ? rmSync(halt) : writeFileSync(halt, 'by a test\n'))
    const changing = setInterval(change, 700)
    expect(await heard.promise).toBe(uri)
    clearInterval(changing)
    rmSync(halt, { force: true })
    await (listening ? listening.close() : one.client.unsubscribeResource({ uri }))
  })

  it('gets a prompt and completes its arguments, and a symbol of a resource', async () => {
    const { prompts } = await one.client.listPrompts()
    const guide = prompts.find(({ name }) => name === 'day_trading_session_guide')
    expect(guide?.arguments?.map(({ name }) => name)).toContain('session_type')
    const { messages } = await one.client.getPrompt({
      name: 'day_trading_session_guide',
      arguments: { session_type: 'momentum' },
    })
    expect((messages[0].content as { text: string }).text.length).toBeGreaterThan(200)
    const ref = { type: 'ref/prompt' as const, name: 'day_trading_session_guide' }
    const typed = await one.client.complete({ ref, argument: { name: 'session_type', value: 'mo' } })
    expect(typed.completion.values).toEqual(['momentum'])
    const quote = { type: 'ref/resource' as const, uri: 'market://quote/{symbol}' }
    const symbols = await one.client.complete({ ref: quote, argument: { name: 'symbol', value: 'SIMA' } })
    expect(symbols.completion.values).toContain('SIMALL')
  })

  it('long work tells its progress, and ends when it is cancelled; the server goes on', async () => {
    const stop = new AbortController()
    const seen: number[] = []
    const study = {
      strategy: 'ema-momentum',
      symbols: ['SIMALL'],
      range: ['fast=5:50:1', 'slow=60:200:1'],
      method: 'random',
      trials: 5000,
    }
    const work = call('optimize', study, {
      signal: stop.signal,
      onprogress: ({ progress }: { progress: number }) => {
        seen.push(progress)
        if (seen.length === 3) stop.abort()
      },
    })
    await expect(work).rejects.toThrow(/abort/i)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect((await call('quote', { symbols: ['SIMALL'] })).isError).not.toBe(true)
  })

  it(`${CROWD} calls at once are all answered, each by its own answer`, async () => {
    const symbols = ['SIMALL', 'WELMIR', 'PALNAX', 'ZELKOR', 'CALGAN']
    const wanted = Array.from({ length: CROWD }, (_, i) => symbols[i % symbols.length])
    const answers = await Promise.all(wanted.map((symbol) => call('quote', { symbols: [symbol] })))
    expect(
      answers.map(({ structuredContent }) => (structuredContent as { results: { symbol: string }[] }).results[0]?.symbol),
    ).toEqual(wanted)
  })
})

describe('a server asks in the middle of a call', () => {
  const env = { OPENBELL_MCP_FIXTURES: '1' }
  let asking: McpBinary
  beforeAll(async () => {
    asking = await startBinary({ env })
  })
  afterAll(() => asking.stop())

  it.each(LEGS)('the user, over $transport, $era: a yes and a no reach the tool', async (leg) => {
    const { client, close } = await connectLeg(leg, asking, { env, capabilities: { elicitation: {} } })
    const answers = [{ action: 'accept' as const, content: { username: 'a', email: 'b' } }, { action: 'decline' as const }]
    const asked: string[] = []
    client.setRequestHandler('elicitation/create', ({ params }) => {
      asked.push(params.message)
      return answers[asked.length - 1]
    })
    const said = async (message: string) => {
      const { content } = (await client.callTool({ name: 'test_elicitation', arguments: { message } })) as CallToolResult
      return (content[0] as { text: string }).text
    }
    expect(await said('first?')).toMatch(/"action":"accept".*"username":"a"/)
    expect(await said('second?')).toMatch(/"action":"decline"/)
    expect(asked).toEqual(['first?', 'second?'])
    await close()
  })

  it.each(LEGS)('nobody, over $transport, $era, where the client has no user', async (leg) => {
    const { client, close } = await connectLeg(leg, asking, { env })
    const call = client.callTool({ name: 'test_elicitation', arguments: { message: 'anybody?' } })
    const refused = await call.then(
      (answer) => (answer as CallToolResult).isError,
      (error) => /elicitation/i.test(String(error.message)),
    )
    expect(refused).toBe(true)
    await close()
  })
})

it('the server over HTTP was never told an error of its own', () => {
  expect(server.output().stderr).not.toMatch(/internal|at .*\.js:\d/)
})
