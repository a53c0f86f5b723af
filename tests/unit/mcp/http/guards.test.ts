import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_BODY_BYTES, refuse } from '../../../../src/mcp/http/guards.ts'

const TOKEN = 'a-token-of-some-length'
const good = { host: '127.0.0.1:3000', 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` }

function status(
  headers: Record<string, string | undefined>,
  { method = 'POST', path = '/mcp', token = TOKEN as string | null, port = 3000 } = {},
): number {
  return refuse({ method, path, headers: { ...good, ...headers } }, port, token)?.status ?? 200
}

describe('what stands in front of everything', () => {
  it.each([
    ['127.0.0.1:3000', 200],
    ['localhost:3000', 200],
    ['LOCALHOST:3000', 200],
    ['[::1]:3000', 200],
    ['127.0.0.1', 403],
    ['127.0.0.1:3001', 403],
    ['evil.example:3000', 403],
    ['127.0.0.1.evil.example:3000', 403],
    ['localhost:3000@evil.example', 403],
    ['', 403],
    [undefined, 403],
  ])('Host %s is answered by %i', (host, expected) => {
    expect(status({ host })).toBe(expected)
  })

  it('takes a Host without a port where the port is the usual one', () => {
    expect(status({ host: 'localhost' }, { port: 80 })).toBe(200)
    expect(status({ host: 'localhost:80' }, { port: 80 })).toBe(200)
    expect(status({ host: 'localhost:3000' }, { port: 80 })).toBe(403)
  })

  it.each([
    [undefined, 200],
    ['http://localhost:5173', 200],
    ['http://127.0.0.1:3000', 200],
    ['http://[::1]:3000', 200],
    ['https://localhost', 200],
    ['null', 403],
    ['https://evil.example', 403],
    ['http://localhost.evil.example', 403],
    ['http://127.0.0.1@evil.example', 403],
    ['file://localhost', 403],
    ['', 403],
  ])('Origin %s is answered by %i', (origin, expected) => {
    expect(status({ origin })).toBe(expected)
  })

  it.each([
    [`Bearer ${TOKEN}`, 200],
    [`bearer ${TOKEN}`, 200],
    [`Bearer ${TOKEN} `, 200],
    [undefined, 401],
    ['', 401],
    [TOKEN, 401],
    [`Basic ${TOKEN}`, 401],
    [`Bearer ${TOKEN}x`, 401],
    [`Bearer ${TOKEN.slice(1)}`, 401],
    [`Bearer x ${TOKEN}`, 401],
    [`Bearer ${TOKEN}, Bearer ${TOKEN}`, 401],
  ])('Authorization %s is answered by %i', (authorization, expected) => {
    expect(status({ authorization })).toBe(expected)
  })

  it('no other text is the token', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(text !== TOKEN)
        expect(status({ authorization: `Bearer ${text}` })).toBe(401)
      }),
    )
  })

  it('says how to ask, and never what was said or should have been', () => {
    const refused = refuse(
      { method: 'POST', path: '/mcp', headers: { ...good, authorization: 'Bearer wrong-secret' } },
      3000,
      TOKEN,
    )
    expect(refused?.headers).toEqual({ 'WWW-Authenticate': 'Bearer realm="openbell"' })
    expect(JSON.stringify(refused)).not.toMatch(/wrong-secret|a-token/)
  })

  it('asks for no token where there is none', () => {
    expect(status({ authorization: undefined }, { token: null })).toBe(200)
  })

  it.each([
    ['POST', 200],
    ['GET', 200],
    ['DELETE', 200],
    ['PUT', 405],
    ['OPTIONS', 405],
    ['HEAD', 405],
  ])('%s is answered by %i', (method, expected) => {
    expect(status({}, { method })).toBe(expected)
  })

  it.each([
    ['application/json', 200],
    ['application/json; charset=utf-8', 200],
    ['Application/JSON', 200],
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/jsonp', 415],
    [undefined, 415],
  ])('a body of type %s is answered by %i', (type, expected) => {
    expect(status({ 'content-type': type })).toBe(expected)
    expect(status({ 'content-type': type }, { method: 'GET' })).toBe(200)
  })

  it('refuses a compressed body, and one that is announced too long', () => {
    expect(status({ 'content-encoding': 'gzip' })).toBe(415)
    expect(status({ 'content-encoding': 'identity' })).toBe(200)
    expect(status({ 'content-length': String(MOST_BODY_BYTES) })).toBe(200)
    expect(status({ 'content-length': String(MOST_BODY_BYTES + 1) })).toBe(413)
  })

  it('serves one path', () => {
    for (const path of ['/', '/mcp/', '/MCP', '/mcp/../x', '/admin']) expect(status({}, { path })).toBe(404)
  })

  it('a stranger learns nothing of paths, methods and tokens: the Host is first', () => {
    for (const method of ['POST', 'PUT'])
      expect(status({ host: 'evil.example', authorization: undefined }, { method, path: '/x' })).toBe(403)
  })
})
