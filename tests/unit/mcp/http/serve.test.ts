import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { MOST_BODY_BYTES } from '../../../../src/mcp/http/guards.ts'
import { createTestContext } from '../../../support/context.ts'
import { beginSession, type HttpServer, INITIALIZE, openHttp, raw } from '../../../support/mcp-http.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close()
})

async function serve(options: Parameters<typeof openHttp>[1] = {}): Promise<HttpServer> {
  const clock = { now: () => Date.UTC(2026, 2, 20, 20) }
  const test = createTestContext({ sources: { simulated: createSimulatedSource({ seed: 1, clock: clock as never }) } })
  const server = await openHttp(test.context, options)
  open.push(test, server)
  return server
}

const LIST = { jsonrpc: '2.0', id: 2, method: 'tools/list', params: {} }
const inSession = (id: string) => ({ 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' })
const quoted = (id: number) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'quote', arguments: { symbols: ['SIMALL'] } },
})
const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}
const modernHeaders = (method: string, name?: string) => ({
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': method,
  ...(name && { 'mcp-name': name }),
})

describe('a session of 2025', () => {
  it('begins, answers, ends, and is unknown after its end', async () => {
    const { port } = await serve()
    const id = await beginSession(port)
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    const listed = await raw(port, { headers: inSession(id), body: LIST })
    expect(listed.json.result.tools.length).toBeGreaterThan(15)
    const ended = await raw(port, { method: 'DELETE', headers: inSession(id) })
    expect(ended.status).toBe(200)
    const after = await raw(port, { headers: inSession(id), body: LIST })
    expect(after.status).toBe(404)
    expect(after.json.error).toMatchObject({ code: -32_001 })
  })

  it('of another server is unknown, and none at all is said so', async () => {
    const { port } = await serve()
    expect((await raw(port, { headers: inSession('0b0e7cf4-0000-4000-8000-000000000000'), body: LIST })).status).toBe(404)
    const none = await raw(port, { body: LIST })
    expect(none.status).toBe(400)
    expect(none.json.error.message).toMatch(/initialize first/)
    expect((await raw(port, { method: 'GET', headers: { accept: 'text/event-stream' } })).status).toBe(400)
  })

  it('a wrong opening leaves no session behind, and takes no place', async () => {
    const { port } = await serve({ sessions: { most: 1 } })
    const kept = await beginSession(port)
    const wrong = await raw(port, { headers: { accept: 'application/json' }, body: INITIALIZE })
    expect(wrong.status).toBe(406)
    expect(wrong.headers['mcp-session-id']).toBeUndefined()
    expect((await raw(port, { headers: inSession(kept), body: LIST })).status).toBe(200)
  })

  it('gives way to a new one only while nothing of it is open', async () => {
    const { port } = await serve({ sessions: { most: 2 } })
    const listening = await beginSession(port)
    const idle = await beginSession(port)
    const stream = await stand(port, listening)
    const third = await beginSession(port)
    expect((await raw(port, { headers: inSession(idle), body: LIST })).status).toBe(404)
    expect((await raw(port, { headers: inSession(listening), body: LIST })).status).toBe(200)
    const other = await stand(port, third)
    const refused = await raw(port, { body: INITIALIZE })
    expect(refused.status).toBe(503)
    stream.destroy()
    other.destroy()
  })

  it('is forgotten when it is idle too long, not while its stream is open', async () => {
    const { port } = await serve({ sessions: { idleMs: 150 } })
    const listening = await beginSession(port)
    const idle = await beginSession(port)
    const stream = await stand(port, listening)
    await expect.poll(async () => (await raw(port, { headers: inSession(idle), body: LIST })).status, { interval: 400 }).toBe(404)
    expect((await raw(port, { headers: inSession(listening), body: LIST })).status).toBe(200)
    stream.destroy()
  })

  it('two sessions hear only their own answers', async () => {
    const { port } = await serve()
    const ids = await Promise.all([beginSession(port), beginSession(port)])
    const answers = await Promise.all(
      ids.flatMap((id) => [7, 8, 9].map((n) => raw(port, { headers: inSession(id), body: quoted(n) }))),
    )
    expect(answers.map((one) => one.json.id)).toEqual([7, 8, 9, 7, 8, 9])
    expect(answers.every((one) => one.json.result.structuredContent.results[0].symbol === 'SIMALL')).toBe(true)
  })
})

