import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, isLegacyRequest, type McpServerFactory } from '@modelcontextprotocol/server'
import { OpenbellError } from '../../core/errors.ts'
import type { Context } from '../../operations/context.ts'
import { ListenWatch } from '../resources/listen-watch.ts'
import type { ServerState } from '../state.ts'
import { MOST_BODY_BYTES, PATH, refuse } from './guards.ts'
import { answerPlain, plainCall } from './plain.ts'
import { CODES, errorBody, readBody, sendJson, sendRefusal } from './reply.ts'
import { type SessionLimits, Sessions } from './sessions.ts'

/** Nothing listens but this machine's own programs. */
const HOST = '127.0.0.1'

/** What a slow or greedy client may take. */
const LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 10_000, connectionsCheckingInterval: 5_000 }
const MOST_HEADER_BYTES = 16_384
const MOST_CONNECTIONS = 1_024
const MOST_LISTENERS = 256

export interface HttpOptions {
  factory: McpServerFactory
  state: ServerState
  /** TCP port, 0 = any free one. */
  port: number
  /** The bearer token that every request must carry; null = none. */
  token: string | null
  log: Context['log']
  sessions?: Partial<SessionLimits>
}

export interface HttpServing {
  /** Where clients point to. */
  url: string
  close(): Promise<void>
}

/**
 * Serves both eras of the protocol at one address of this machine: clients of 2025 in sessions, those of 2026 request by request.
 * @throws OpenbellError usage for a port that is taken or may not be opened
 */
export async function serveHttp({ factory, state, port, token, log, sessions: limits }: HttpOptions): Promise<HttpServing> {
  const onerror = (error: Error) => log.warn('mcp', { message: error.message })
  const modern = createMcpHandler(factory, { legacy: 'reject', onerror, maxSubscriptions: MOST_LISTENERS })
  const sessions = new Sessions(factory, limits)
  const unlisten = state.watches.listen((uri) => modern.notify.resourceUpdated(uri))
  const fetch = async (request: Request, options: { parsedBody?: unknown } = {}) =>
    (await isLegacyRequest(request, options.parsedBody))
      ? sessions.fetch(request, options.parsedBody)
      : modern.fetch(request, options)
  const protocol = toNodeHandler({ fetch }, { onerror, maxRequestBodySize: MOST_BODY_BYTES })
  const server = createServer({ ...LIMITS, maxHeaderSize: MOST_HEADER_BYTES })
  server.maxConnections = MOST_CONNECTIONS
  const at = await listen(server, port)
  server.on('request', (request, response) => {
    serveOne({ state, token, port: at, sessions, protocol }, request, response).catch((thrown) => {
      onerror(thrown)
      if (!response.headersSent) sendJson(response, 500, errorBody(null, CODES.internal, 'an error inside openbell'))
      else response.destroy()
    })
  })
  return {
    url: `http://${HOST}:${at}${PATH}`,
    async close() {
      unlisten()
      const closed = new Promise<void>((done) => server.close(() => done()))
      await Promise.all([modern.close(), sessions.close()])
      server.closeAllConnections()
      await closed
    },
  }
}

interface Parts {
  state: ServerState
  token: string | null
  port: number
  sessions: Sessions
  protocol: ReturnType<typeof toNodeHandler>
}

async function serveOne(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { state, token, port, sessions, protocol } = parts
  const path = (request.url ?? '/').split('?', 1)[0]
  const refused = refuse({ method: request.method ?? 'GET', path, headers: request.headers }, port, token)
  if (refused) return sendRefusal(request, response, refused)
  if (request.method !== 'POST') return inSession(sessions, request, response, () => protocol(request, prompt(response)))
  const text = await readBody(request)
  if (typeof text !== 'string') return sendRefusal(request, response, text)
  const body = parse(text)
  if (body === undefined) return sendJson(response, 400, errorBody(null, CODES.parse, 'the body is no JSON'))
  const plain = state.options.compat ? plainCall(request.headers, body) : null
  if (plain) return sendJson(response, 200, await answerPlain(state, plain, goneSignal(response)))
  watchListened(state, body, response)
  await inSession(sessions, request, response, () => protocol(request, response, body))
}

/** The SDK's adapter holds the head back until the first event: a client that only listens would wait for it. */
function prompt(response: ServerResponse): Parameters<Parts['protocol']>[1] {
  return {
    writeHead(status, headers) {
      response.writeHead(status, headers).flushHeaders()
    },
    write: (piece) => response.write(piece),
    end: (piece) => response.end(piece),
    on: (event, listener) => response.on(event, listener),
    get destroyed() {
      return response.destroyed
    },
  }
}

/** A session with an open request or stream is not idle. */
async function inSession(
  sessions: Sessions,
  request: IncomingMessage,
  response: ServerResponse,
  serve: () => Promise<void>,
): Promise<void> {
  const id = request.headers['mcp-session-id']
  const leave = typeof id === 'string' ? sessions.enter(id) : null
  if (leave) response.once('close', leave)
  await serve()
}

/** A resource is watched while a client of 2026 listens to it. */
function watchListened(state: ServerState, body: unknown, response: ServerResponse): void {
  if ((body as { method?: unknown } | null)?.method !== 'subscriptions/listen') return
  const listened = new ListenWatch(state.watches)
  listened.see(body)
  response.once('close', () => listened.close())
}

function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => fail(cannotListen(error, port)))
    server.listen(port, HOST, done)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new OpenbellError('internal', 'the server has no port')
  return address.port
}

function cannotListen(error: NodeJS.ErrnoException, port: number): Error {
  const other = 'openbell serve-mcp --http 0'
  if (error.code === 'EADDRINUSE') return new OpenbellError('usage', `port ${port} is in use`, other, error)
  if (error.code === 'EACCES') return new OpenbellError('usage', `port ${port} may not be opened`, other, error)
  return error
}
