import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { MINUTE } from '../../src/core/time.ts'
import { parseFault } from '../../src/pocket/faults/fault-text.ts'
import { stateOf } from '../../src/pocket/routes/state.ts'
import { startPocket } from '../../src/pocket/server.ts'
import { freshHome, openbell } from '../support/cli.ts'
import { connectLeg, startBinary } from '../support/mcp-binary.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** The real server with an account at a pocket exchange, and the official client. */
async function desk() {
  const clock = createSystemClock()
  const source = createSimulatedSource({ seed: 7, clock })
  const setup = { port: 0, date: '2026-03-20', seed: 7, speed: 0, rateLimit: 1_000_000 }
  const pocket = await startPocket({ ...setup, source, clock })
  closers.push(() => pocket.close())
  pocket.world.time.step(10 * MINUTE)
  const home = freshHome()
  const risk = { minimumPrintsPerMinute: null, maximumQuoteAgeMs: null }
  writeFileSync(join(home, 'openbell.config.json'), JSON.stringify({ risk, programRisk: { orderNotional: 5000 } }))
  const env = {
    APCA_API_BASE_URL: pocket.url,
    APCA_API_DATA_URL: pocket.url,
    APCA_API_KEY_ID: 'PKPROGRAMS',
    APCA_API_SECRET_KEY: 'very-secret-word',
    OPENBELL_TIMEOUT_MS: '2000',
  }
  const flags = ['--broker', 'alpaca', '--source', 'alpaca']
  const connect = async () => {
    const server = await startBinary({ home, env, args: ['--no-token', '--allow', 'paper', ...flags] })
    const { client, close } = await connectLeg({ transport: 'http', era: 'modern' }, server)
    closers.push(async () => {
      await close().catch(() => {})
      server.child.kill('SIGKILL')
    })
    const call = async (name: string, args: Record<string, unknown>) => {
      const { structuredContent, isError, content } = await client.callTool({ name, arguments: args })
      // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
      return { ...(structuredContent as any), isError: isError === true, text: JSON.stringify(content) }
    }
    return { server, call }
  }
  const cli = (...words: string[]) => openbell([...words, ...flags, '--json', '--no-input'], { home, env, cwd: home })
  return { pocket, connect, cli, truth: () => stateOf(pocket.world).orders as { client_order_id: string }[] }
}

const buy = { symbol: 'SIMALL', side: 'buy', quantity: 3, market: true }

describe('orders over MCP, from the binary', () => {
  it.each([
    ['arrived', 'placed'],
    ['was lost', 'not-sent'],
  ] as const)(
    'a server that is killed while its order leaves (it %s) is asked again and sends nothing twice',
    async (fate, outcome) => {
      const here = await desk()
      const first = await here.connect()
      const { previewId, mode } = await first.call('order_preview', buy)
      expect([mode, previewId]).toEqual(['paper', expect.stringMatching(/^[0-9a-f]{12}$/)])
      const { faults } = here.pocket.world
      const { takeRequest } = faults
      faults.takeRequest = (method, path) => {
        if (method !== 'POST' || path !== '/v2/orders') return takeRequest(method, path)
        first.server.child.kill('SIGKILL')
        return fate === 'arrived' ? takeRequest(method, path) : parseFault('hang')
      }
      const args = { previewId, clientOrderId: 'mine-1' }
      await expect(first.call('order_place', args)).rejects.toThrow()
      faults.takeRequest = takeRequest
      const second = await here.connect()
      for (let i = 0; i < 2; i++) expect(await second.call('order_place', args)).toMatchObject({ outcome, repeated: true })
      expect(here.truth().map((one) => one.client_order_id)).toEqual(fate === 'arrived' ? [`ob-${previewId}`] : [])
      const { entries } = JSON.parse((await here.cli('audit', '--effect', 'trade')).stdout)
      const told = entries.map((one: { tool: string; outcome: string }) => `${one.tool} ${one.outcome}`).reverse()
      expect(told.slice(0, 3)).toEqual(['order.preview begun', 'order.preview ok', 'order.place begun'])
      expect(entries[0]).toMatchObject({ client: 'openbell-test 1.0.0', mode: 'paper', caller: 'mcp' })
    },
    30_000,
  )

  it('limits of programs hold, a person sees the audit, and no secret is anywhere', async () => {
    const { connect, cli, truth } = await desk()
    const { call } = await connect()
    const large = await call('order_preview', { ...buy, quantity: 1000 })
    expect(large.verdict).toMatchObject({ outcome: 'shrink' })
    for (const more of [{ risk: 'none' }, { live: true }, { execute: true }]) {
      const refused = await call('order_preview', { ...buy, ...more })
      expect(refused).toMatchObject({ isError: true, error: { kind: 'usage' } })
    }
    const unknown = await call('tool_call', { name: 'trade_approve', arguments: { id: large.previewId } })
    expect(unknown.isError).toBe(true)
    expect(truth()).toEqual([])
    const audit = await cli('audit')
    expect(audit.stdout).toContain('order.preview')
    expect(audit.stdout).not.toMatch(/very-secret-word|PKPROGRAMS/)
  }, 30_000)
})