describe('a request of 2026', () => {
  it('is answered without a session, and says who answers', async () => {
    const { port } = await serve()
    const body = { ...quoted(3), params: { ...quoted(3).params, _meta: envelope } }
    const { status, json, headers } = await raw(port, { headers: modernHeaders('tools/call', 'quote'), body })
    expect(status).toBe(200)
    expect(headers['mcp-session-id']).toBeUndefined()
    expect(json.result.structuredContent.results[0].symbol).toBe('SIMALL')
    expect(json.result._meta['io.modelcontextprotocol/serverInfo'].name).toBe('openbell')
  })

  it('headers that say something else than the body are refused', async () => {
    const { port } = await serve()
    const body = { ...quoted(3), params: { ...quoted(3).params, _meta: envelope } }
    const { status, json } = await raw(port, { headers: modernHeaders('tools/call', 'bars'), body })
    expect(status).toBe(400)
    expect(json.error.code).toBe(-32_020)
  })

  it('an unknown tool is an error of the protocol, bad arguments an error of the tool', async () => {
    const { port } = await serve()
    const unknown = { ...quoted(4), params: { name: 'nope', arguments: {}, _meta: envelope } }
    expect((await raw(port, { headers: modernHeaders('tools/call', 'nope'), body: unknown })).json.error.code).toBe(-32_602)
    const wrong = { ...quoted(4), params: { name: 'quote', arguments: { symbols: 7 }, _meta: envelope } }
    expect((await raw(port, { headers: modernHeaders('tools/call', 'quote'), body: wrong })).json.result.isError).toBe(true)
  })
})

describe('a body', () => {
  it.each([
    ['no JSON', '{"jsonrpc":'],
    ['nothing', ''],
    ['two values', '{} {}'],
  ])('that is %s is a parse error', async (_, body) => {
    const { port } = await serve()
    const { status, json } = await raw(port, { body })
    expect(status).toBe(400)
    expect(json.error.code).toBe(-32_700)
  })

  it.each([['null'], ['7'], ['"text"'], ['[]'], ['{}'], ['[[[]]]'], ['{"jsonrpc":"1.0","method":7}']])(
    'that is %s is refused and the server goes on',
    async (body) => {
      const { port } = await serve({ compat: true })
      const { status } = await raw(port, { body })
      expect(status).toBe(400)
      expect(await beginSession(port)).toMatch(/-/)
    },
  )

  it('that is longer than it may be is refused, announced or not', async () => {
    const { port } = await serve()
    const tooLong = 'x'.repeat(MOST_BODY_BYTES + 1)
    const announced = await raw(port, { body: tooLong }).catch((error) => error)
    expect(announced.status ?? announced.code).toSatisfy(
      (said: unknown) => said === 413 || said === 'ECONNRESET' || said === 'EPIPE',
    )
    expect((await raw(port, { headers: { 'content-length': String(MOST_BODY_BYTES + 1) } }).catch((error) => error)).status).toBe(
      413,
    )
    const chunked = await chunks(port, tooLong)
    expect(chunked).toMatch(/^HTTP\/1.1 413 /)
    expect(await beginSession(port)).toMatch(/-/)
  })
})

it('answers no preflight and names no other origin', async () => {
  const { port } = await serve()
  const asked = await raw(port, { method: 'OPTIONS', headers: { origin: 'http://localhost:5173', 'content-type': undefined } })
  expect(asked.status).toBe(405)
  const { headers } = await raw(port, { headers: { origin: 'http://localhost:5173' }, body: INITIALIZE })
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})

it('a port that is taken is said with another', async () => {
  const { port } = await serve()
  const test = createTestContext()
  open.push(test)
  const { serveHttp } = await import('../../../../src/mcp/http/serve.ts')
  const state = { watches: { listen: () => () => {} } } as never
  const again = serveHttp({ factory: (() => {}) as never, state, port, token: null, log: test.context.log })
  await expect(again).rejects.toMatchObject({
    kind: 'usage',
    message: `port ${port} is in use`,
    hint: expect.stringMatching(/--http/),
  })
})

/** Opens the stream of a session and waits until it stands. */
async function stand(port: number, id: string) {
  const socket = connect(port, '127.0.0.1')
  const lines = [
    `Host: 127.0.0.1:${port}`,
    'Accept: text/event-stream',
    `Mcp-Session-Id: ${id}`,
    'Mcp-Protocol-Version: 2025-11-25',
  ]
  socket.write(`GET /mcp HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  await new Promise<void>((stands) => socket.once('data', () => stands()))
  return socket
}

/** A body without a length. @returns the first answer as it stands on the wire */
function chunks(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const head = ['POST /mcp HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Content-Type: application/json', 'Transfer-Encoding: chunked']
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  socket.write(`${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`)
  socket.on('error', () => {})
  return new Promise((resolve) => {
    let said = ''
    socket.setEncoding('utf8').on('data', (piece) => {
      said += piece
    })
    socket.on('close', () => resolve(said))
  })
}
