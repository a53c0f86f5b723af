import type { Client, PriorDiscovery } from '@modelcontextprotocol/client'
import type { PeerConfig } from '../../ports/peers.ts'
import { tellable } from './clean.ts'
import { secretsOf } from './config.ts'
import { PeerFault, reasonOf } from './faults.ts'
import { limitedFetch, TOO_LONG } from './limited-fetch.ts'
import { stdioWire } from './stdio-wire.ts'
import { END_MS, type LinkOptions, later, type Wire } from './wire.ts'

const CONNECT_MS = 15_000

export interface Link {
  client: Client
  /** Why the connection ended, when it did: the last that the transport or the program said. */
  fault(): string | null
  isOpen(): boolean
  /** How this server is to be spoken to, for the next connection. */
  prior: PriorDiscovery | null
  close(): Promise<void>
}

/** Connects to a peer: 2025 for programs we start, the newest both speak over HTTP. Nothing that a peer may ask of a client is offered. */
export async function openLink(options: LinkOptions): Promise<Link> {
  const secrets = secretsOf(options.peer, options.env)
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
    fault = /exceed|maxBufferSize|buffer/i.test(error.message) ? TOO_LONG : tellable(error.message, secrets, 200)
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
    throw faultOf(thrown as Error, wire.fault(), fault)
  }
  const discover = client.getDiscoverResult()
  return {
    client,
    fault: () => (fault === TOO_LONG ? fault : (wire.fault() ?? fault)),
    isOpen: () => open,
    prior: discover ? { kind: 'modern', discover } : { kind: 'legacy' },
    close,
  }
}

/** What the program itself says tells more than that the connection closed; what the transport said is said beside the rest. */
function faultOf(thrown: Error, ofProgram: string | null, ofTransport: string | null): Error {
  const reason = reasonOf(thrown)
  if (ofProgram !== null) return new PeerFault(isClosed(thrown) ? ofProgram : `${reason}: ${ofProgram}`, { cause: thrown })
  if (ofTransport === null || thrown.message.includes(ofTransport)) return thrown
  return new Error(`${thrown.message}: ${ofTransport}`, { cause: thrown })
}

function isClosed(thrown: Error): boolean {
  return (thrown as { code?: unknown }).code === 'CONNECTION_CLOSED'
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
  return { transport, fault: () => null, end }
}
