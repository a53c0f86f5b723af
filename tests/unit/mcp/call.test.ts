import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../src/adapters/simulated/source.ts'
import { Secret } from '../../../src/core/settings.ts'
import { createTestContext, type TestContextOptions } from '../../support/context.ts'
import { type McpSession, openMcpSession } from '../../support/mcp-session.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function session(
  options: Parameters<typeof openMcpSession>[1] = {},
  { secret, ...world }: TestContextOptions & { secret?: string } = {},
): Promise<McpSession> {
  const clock = { now: () => Date.UTC(2026, 2, 20, 20) }
  const sources = { simulated: createSimulatedSource({ seed: 1, clock: clock as never }) }
  const test = createTestContext({ sources, ...world })
  open.push(test)
  const settings = secret ? { ...test.context.settings, alpacaSecretKey: new Secret(secret) } : test.context.settings
  const made = await openMcpSession({ ...test.context, settings }, options)
  open.push(made)
  return made
}

/** One for all that only ask. */
let kept: McpSession | null = null
async function common(): Promise<McpSession> {
  kept ??= await session()
  open.length = 0
  return kept
}
afterAll(() => kept?.close())

describe('a call of a tool', () => {
  it('answers the operation, with the mode first, as structure and as the same JSON text', async () => {
    const { call } = await session()
    const { value, text, isError } = await call('quote', { symbols: ['SIMALL'] })
    expect(isError).toBe(false)
    expect(Object.keys(value)[0]).toBe('mode')
    expect(value).toMatchObject({ mode: 'paper', source: 'simulated', results: [{ symbol: 'SIMALL' }] })
    expect(JSON.parse(text)).toEqual(value)
  })

  it('looks at an earlier time when it is asked to, and never past it', async () => {
    const { call } = await session()
    const { value } = await call('bars', { symbol: 'SIMALL', timeframe: '1d', limit: 3, asOf: '2025-06-30' })
    expect(value.bars).toHaveLength(3)
    expect(value.bars.at(-1).time.slice(0, 10)).toBe('2025-06-30')
  })

  it.each([
    ['an unknown argument', 'quote', { symbols: ['SIMALL'], stop_loss: 5 }, /usage: quote: unknown argument 'stop_loss'/],
    ['a wrong type', 'quote', { symbols: 7 }, /usage: quote: symbols/],
    ['a person’s operation', 'tool_call', { name: 'trade_approve' }, /trade_approve is no tool: a person approves/],
    ['a missing argument', 'answer_page', {}, /usage: answer_page: cursor: is missing/],
    ['a name that a command would look up', 'quote', { symbols: ['NOPE'] }, /\(scan lists the simulated symbols/],
    ['an unknown symbol', 'quote', { symbols: ['NOPE'] }, /not-found: NOPE/],
    ['an unknown strategy', 'strategies_list', { name: 'x' }, /usage/],
    ['a path in place of a strategy', 'backtest', { strategy: '/etc/passwd', symbols: ['SIMALL'] }, /denied: .* is a path/],
    ['a path in place of a network', 'forecast', { symbols: ['SIMALL'], model: 'custom:../evil.js' }, /denied: .* is a path/],
    ['a person’s word', 'trade_orders', { live: true }, /unknown argument 'live'/],
    ['limits of its own', 'risk', { risk: 'none' }, /unknown argument 'risk'/],
    ['another source that is none', 'quote', { symbols: ['SIMALL'], source: '__proto__' }, /unknown source/],
    ['a time that is none', 'quote', { symbols: ['SIMALL'], asOf: 'yesterday' }, /as-of 'yesterday'/],
    ['a very long text', 'quote', { symbols: ['x'.repeat(100_000)] }, /usage|not-found/],
    ['no arguments at all', 'backtest', {}, /usage: backtest/],
  ])('%s is a clear error of the tool', async (_, name, args, message) => {
    const { isError, text, value } = await (await common()).call(name, args)
    expect(isError).toBe(true)
    expect(text).toMatch(message)
    expect(text).not.toMatch(/\n| {4}at /)
    expect(text.length).toBeLessThan(1500)
    expect(value.mode).toBe('paper')
  })

  it('says of a tool that is off what it takes, and of an unknown one that it is none', async () => {
    const { call, client } = await session()
    const off = await call('trade_halt', { reason: 'x' })
    expect(off.text).toMatch(/denied: trade_halt is off: this server places no orders .*--allow paper/)
    await expect(client.callTool({ name: 'nothing', arguments: {} })).rejects.toThrow(/unknown tool 'nothing'/)
  })

  it('writes nothing when it only reads', async () => {
    const { call, client } = await session({ readOnly: true, toolsets: ['all'] })
    const { text } = await call('data_generate', { symbol: 'MINE' })
    expect(text).toMatch(/denied: data_generate is off: this server only reads/)
    const { tools } = await client.listTools()
    expect(tools.every((one) => one.annotations?.readOnlyHint === true)).toBe(true)
    const open = await (await session({ allow: 'paper' })).client.listTools()
    const any = open.tools.find((one) => one.name === 'tool_call')
    expect(any?.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true })
  })

  it('tells no secret, whoever put it into an answer', async () => {
    const secret = 'SUPERSECRETKEY123'
    const { call } = await session({}, { secret })
    const { text, value } = await call('quote', { symbols: [secret] })
    expect(text).not.toContain(secret)
    expect(JSON.stringify(value)).not.toContain(secret)
  })

  it('tells of our own faults only that there was one', async () => {
    const source = createSimulatedSource({ seed: 1, clock: { now: () => Date.UTC(2026, 2, 20, 20) } as never })
    const broken = {
      ...source,
      name: 'simulated',
      snapshot: () => Promise.reject(new TypeError('password=hunter2 at /home/x')),
      history: () => Promise.reject(new TypeError('password=hunter2 at /home/x')),
    }
    const { call } = await session({}, { sources: { simulated: broken as never } })
    const { text, isError } = await call('quote', { symbols: ['SIMALL'] })
    expect(isError).toBe(true)
    expect(text).toMatch(/^internal: an error inside openbell/)
    expect(text).not.toMatch(/hunter2|TypeError/)
  })

  it('pages a long answer through its cursor', async () => {
    const { call } = await session()
    const first = await call('bars', { symbol: 'SIMALL', timeframe: '1d', limit: 700 })
    const [cut] = first.value.page
    expect(cut).toMatchObject({ lists: ['bars'], total: 700, shown: first.value.bars.length })
    expect(JSON.stringify(first.value).length).toBeLessThanOrEqual(25_000)
    const rows = [...first.value.bars]
    for (let cursor = cut.cursor; cursor; ) {
      const { value } = await call('answer_page', { cursor })
      rows.push(...value.rows.bars)
      cursor = value.cursor
    }
    expect(new Set(rows.map((one) => one.time)).size).toBe(700)
    expect((await call('answer_page', { cursor: 'nope' })).text).toMatch(/not-found/)
  })
})

