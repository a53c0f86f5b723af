import type { Client, PriorDiscovery } from '@modelcontextprotocol/client'
import type { PeerConfig } from '../../ports/peers.ts'
import { cleanLine } from './clean.ts'
import { limitedFetch, MOST_MESSAGE_BYTES, TOO_LONG } from './limited-fetch.ts'

const CONNECT_MS = 15_000
/** What a program that was told to end has before it is killed. */
const END_MS = 1_000

export interface Link {
  client: Client
  /** Why the connection ended, when it did: the last that the transport or the program said. */
  fault(): string | null
  isOpen(): boolean
  /** How this server is to be spoken to, for the next connection. */
  prior: PriorDiscovery | null
  close(): Promise<void>
}

export interface LinkOptions {
  peer: PeerConfig
  env: Record<string, string | undefined>
  version: string
  prior: PriorDiscovery | null
  signal: AbortSignal
}

/** Connects to a peer: 2025 for programs we start, the newest both speak over HTTP. Nothing that a peer may ask of a client is offered. */
export async function openLink(options: LinkOptions): Promise<Link> {
  const { Client } = await import('@modelcontextprotocol/client')
  const { kind } = options.peer.transport
  const wire = kind === 'stdio' ? await stdioWire(options) : await httpWire(options)
  const client = new Client(
    { name: 'openbell', version: options.version },
    {
      capabilities: {},
      versionNegotiation: { mode: kind === 'http' ? 'auto' : 'legacy' },
      // A peer that wants to ask our user something is refused.
      inputRequired: { autoFulfill: false },
      listMaxPages: 16,
    },
  )
  let open = true
  let fault: string | null = null
  client.onclose = () => {
    open = false
  }
  client.onerror = (error) => {
    fault = /exceed|maxBufferSize|buffer/i.test(error.message) ? TOO_LONG : cleanLine(error.message, 200)
  }
  const close = async () => {
    open = false
    await wire.end(() => client.close())
  }
  try {
    const prior = options.prior ?? undefined
    await client.connect(wire.transport, { timeout: CONNECT_MS, signal: options.signal, prior })
  } catch (thrown) {
    await close()
    const said = wire.said() ?? fault
    const { message } = thrown as Error
    throw said === null || message.includes(said) ? thrown : new Error(`${message}: ${said}`, { cause: thrown })
  }
  const discover = client.getDiscoverResult()
  return {
    client,
    fault: () => fault ?? wire.said(),
    isOpen: () => open,
    prior: discover ? { kind: 'modern', discover } : { kind: 'legacy' },
    close,
  }
}

interface Wire {
  transport: Parameters<Client['connect']>[0]
  /** The last line a program wrote beside the protocol. */
  said(): string | null
  end(close: () => Promise<void>): Promise<void>
}

async function httpWire({ peer, env }: LinkOptions): Promise<Wire> {
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client')
  const { url, tokenEnv } = peer.transport as Extract<PeerConfig['transport'], { kind: 'http' }>
  const token = tokenEnv === null ? undefined : env[tokenEnv]
  if (tokenEnv !== null && !token) throw new Error(`${tokenEnv} is not set: it holds the token`)
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    fetch: limitedFetch,
    ...(token ? { authProvider: { token: async () => token } } : {}),
    reconnectionOptions: {
      maxRetries: 2,
      initialReconnectionDelay: 500,
      maxReconnectionDelay: 2_000,
      reconnectionDelayGrowFactor: 2,
    },
  })
  // A server that has gone is not waited for.
  const end = async (close: () => Promise<void>) => {
    await Promise.race([transport.terminateSession().catch(() => {}), later(END_MS)])
    await Promise.race([close().catch(() => {}), later(END_MS)])
  }
  return { transport, said: () => null, end }
}

async function stdioWire({ peer, env }: LinkOptions): Promise<Wire> {
  const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio')
  const { command, args, cwd, env: names } = peer.transport as Extract<PeerConfig['transport'], { kind: 'stdio' }>
  const passed = Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  const transport = new StdioClientTransport({
    command,
    args,
    cwd,
    env: passed,
    stderr: 'pipe',
    maxBufferSize: MOST_MESSAGE_BYTES,
  })
  // Its words beside the protocol are kept from our own screen; the last line may say why it ended.
  let said = ''
  transport.stderr?.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString()).slice(-2_000)
  })
  const forget = dieWithUs(() => transport.pid)
  return {
    transport,
    said: () => cleanLine(said.trim().split('\n').at(-1) ?? '', 200) || null,
    async end(close) {
      const { pid } = transport
      const closed = close().then(
        () => true,
        () => true,
      )
      const ended = await Promise.race([closed, later(END_MS)])
      if (pid !== null && !ended) killProcess(pid)
      await Promise.race([closed, later(END_MS)])
      forget()
    },
  }
}

const children = new Set<() => number | null>()

/** A program that we started does not outlive us, however we end (a killed process closes its pipes: the program reads the end). */
function dieWithUs(pid: () => number | null): () => void {
  if (children.size === 0) process.once('exit', killChildren)
  children.add(pid)
  return () => {
    children.delete(pid)
    if (children.size === 0) process.removeListener('exit', killChildren)
  }
}

function killChildren(): void {
  for (const pid of children) {
    const one = pid()
    if (one !== null) killProcess(one)
  }
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

function later(ms: number): Promise<false> {
  return new Promise((done) => {
    setTimeout(() => done(false), ms).unref()
  })
}
