import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { Client, type ClientCapabilities, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { freshHome, root } from './cli.ts'

export interface BinaryOptions {
  home?: string
  env?: Record<string, string>
  /** More arguments of serve-mcp. */
  args?: string[]
}

export interface McpBinary {
  url: string
  port: number
  /** Made for this start; null = none is asked for, or it was given. */
  token: string | null
  home: string
  child: ChildProcess
  /** What it said so far. */
  output(): { stdout: string; stderr: string }
  /** Interrupts it and waits. @returns its exit code */
  stop(): Promise<number | null>
}

const environment = (home: string, env: Record<string, string> = {}) => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  OPENBELL_HOME: home,
  ...env,
})

/** The real binary over HTTP on any free port, ready to be asked. */
export async function startBinary({ home = freshHome(), env, args = ['--no-token'] }: BinaryOptions = {}): Promise<McpBinary> {
  const words = [join(root, 'bin/openbell.js'), 'serve-mcp', '--http', '0', '--json', ...args]
  const child = spawn(process.execPath, words, { cwd: home, env: environment(home, env) })
  let [stdout, stderr] = ['', '']
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const ended = new Promise<number | null>((done) => child.once('close', done))
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text
      if (stdout.includes('\n')) resolve()
    })
    void ended.then((code) => reject(new Error(`serve-mcp ended with ${code}: ${stderr}`)))
  })
  await ready
  const { url, token } = JSON.parse(stdout.split('\n', 1)[0])
  return {
    ...{ url, token, home, child },
    port: Number(new URL(url).port),
    output: () => ({ stdout, stderr }),
    stop() {
      child.kill('SIGINT')
      return ended
    },
  }
}

export interface Leg {
  transport: 'stdio' | 'http'
  era: 'legacy' | 'modern'
}

export const LEGS: readonly Leg[] = [
  { transport: 'stdio', era: 'legacy' },
  { transport: 'stdio', era: 'modern' },
  { transport: 'http', era: 'legacy' },
  { transport: 'http', era: 'modern' },
]

export interface LegClient {
  client: Client
  home: string
  close(): Promise<void>
}

export interface LegOptions {
  /** Over stdio: more arguments of serve-mcp, and its environment. */
  args?: string[]
  env?: Record<string, string>
  capabilities?: ClientCapabilities
}

/** The official client against the real binary: over stdio a process of its own, over HTTP the one that is given. */
export async function connectLeg(
  { transport, era }: Leg,
  server: McpBinary,
  { args = [], env, capabilities }: LegOptions = {},
): Promise<LegClient> {
  const mode = era === 'modern' ? { pin: '2026-07-28' } : 'legacy'
  const client = new Client({ name: 'openbell-test', version: '1.0.0' }, { versionNegotiation: { mode }, capabilities })
  if (transport === 'http') {
    const authorization = server.token === null ? {} : { requestInit: { headers: { authorization: `Bearer ${server.token}` } } }
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url), authorization))
    return { client, home: server.home, close: () => client.close() }
  }
  const home = freshHome()
  const words = [join(root, 'bin/openbell.js'), 'serve-mcp', ...args]
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: words, env: environment(home, env), cwd: home, stderr: 'pipe' }),
  )
  return { client, home, close: () => client.close() }
}
