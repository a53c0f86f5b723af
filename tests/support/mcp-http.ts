import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { createState } from '../../src/mcp/create-state.ts'
import { type HttpServing, serveHttp } from '../../src/mcp/http/serve.ts'
import type { SessionLimits } from '../../src/mcp/http/sessions.ts'
import { createJobs } from '../../src/mcp/jobs/create.ts'
import { createFactory } from '../../src/mcp/server.ts'
import type { ServerOptions } from '../../src/mcp/state.ts'
import type { Context } from '../../src/operations/context.ts'

export interface HttpServer extends HttpServing {
  port: number
}

/** The real server over HTTP in this process, on any free port. */
export async function openHttp(
  context: Context,
  options: Partial<ServerOptions> & { token?: string; sessions?: Partial<SessionLimits> } = {},
): Promise<HttpServer> {
  const { token = null, sessions, ...rest } = options
  const whole = { toolsets: ['default'], readOnly: false, allow: null, compat: false, ...rest }
  const state = createState(context, whole, (served) => createJobs(served))
  const served = await serveHttp({ factory: createFactory(state), state, port: 0, token, log: context.log, sessions })
  return {
    url: served.url,
    port: Number(new URL(served.url).port),
    async close() {
      await served.close()
      await state.close()
    },
  }
}

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
  json: any
}

export interface RawRequest {
  method?: string
  path?: string
  /** Undefined = left out. */
  headers?: Record<string, string | undefined>
  body?: unknown
}

/** One request, header by header: `fetch` would set its own Host. A body that is no string goes as JSON. */
export function raw(port: number, { method = 'POST', path = '/mcp', headers = {}, body }: RawRequest = {}): Promise<RawAnswer> {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const usual = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const sent = Object.fromEntries(Object.entries({ ...usual, ...headers }).filter(([, value]) => value !== undefined))
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ host: '127.0.0.1', port, method, path, headers: sent as Record<string, string> }, (answer) => {
      let said = ''
      answer.setEncoding('utf8').on('data', (piece) => {
        said += piece
      })
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: said,
          get json() {
            return JSON.parse(said.startsWith('{') ? said : (/^data: (\{.*\})$/m.exec(said)?.[1] ?? 'null'))
          },
        }),
      )
    })
    // A server that has refused may close the connection while the body is still on its way.
    asked.on('error', reject)
    asked.end(text)
  })
}

/** The opening of a client of 2025. */
export const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
}

/** Opens a session of 2025. @returns its id */
export async function beginSession(port: number, headers: Record<string, string> = {}): Promise<string> {
  const { headers: said } = await raw(port, { headers, body: INITIALIZE })
  return String(said['mcp-session-id'])
}
