import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import { createPeers } from '../../../../src/adapters/peers/peers.ts'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import type { Context } from '../../../../src/operations/context.ts'
import { execute } from '../../../../src/operations/execute.ts'
import { operations } from '../../../../src/operations/registry.ts'
import { createTestContext } from '../../../support/context.ts'
import { openMcpSession } from '../../../support/mcp-session.ts'
import { peerCommand } from '../../../support/peers/start.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const log = { debug() {}, info() {}, warn() {}, error() {} }

/** A home on the simulated market, on the machine's own time: peers are programs, and theirs is no other. */
function home(change: Partial<Context> = {}): Context {
  const clock = createSystemClock()
  const test = createTestContext({ sources: { simulated: createSimulatedSource({ seed: 1, clock }) } })
  const peers = createPeers({ home: test.home, clock, log, env: {} })
  closing.push(
    () => test.close(),
    () => peers.close(),
  )
  return { ...test.context, clock, peers: async () => peers, assumeYes: true, ...change }
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
async function run(context: Context, name: string, input: Record<string, unknown> = {}): Promise<any> {
  const answer = await execute(await operations[name](), input, context)
  if (answer.kind === 'value') return answer.value
  throw new Error(`${name} streams`)
}

const connect = (context: Context, name: string, kind: string, flags: string[] = []) =>
  run(context, 'mcp.connect', { name, command: peerCommand(kind, flags) })

describe('peers, as a person has them', () => {
  it('are connected, listed without being asked, shown, and forgotten', async () => {
    const context = home()
    const offer = await connect(context, 'desk', 'analyst')
    expect(offer).toMatchObject({ peer: 'desk', title: 'test-analyst', waiting: [], protocol: '2025-11-25' })
    expect(offer.approved).toEqual(['company_news', 'marketSentiment', 'fundamentals', 'weather'])
    expect(offer.tools.map((one: { asks: string | null }) => one.asks)).toEqual(['news', 'sentiment', 'fundamental', null])
    const { peers } = await run(context, 'mcp.list')
    expect(peers).toMatchObject([{ name: 'desk', transport: 'stdio', target: process.execPath, approved: 4 }])
    expect(JSON.stringify(peers)).not.toContain('peer-server')
    expect((await run(context, 'mcp.show', { name: 'desk' })).fingerprint).toBe(offer.fingerprint)
    await expect(connect(context, 'desk', 'analyst')).rejects.toThrow(/already/)
    const dry = { ...context, dryRun: true }
    expect(await run(dry, 'mcp.disconnect', { name: 'desk' })).toEqual({ disconnected: 'desk' })
    await expect(run(dry, 'mcp.disconnect', { name: 'else' })).rejects.toMatchObject({ kind: 'not-found' })
    expect((await run(context, 'mcp.list')).peers).toHaveLength(1)
    expect(await run(context, 'mcp.disconnect', { name: 'desk' })).toEqual({ disconnected: 'desk' })
    await expect(run(context, 'mcp.show', { name: 'desk' })).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('are approved as they were seen, and not when they changed meanwhile', async () => {
    const context = home({ assumeYes: false })
    const words = join(mkdtempSync(join(tmpdir(), 'openbell-peer-')), 'words')
    const offer = await connect(context, 'desk', 'analyst', ['--words', words])
    expect(offer).toMatchObject({ approved: [], waiting: ['company_news', 'marketSentiment', 'fundamentals', 'weather'] })
    const next = (await operations['mcp.connect']()).followUp?.(offer as never, {} as never)
    expect(next).toMatchObject({ operation: 'mcp.approve', input: { name: 'desk', seen: offer.fingerprint } })
    writeFileSync(words, 'Now different.')
    await expect(run(context, 'mcp.approve', { name: 'desk', seen: offer.fingerprint })).rejects.toMatchObject({ kind: 'denied' })
    const shown = await run(context, 'mcp.approve', { name: 'desk' })
    expect(shown.approved).toEqual([])
    const approved = await run(context, 'mcp.approve', { name: 'desk', tools: ['weather'], seen: shown.fingerprint })
    expect(approved).toMatchObject({ approved: ['weather'], waiting: ['company_news', 'marketSentiment', 'fundamentals'] })
    await expect(run(context, 'mcp.approve', { name: 'desk', tools: ['none'] })).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('write nothing in a dry run', async () => {
    const context = home({ dryRun: true })
    expect((await connect(context, 'desk', 'analyst')).waiting).toHaveLength(4)
    expect((await run(context, 'mcp.list')).peers).toEqual([])
  })

  it('are nothing that a program decides, whatever it was granted', async () => {
    const context = home({ caller: 'mcp', grants: { write: true, trade: 'live' } })
    for (const [name, input] of [
      ['mcp.connect', { name: 'desk', command: peerCommand('analyst') }],
      ['mcp.approve', { name: 'desk' }],
      ['mcp.disconnect', { name: 'desk' }],
    ] as const) {
      await expect(run(context, name, input)).rejects.toMatchObject({ kind: 'denied' })
    }
  })

  it.each([
    [{}, /either a command or an address/],
    [{ command: 'node x', url: 'https://x/mcp' }, /either a command or an address/],
    [{ command: '  ' }, /command of a peer is empty/],
    [{ url: 'http://example.com/mcp' }, /not encrypted/],
    [{ url: 'https://x/mcp', env: ['A'] }, /--env is about programs/],
    [{ command: 'node x', tokenEnv: 'A' }, /--token-env is about addresses/],
    [{ command: 'node x', env: ['APCA_API_SECRET_KEY'] }, /openbell's own/],
  ])('%j is refused', async (input, reason) => {
    await expect(run(home(), 'mcp.connect', { name: 'desk', ...input })).rejects.toThrow(reason)
  })
})

describe('federate', () => {
  it('is our own view where there is no peer', async () => {
    const answer = await run(home(), 'federate', { symbol: 'simall' })
    expect(answer).toMatchObject({ symbol: 'SIMALL', asked: 0, silent: [], setAside: [], source: 'simulated' })
    expect(answer.views).toMatchObject([{ source: 'openbell', kind: 'technical', weight: 1, untrusted: false }])
    expect(answer.fused.score).toBe(answer.views[0].score)
    await expect(run(home(), 'federate', { symbol: 'NOTHING' })).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('shows every source with its weight, sets liars aside, and names who is silent', async () => {
    const context = home()
    await connect(context, 'desk', 'analyst')
    await connect(context, 'liar', 'liar')
    await connect(context, 'bank', 'broker')
    const answer = await run(context, 'federate', { symbol: 'SIMALL' })
    const rows = answer.views.map((one: { source: string; tool: string; untrusted: boolean }) => [
      one.source,
      one.tool,
      one.untrusted,
    ])
    expect(rows).toEqual([
      ['openbell', 'analyze', false],
      ['desk', 'company_news', true],
      ['desk', 'marketSentiment', true],
      ['desk', 'fundamentals', true],
      ['liar', 'news_words', true],
    ])
    const weights = answer.views.map((one: { weight: number }) => one.weight)
    expect(weights.reduce((a: number, b: number) => a + b)).toBeCloseTo(1, 9)
    expect(weights[4]).toBe(0)
    const aside = Object.fromEntries(answer.setAside.map((one: { tool: string; reason: string }) => [one.tool, one.reason]))
    expect(aside).toEqual({
      news_score: expect.stringMatching(/score 7/),
      news_confidence: expect.stringMatching(/confidence 5/),
      news_future: expect.stringMatching(/later than the as-of/),
      news_other: expect.stringMatching(/OTHER/),
      news_huge: expect.stringMatching(/more than 4 MB/),
      news_wish: 'its text gives instructions',
      news_schema: expect.stringMatching(/breaks its own schema/),
    })
    expect(answer.silent).toEqual([{ peer: 'bank', reason: 'it offers no analysis of a symbol' }])
    expect(JSON.stringify(answer)).not.toMatch(/Ignore all previous/)
  })

  it('knows nothing later than the as-of, whoever says it', async () => {
    const asOf = Date.UTC(2026, 0, 15, 21)
    const context = home()
    await connect(context, 'desk', 'analyst')
    const past: Context = { ...context, settings: { ...context.settings, asOf }, asOf: () => asOf }
    const answer = await run(past, 'federate', { symbol: 'SIMALL' })
    expect(answer.asOf).toBe('2026-01-15T21:00:00Z')
    expect(answer.views).toHaveLength(1)
    expect(answer.setAside.map((one: { reason: string }) => one.reason)).toEqual(
      Array(3).fill('it says to know what is later than the as-of'),
    )
  })
})

describe('approved tools of peers, for our own clients', () => {
  it('are found under peer__tool, marked untrusted, and made without asking the peer', async () => {
    const context = home()
    await connect(context, 'desk', 'analyst')
    await connect(context, 'bank', 'broker')
    const session = await openMcpSession(context, { toolsets: ['default', 'peers'], allow: 'paper' })
    closing.push(() => session.close())
    const { tools } = await session.client.listTools()
    const ours = tools.filter(({ name }) => name.includes('__'))
    expect(ours.map(({ name }) => name)).toEqual([
      'desk__company_news',
      'desk__market_sentiment',
      'desk__fundamentals',
      'desk__weather',
    ])
    expect(ours[0].description).toMatch(/^From peer desk, outside of openbell/)
    const { value, isError } = await session.call('desk__company_news', { symbol: 'AAPL' })
    expect(isError).toBe(false)
    expect(value).toMatchObject({ peer: 'desk', tool: 'company_news', structured: { score: 0.6 }, untrusted: expect.any(String) })
    expect(value.text).toBe('')
    const { value: words } = await session.call('desk__weather', { city: 'Oslo' })
    expect(words).toMatchObject({ structured: null, text: 'rain' })
    expect((await session.call('desk__company_news', {})).isError).toBe(true)
    expect((await session.call('tool_call', { name: 'bank__place_order', arguments: {} })).isError).toBe(true)
    expect((await session.call('tool_call', { name: 'mcp_approve', arguments: { name: 'bank' } })).isError).toBe(true)
    const { value: federated } = await session.call('tool_call', { name: 'federate', arguments: { symbol: 'SIMALL' } })
    expect(federated).toMatchObject({ symbol: 'SIMALL', asked: 2 })
  })

  it('one that a server is without is not called by federate either, and that is said', async () => {
    const context = home()
    await connect(context, 'desk', 'analyst')
    const session = await openMcpSession(context, { without: ['desk__company_news', 'desk__fundamentals'] })
    closing.push(() => session.close())
    const { value } = await session.call('tool_call', { name: 'federate', arguments: { symbol: 'SIMALL' } })
    expect(value.views.map((one: { tool: string }) => one.tool)).toEqual(['analyze', 'marketSentiment'])
    expect(value.setAside.map((one: { reason: string }) => one.reason)).toEqual([
      'desk__company_news is off: this server was started without it',
      'desk__fundamentals is off: this server was started without it',
    ])
    const all = ['desk__company_news', 'desk__fundamentals', 'desk__market_sentiment']
    const none = await openMcpSession(context, { without: all })
    closing.push(() => none.close())
    const { value: alone } = await none.call('tool_call', { name: 'federate', arguments: { symbol: 'SIMALL' } })
    expect(alone.views).toHaveLength(1)
    expect(alone.silent).toMatchObject([{ peer: 'desk', reason: expect.stringMatching(/is off: this server/) }])
  })

  it('a broken file of peers stops no server', async () => {
    const context = home()
    writeFileSync(join(context.settings.home, 'peers.json'), '{')
    const session = await openMcpSession(context)
    closing.push(() => session.close())
    expect((await session.client.listTools()).tools.length).toBeGreaterThan(5)
    rmSync(join(context.settings.home, 'peers.json'))
  })
})

describe('what this server says of itself', () => {
  it('is what it was started with', async () => {
    const session = await openMcpSession(home(), { readOnly: true })
    closing.push(() => session.close())
    const { value } = await session.call('capabilities')
    expect(value).toMatchObject({ name: 'openbell', mode: 'paper', allow: null, readOnly: true, peers: 0 })
    expect(value.protocols).toEqual(expect.arrayContaining(['2026-07-28', '2025-11-25']))
    expect(value.analyses).toEqual([{ kind: 'technical', tool: 'analyze', argument: 'symbols' }])
    expect(value.tools.every((one: { effect: string }) => one.effect === 'read')).toBe(true)
    expect(value.prompts).toContain('day_trading_session_guide')
  })
})
