import { randomUUID } from 'node:crypto'
import { type McpServerFactory, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server'
import { CODES, errorBody } from './reply.ts'

type Transport = WebStandardStreamableHTTPServerTransport

interface Session {
  transport: Transport
  /** Requests and streams that are open now. */
  open: number
  expiry: NodeJS.Timeout | null
}

export interface SessionLimits {
  /** Sessions at once; one more takes the place of the one that is idle longest. */
  most: number
  /** How long a session without any open request or stream is kept, milliseconds. */
  idleMs: number
}

const LIMITS: SessionLimits = { most: 64, idleMs: 30 * 60_000 }

/** Sessions of clients that speak the protocol of 2025: one instance of the server each. */
export class Sessions {
  /** The one that was used last stands last. */
  readonly #sessions = new Map<string, Session>()
  readonly #factory: McpServerFactory
  readonly #limits: SessionLimits

  constructor(factory: McpServerFactory, limits: Partial<SessionLimits> = {}) {
    this.#factory = factory
    this.#limits = { ...LIMITS, ...limits }
  }

  get size(): number {
    return this.#sessions.size
  }

  /** One more request of this session is open. @returns called when it is over; null for an unknown session */
  enter(id: string): (() => void) | null {
    const session = this.#sessions.get(id)
    if (!session) return null
    session.open++
    this.#used(id, session)
    return () => {
      session.open--
      if (this.#sessions.get(id) === session) this.#used(id, session)
    }
  }

  /** Answers one request of the protocol of 2025. */
  async fetch(request: Request, body: unknown): Promise<Response> {
    const id = request.headers.get('mcp-session-id')
    const session = id === null ? null : this.#sessions.get(id)
    if (session) return session.transport.handleRequest(request, { parsedBody: body })
    // The client that is told 404 begins a new session.
    if (id !== null) return refusal(404, CODES.session, 'no such session: it was ended, or idle too long; initialize again')
    if (!begins(body)) return refusal(400, CODES.refused, 'no session: initialize first, then send Mcp-Session-Id')
    if (!this.#hasRoom()) return refusal(503, CODES.refused, 'every session is in use: try again later')
    return this.#begin(request, body)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions.keys()].map((id) => this.#end(id)))
  }

  async #begin(request: Request, body: unknown): Promise<Response> {
    const transport: Transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        // Only now: a wrong opening takes nobody's place.
        if (this.#sessions.size >= this.#limits.most) void this.#end(this.#idle() ?? '')
        this.#used(id, { transport, open: 0, expiry: null })
      },
      onsessionclosed: (id) => void this.#forget(id),
    })
    const server = await this.#factory({ era: 'legacy', requestInfo: request })
    await server.connect(transport)
    const response = await transport.handleRequest(request, { parsedBody: body })
    if (transport.sessionId === undefined) await server.close()
    return response
  }

  /** Moves it behind the others and starts its clock anew. */
  #used(id: string, session: Session): void {
    if (session.expiry) clearTimeout(session.expiry)
    this.#sessions.delete(id)
    this.#sessions.set(id, session)
    session.expiry = session.open > 0 ? null : setTimeout(() => void this.#end(id), this.#limits.idleMs).unref()
  }

  #hasRoom(): boolean {
    return this.#sessions.size < this.#limits.most || this.#idle() !== undefined
  }

  /** The session that is idle longest. */
  #idle(): string | undefined {
    return [...this.#sessions].find(([, session]) => session.open === 0)?.[0]
  }

  #forget(id: string): Session | undefined {
    const session = this.#sessions.get(id)
    if (session?.expiry) clearTimeout(session.expiry)
    this.#sessions.delete(id)
    return session
  }

  async #end(id: string): Promise<void> {
    await this.#forget(id)?.transport.close()
  }
}

function begins(body: unknown): boolean {
  const messages: unknown[] = Array.isArray(body) ? body : [body]
  return messages.some((one) => (one as { method?: unknown } | null)?.method === 'initialize')
}

function refusal(status: number, code: number, message: string): Response {
  return Response.json(errorBody(null, code, message), { status })
}
