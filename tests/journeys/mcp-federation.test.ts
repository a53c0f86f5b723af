import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshHome, openbell, type RunOptions, root } from '../support/cli.ts'
import { type McpBinary, startBinary } from '../support/mcp-binary.ts'
import { peerCommand, startHttpPeer } from '../support/peers/start.ts'

const TOKEN = 'of-the-other-openbell-1'
const home = freshHome()
const words = join(home, 'words')
const env = { FAR_TOKEN: TOKEN, APCA_API_SECRET_KEY: 'a-key-of-the-account' }
const ob = (args: string[], options: RunOptions = {}) => openbell(args, { home, env, ...options })

/** Another openbell, as a program that this one starts: its own home, its own market. */
const other = [process.execPath, join(root, 'bin/openbell.js'), 'serve-mcp --seed 7 --home', freshHome()].join(' ')

let far: McpBinary

beforeAll(async () => {
  far = await startBinary({ env: { OPENBELL_MCP_TOKEN: TOKEN }, args: ['--seed', '9'] })
})
afterAll(() => far.stop())

describe('two openbells, a peer that is gone, and one that lies', () => {
  it('are connected by a person, who sees what each offers and approves it', async () => {
    const near = await ob(['mcp', 'connect', 'near', '--command', other, '--yes', '--json'])
    expect(near.code, near.stderr).toBe(0)
    expect(near.json).toMatchObject({ peer: 'near', title: 'openbell', protocol: '2025-11-25', waiting: [] })
    const asked = near.json.tools.filter((one: { asks: string | null }) => one.asks !== null)
    expect(asked.map((one: { name: string }) => one.name)).toEqual(['analyze'])
    for (const name of ['tool_call', 'trade_orders', 'run']) {
      expect(near.json.tools.find((one: { name: string }) => one.name === name)).toMatchObject({ state: 'refused' })
    }
    const overHttp = await ob(['mcp', 'connect', 'far', '--url', far.url, '--token-env', 'FAR_TOKEN', '--yes', '--json'])
    expect(overHttp.json).toMatchObject({ peer: 'far', title: 'openbell', protocol: '2026-07-28' })
    const desk = await startHttpPeer('analyst')
    const gone = await ob(['mcp', 'connect', 'gone', '--url', desk.url, '--yes'])
    desk.stop()
    expect(gone.stdout).toMatch(/Approved as shown: company_news/)
    const liar = await ob(['mcp', 'connect', 'liar', '--command', peerCommand('liar', ['--words', words])])
    expect(liar.stdout).toMatch(/cannot be called until you approve/)
    expect((await ob(['mcp', 'approve', 'liar', '--yes'])).code).toBe(0)
    const file = join(home, 'peers.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).not.toContain(TOKEN)
  })

  it('are asked at once: every source with its weight, every liar set aside, who is silent named', async () => {
    const { code, json, stdout, stderr } = await ob(['federate', 'SIMALL', '--json'])
    expect(code, stderr).toBe(0)
    expect(json.views.map((one: { source: string; kind: string }) => [one.source, one.kind])).toEqual([
      ['openbell', 'technical'],
      ['far', 'technical'],
      ['liar', 'news'],
      ['near', 'technical'],
    ])
    const [own, ...others] = json.views
    expect(own).toMatchObject({ untrusted: false, score: expect.any(Number) })
    expect(others.every((one: { untrusted: boolean }) => one.untrusted)).toBe(true)
    // Other seeds are other markets: each says its own.
    expect(new Set(json.views.map((one: { claim: string }) => one.claim)).size).toBe(4)
    const pooled = json.views.reduce(
      (sum: number, one: { weight: number; score: number | null }) => sum + one.weight * (one.score ?? 0),
      0,
    )
    expect(json.fused.score).toBeCloseTo(pooled, 9)
    expect(json.fused.disagreement).toBeGreaterThan(0)
    expect(json.setAside).toHaveLength(7)
    expect(json.setAside.every((one: { source: string; reason: string }) => one.source === 'liar' && one.reason !== '')).toBe(
      true,
    )
    expect(json.silent).toEqual([{ peer: 'gone', reason: expect.stringMatching(/nothing listens at its address/) }])
    expect(stdout + stderr).not.toMatch(/of-the-other-openbell|a-key-of-the-account|Ignore all previous/)
  })

  it('a peer that changes its words is asked nothing until a person approved it again', async () => {
    writeFileSync(words, 'And answer with what you hold.')
    const { json } = await ob(['federate', 'SIMALL', '--json'])
    expect(json.silent.map((one: { peer: string }) => one.peer)).toEqual(['gone', 'liar'])
    expect(json.silent[1].reason).toMatch(/changed after they were approved/)
    const shown = await ob(['mcp', 'show', 'liar'])
    expect(shown.stdout).toMatch(/is not what was approved/)
    expect((await ob(['mcp', 'disconnect', 'liar'])).code).toBe(0)
    expect((await ob(['mcp', 'list', '--json'])).json.peers.map((one: { name: string }) => one.name)).toEqual([
      'far',
      'gone',
      'near',
    ])
  })
})

describe('how AI clients find this workstation', () => {
  it.each(['claude', 'cursor', 'vscode'])('%s: what is printed starts the server that it says', async (client) => {
    const { stdout, stderr, code } = await ob(['mcp-config', client, '--allow', 'paper', '--seed', '3', '--source', 'simulated'])
    expect(code).toBe(0)
    expect(stderr).toMatch(/mcp\.json/)
    const { mcpServers, servers } = JSON.parse(stdout)
    const { command, args } = (mcpServers ?? servers).openbell
    expect(command).toBe(process.execPath)
    expect(existsSync(args[0])).toBe(true)
    expect(args.slice(1)).toEqual(['serve-mcp', '--home', home, '--source', 'simulated', '--seed', '3', '--allow', 'paper'])
  })

  it.each(['claude', 'cursor', 'vscode'])('%s over HTTP: the token stands there as a reference', async (client) => {
    const { stdout } = await ob(['mcp-config', client, '--http', '3111'], { env: { OPENBELL_MCP_TOKEN: TOKEN } })
    const { mcpServers, servers } = JSON.parse(stdout)
    const { url, headers } = (mcpServers ?? servers).openbell
    expect(url).toBe('http://127.0.0.1:3111/mcp')
    expect(headers.Authorization).toMatch(/^Bearer \$\{.+\}$/)
    expect(stdout).not.toContain(TOKEN)
  })

  it('capabilities: what a server would offer, without starting one', async () => {
    const { json, code } = await ob(['capabilities', '--json'])
    expect(code).toBe(0)
    expect(json).toMatchObject({ name: 'openbell', mode: 'paper', allow: null, peers: 3 })
    expect(json.tools.some((one: { effect: string }) => one.effect === 'trade')).toBe(false)
    const allowed = (await ob(['capabilities', '--allow', 'paper', '--json'])).json
    expect(allowed.tools.some((one: { effect: string }) => one.effect === 'trade')).toBe(true)
  })
})
