import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../support/cli.ts'
import { type McpBinary, startBinary } from '../support/mcp-binary.ts'

interface Check {
  id: string
  status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO'
  errorMessage?: string
}

const NOT_RUN: Check = { id: 'not run', status: 'FAILURE' }
const RUNNER = join(root, 'node_modules/@modelcontextprotocol/conformance')
/** A folder of results is named `server-SCENARIO-TIME`. */
const RESULT = /^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/

/** Runs the public runner. @returns the checks of every scenario, as it wrote them down */
async function conformance(url: string, ...words: string[]): Promise<Map<string, Check[]>> {
  const out = mkdtempSync(join(tmpdir(), 'openbell-conformance-'))
  const child = spawn(process.execPath, [join(RUNNER, 'dist/index.js'), 'server', '--url', url, '-o', out, ...words], {
    cwd: out,
  })
  child.stdout.resume()
  child.stderr.resume()
  await new Promise((done) => child.once('close', done))
  const folders = readdirSync(out, { recursive: true }).map(String)
  const found = folders.flatMap((folder) => {
    const scenario = RESULT.exec(folder.split('/').at(-1) ?? '')?.[1]
    return scenario ? [[scenario, JSON.parse(readFileSync(join(out, folder, 'checks.json'), 'utf8'))] as const] : []
  })
  return new Map(found)
}

/** Names of the scenarios that a revision requires of servers, from the runner's own list. */
function required(revision: string): string[] {
  const text = readFileSync(join(RUNNER, `requirements/${revision}.yaml`), 'utf8')
  const block = /^server:\n((?: {2}- .*\n)+)/m.exec(text)?.[1] ?? ''
  return [...block.matchAll(/- (.+)/g)].map((match) => match[1])
}

/** What did not pass; a scenario that was not run at all did not. */
const wrong = (checks: Check[] = [NOT_RUN]) => checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING')

describe('the public conformance runner', () => {
  let server: McpBinary
  beforeAll(async () => {
    server = await startBinary({ env: { OPENBELL_MCP_FIXTURES: '1' } })
  })
  afterAll(() => server.stop())

  it.each([
    ['2025-11-25', 30],
    ['2026-07-28', 37],
  ])('every scenario that %s requires passes, without a warning: %i', async (revision, count) => {
    const names = required(revision)
    expect(names).toHaveLength(count)
    const results = await conformance(server.url, '--requirements', revision)
    for (const name of names) {
      const checks = results.get(name) ?? []
      expect.soft({ name, wrong: wrong(checks) }).toEqual({ name, wrong: [] })
      expect
        .soft(
          checks.some(({ status }) => status === 'SUCCESS'),
          `${name} checked something`,
        )
        .toBe(true)
    }
    // Not scored, and passed all the same.
    const others = revision === '2025-11-25' ? ['server-session-lifecycle'] : ['http-header-validation']
    for (const name of [...others, 'json-schema-2020-12']) expect.soft(wrong(results.get(name)), name).toEqual([])
  })
})

describe('what needs no fixtures passes on the server that users have', () => {
  let server: McpBinary
  beforeAll(async () => {
    server = await startBinary()
  })
  afterAll(() => server.stop())

  it.each([
    [
      '2025-11-25',
      [
        ...['server-initialize', 'ping', 'tools-list', 'resources-list', 'prompts-list', 'server-sse-multiple-streams'],
        ...['server-session-lifecycle', 'dns-rebinding-protection'],
      ],
    ],
    [
      '2026-07-28',
      [
        ...['tools-list', 'resources-list', 'prompts-list', 'dns-rebinding-protection', 'caching', 'http-header-validation'],
        ...['sep-2164-resource-not-found', 'input-required-result-unsupported-methods', 'server-sse-multiple-streams'],
      ],
    ],
  ])('as %s asks; and no fixture is there', async (revision, names) => {
    const results = await conformance(server.url, '--requirements', revision)
    for (const name of names) expect.soft({ name, wrong: wrong(results.get(name)) }).toEqual({ name, wrong: [] })
    expect(wrong(results.get('tools-call-simple-text'))).not.toEqual([])
  })
})
