import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { openbell } from '../support/cli.ts'
import { type McpBinary, startBinary } from '../support/mcp-binary.ts'
import { beginSession, INITIALIZE, raw } from '../support/mcp-http.ts'

const GIVEN = 'given-by-the-environment-1'
const running: McpBinary[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})

async function start(options: Parameters<typeof startBinary>[0]): Promise<McpBinary> {
  const server = await startBinary(options)
  running.push(server)
  return server
}

const bearer = (token: string | null) => ({ authorization: `Bearer ${token}` })
const quote = (symbol: string) => ({ jsonrpc: '2.0', id: 1, method: 'quote', params: { symbols: [symbol] } })

describe('the bearer token', () => {
  it('is made for each start, told once on stdout, asked for, and stands nowhere else', async () => {
    const first = await start({ args: [] })
    const second = await start({ args: [], home: first.home })
    expect(first.token).toMatch(/^[\w-]{32}$/)
    expect(second.token).not.toBe(first.token)
    expect((await raw(first.port, { body: INITIALIZE })).status).toBe(401)
    expect((await raw(first.port, { headers: bearer(second.token), body: INITIALIZE })).status).toBe(401)
    expect(await beginSession(first.port, bearer(first.token))).toMatch(/^[0-9a-f-]{36}$/)
    expect(first.output().stdout.split(String(first.token))).toHaveLength(2)
    expect(first.output().stderr).not.toContain(first.token)
    expect(filesHolding(first.home, String(first.token))).toBe('')
  })

  it('of the environment is asked for, and never said by anything', async () => {
    const env = { OPENBELL_MCP_TOKEN: GIVEN }
    const server = await start({ args: ['--compat'], env })
    expect(server.token).toBeNull()
    const refused = await raw(server.port, { headers: bearer(`${GIVEN}x`), body: quote('SIMALL') })
    expect(refused.status).toBe(401)
    expect(refused.headers['www-authenticate']).toBe('Bearer realm="openbell"')
    expect(refused.text).not.toContain(GIVEN)
    const asked = await raw(server.port, { headers: bearer(GIVEN), body: quote(GIVEN) })
    expect(asked.status).toBe(200)
    expect(asked.text).not.toContain(GIVEN)
    const config = await raw(server.port, { headers: bearer(GIVEN), body: { jsonrpc: '2.0', id: 1, method: 'config' } })
    expect(config.json.result).toBeDefined()
    expect(config.text).not.toContain(GIVEN)
    const { stdout, stderr } = server.output()
    expect(stdout + stderr).not.toContain(GIVEN)
    expect(filesHolding(server.home, GIVEN)).toBe('')
  })

  it('that can be guessed is refused without saying it', async () => {
    const { code, stderr, stdout } = await openbell(['serve-mcp', '--http', '0'], { env: { OPENBELL_MCP_TOKEN: 'hunter2' } })
    expect(code).toBe(3)
    expect(stderr).toMatch(/OPENBELL_MCP_TOKEN/)
    expect(stdout + stderr).not.toContain('hunter2')
  })

  it('is not asked for with --no-token, which is said', async () => {
    const server = await start({ args: ['--no-token'], env: { OPENBELL_MCP_TOKEN: GIVEN } })
    expect(await beginSession(server.port)).toMatch(/^[0-9a-f-]{36}$/)
    expect(server.output().stderr).toMatch(/no token is asked for/)
  })
})

describe('the server over HTTP', () => {
  it('serves this machine alone: other names and other pages are refused', async () => {
    const { port } = await start({ args: ['--no-token'] })
    expect((await raw(port, { headers: { host: `evil.example:${port}` }, body: INITIALIZE })).status).toBe(403)
    expect((await raw(port, { headers: { origin: 'https://evil.example' }, body: INITIALIZE })).status).toBe(403)
    expect(
      (await raw(port, { headers: { host: `localhost:${port}`, origin: `http://localhost:${port}` }, body: INITIALIZE })).status,
    ).toBe(200)
  })

  it.skipIf(process.platform !== 'linux')('listens on the loopback address alone', async () => {
    const { port } = await start({ args: ['--no-token'] })
    expect(listeningAddresses(port)).toEqual(['127.0.0.1'])
  })

  it('says that a port is taken, and which word helps', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((ready) => other.once('listening', ready))
    const { port } = other.address() as AddressInfo
    const { code, stderr, stdout } = await openbell(['serve-mcp', '--http', String(port)])
    other.close()
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(new RegExp(`port ${port} is in use`))
    expect(stderr).toMatch(/--http/)
  })

  it('with --compat a tool’s name is a method', async () => {
    const { port } = await start({ args: ['--no-token', '--compat'] })
    const { json } = await raw(port, { headers: { accept: undefined }, body: quote('SIMALL') })
    expect(json).toMatchObject({ jsonrpc: '2.0', id: 1, result: { source: 'simulated', results: [{ symbol: 'SIMALL' }] } })
    const ping = await raw(port, { headers: { accept: undefined }, body: { jsonrpc: '2.0', id: 2, method: 'ping' } })
    expect(ping.json.result).toMatchObject({ status: 'ok' })
    const unknown = await raw(port, { headers: { accept: undefined }, body: { jsonrpc: '2.0', id: 3, method: 'nothing' } })
    expect(unknown.json).toMatchObject({ id: 3, error: { code: -32_601 } })
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('ends at %s although streams and sessions are open', async (signal) => {
    const server = await startBinary({ args: ['--no-token'] })
    const id = await beginSession(server.port)
    const stream = await fetch(server.url, {
      headers: { accept: 'text/event-stream', 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' },
    })
    expect(stream.status).toBe(200)
    const ended = new Promise((done) => server.child.once('close', done))
    server.child.kill(signal)
    expect(await ended).toBe(0)
    await stream.body?.cancel().catch(() => {})
  })
})

/** Names of the files under a folder that hold a text; '' = none. */
function filesHolding(folder: string, text: string): string {
  try {
    return execFileSync('grep', ['-rlaF', '--', text, folder], { encoding: 'utf8' })
  } catch {
    return ''
  }
}

/** Where a port is listened on, from the kernel's own table (IPv4 and IPv6). */
function listeningAddresses(port: number): string[] {
  const table = execFileSync('cat', ['/proc/net/tcp', '/proc/net/tcp6'], { encoding: 'utf8' })
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = table.split('\n').map((row) => row.trim().split(/\s+/))
  // 0A = listening; the address is four bytes, the last one first.
  const local = rows.filter(([, at, , state]) => state === '0A' && at?.endsWith(wanted)).map(([, at]) => at.split(':')[0])
  return local.map((hex) =>
    (hex.match(/../g) ?? [])
      .reverse()
      .map((byte) => Number.parseInt(byte, 16))
      .join('.'),
  )
}