describe('tools beyond the list', () => {
  it('are found by words, described by name, and run', async () => {
    const { call } = await session()
    const found = await call('tools_find', { query: 'correlation exposure risk' })
    expect(found.value.tools.map((one: { name: string }) => one.name)).toContain('risk')
    const one = await call('tools_find', { query: 'hours' })
    expect(one.value).toMatchObject({ name: 'hours', effect: 'read', outputSchema: { properties: { phase: {} } } })
    expect(one.value.examples.length).toBeGreaterThan(0)
    const ran = await call('tool_call', { name: 'hours', arguments: { market: 'us' } })
    expect(ran.value.market).toBe('us')
  })

  it('may not do more than the server may', async () => {
    const { call } = await session()
    expect((await call('tool_call', { name: 'trade_close', arguments: { symbol: 'SIMALL' } })).text).toMatch(
      /denied: trade_close is off/,
    )
    expect((await call('tool_call', { name: 'tool_call', arguments: {} })).text).toMatch(/does not call itself/)
    expect((await call('tool_call', { name: 'trade_approve', arguments: { id: 'x' } })).text).toMatch(
      /not-found: trade_approve is no tool/,
    )
  })
})

describe('the audit of calls', () => {
  it('has a failed job once, though two processes had a part in it', async () => {
    const { call, state } = await session()
    const { text } = await call('backtest', { strategy: 'no-such-strategy', symbols: ['SIMALL'] })
    expect(text).toMatch(/^not-found/)
    const store = await state.context.store()
    const rows = store.audit.list({ limit: 10 }).filter((one) => one.tool === 'backtest')
    expect(rows.map((one) => one.outcome)).toEqual(['not-found'])
  })
})
