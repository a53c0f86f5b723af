import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { plainCall } from '../../../../src/mcp/http/plain.ts'
import { createTestContext } from '../../../support/context.ts'
import { beginSession, openHttp, type RawAnswer, raw } from '../../../support/mcp-http.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function serve(options: Parameters<typeof openHttp>[1] = { compat: true }): Promise<number> {
  const clock = { now: () => Date.UTC(2026, 2, 20, 20) }
  const test = createTestContext({ sources: { simulated: createSimulatedSource({ seed: 1, clock: clock as never }) } })
  const server = await openHttp(test.context, options)
  open.push(test, server)
  return server.port
}

const plain = (port: number, method: string, params?: unknown, headers = {}): Promise<RawAnswer> =>
  raw(port, {
    headers: { accept: undefined, ...headers },
    body: { jsonrpc: '2.0', id: 5, method, ...(params !== undefined && { params }) },
  })

describe('a plain POST with the name of a tool', () => {
  it('runs it and answers its structure as the result', async () => {
    const port = await serve()
    const { status, json } = await plain(port, 'quote', { symbols: ['SIMALL'] })
    expect(status).toBe(200)
    expect(json).toMatchObject({ jsonrpc: '2.0', id: 5, result: { mode: 'paper', results: [{ symbol: 'SIMALL' }] } })
  })

  it('says an unknown method, bad arguments and what failed apart', async () => {
    const port = await serve()
    expect((await plain(port, 'no_such_tool')).json).toMatchObject({ id: 5, error: { code: -32_601 } })
    expect((await plain(port, 'quote', { symbols: 7 })).json).toMatchObject({ id: 5, error: { code: -32_602 } })
    expect((await plain(port, 'quote', ['SIMALL'])).json).toMatchObject({ error: { code: -32_602 } })
    expect((await plain(port, 'quote', { symbols: ['SIMALL'], __proto__: 1, constructor: 1 })).json.error.code).toBe(-32_602)
    const placed = await plain(port, 'order_place', { previewId: 'x', clientOrderId: 'y' })
    expect(placed.json.error).toMatchObject({ code: -32_000, data: { kind: 'denied' } })
    const { error } = (await plain(port, 'quote', { symbols: ['NOPE'] })).json
    expect(error).toMatchObject({ code: -32_000, data: { kind: 'not-found', hint: expect.any(String) } })
  })

  it('leaves the methods of the protocol as they are', async () => {
    const port = await serve()
    expect(await beginSession(port)).toMatch(/^[0-9a-f-]{36}$/)
    expect((await plain(port, 'tools/list')).status).toBe(400)
    const id = await beginSession(port)
    const inSession = {
      accept: 'application/json, text/event-stream',
      'mcp-session-id': id,
      'mcp-protocol-version': '2025-11-25',
    }
    expect((await plain(port, 'ping', undefined, inSession)).json).toEqual({ jsonrpc: '2.0', id: 5, result: {} })
  })

  it('stands behind the same guards', async () => {
    const port = await serve({ compat: true, token: 'a-token-of-some-length' })
    expect((await plain(port, 'quote', { symbols: ['SIMALL'] })).status).toBe(401)
    const said = { authorization: 'Bearer a-token-of-some-length' }
    expect((await plain(port, 'quote', { symbols: ['SIMALL'] }, said)).status).toBe(200)
    expect((await plain(port, 'quote', { symbols: ['SIMALL'] }, { ...said, host: 'evil.example' })).status).toBe(403)
    expect((await plain(port, 'quote', { symbols: ['SIMALL'] }, { ...said, 'content-type': 'text/plain' })).status).toBe(415)
  })

  it('is nothing without --compat', async () => {
    const port = await serve({ compat: false })
    const { status, json } = await plain(port, 'quote', { symbols: ['SIMALL'] })
    expect(status).toBe(400)
    expect(json.result).toBeUndefined()
  })
})

it('no method of the protocol, no request in a session or with the envelope of 2026 is ever taken for a tool', () => {
  const methods = ['initialize', 'tools/call', 'resources/read', 'prompts/get', 'notifications/cancelled', 'server/discover']
  fc.assert(
    fc.property(fc.constantFrom(...methods), fc.jsonValue(), (method, params) => {
      expect(plainCall({}, { jsonrpc: '2.0', id: 1, method, params })).toBeNull()
    }),
  )
  fc.assert(
    fc.property(fc.string(), (method) => {
      const body = { jsonrpc: '2.0', id: 1, method }
      expect(plainCall({ 'mcp-session-id': 'x' }, body)).toBeNull()
      expect(
        plainCall({}, { ...body, params: { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } } }),
      ).toBeNull()
    }),
  )
})
