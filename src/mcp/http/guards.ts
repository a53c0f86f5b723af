import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isJsonContentType } from '@modelcontextprotocol/server'

/** The one path that is served. */
export const PATH = '/mcp'
/** Largest body of a request, bytes. */
export const MOST_BODY_BYTES = 4 * 1024 * 1024

const METHODS = ['POST', 'GET', 'DELETE']
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/** A request as the guards see it: nothing of its body was read yet. */
export interface Arrival {
  method: string
  path: string
  headers: IncomingHttpHeaders
}

/** Why a request goes no further. */
export interface Refused {
  status: number
  message: string
  headers?: Record<string, string>
}

/**
 * What every request passes before its body is read: a Host that names this port of this machine (a page of another site that
 * was made to resolve here names its own), an Origin that is absent or this machine, the path, the method, the token, the type
 * and the announced length.
 * @param port the port that is served
 * @param token null = nobody is asked for one
 * @returns null when it may pass
 */
export function refuse({ method, path, headers }: Arrival, port: number, token: string | null): Refused | null {
  if (!isOurHost(headers.host, port)) return { status: 403, message: 'this Host is not served here' }
  if (headers.origin !== undefined && !isLoopbackOrigin(headers.origin))
    return { status: 403, message: 'this Origin may not ask' }
  if (path !== PATH) return { status: 404, message: `nothing is served here: the path is ${PATH}` }
  if (!METHODS.includes(method))
    return { status: 405, message: 'this method is not served', headers: { Allow: METHODS.join(', ') } }
  if (token !== null && !holds(headers.authorization, token)) return unauthorized()
  return method === 'POST' ? refuseBody(headers) : null
}

function refuseBody(headers: IncomingHttpHeaders): Refused | null {
  if (!isJsonContentType(headers['content-type'] ?? null)) return { status: 415, message: 'the body must be application/json' }
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') return { status: 415, message: 'the body must not be compressed' }
  return Number(headers['content-length'] ?? 0) > MOST_BODY_BYTES ? tooLong() : null
}

/** Also for a body whose length was not announced. */
export function tooLong(): Refused {
  return { status: 413, message: `a body takes at most ${MOST_BODY_BYTES} bytes`, headers: { Connection: 'close' } }
}

function unauthorized(): Refused {
  const message = 'a bearer token is needed: serve-mcp prints it, or OPENBELL_MCP_TOKEN holds it'
  return { status: 401, message, headers: { 'WWW-Authenticate': 'Bearer realm="openbell"' } }
}

function isOurHost(host: string | undefined, port: number): boolean {
  const names = LOOPBACK.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))
  return host !== undefined && names.includes(host.toLowerCase())
}

function isLoopbackOrigin(origin: string): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : null
  return url !== null && ['http:', 'https:'].includes(url.protocol) && LOOPBACK.includes(url.hostname)
}

/** In a time that tells nothing of how much was right. */
function holds(authorization: string | undefined, token: string): boolean {
  const said = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(said), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
