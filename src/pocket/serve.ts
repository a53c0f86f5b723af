import type { IncomingMessage, ServerResponse } from 'node:http'
import { asOpenbellError, type OpenbellError } from '../core/errors.ts'
import type { Fault } from './faults/faults.ts'
import { loseAnswer } from './faults/lost-answer.ts'
import { isPaperKey } from './keys.ts'
import { rateLimitHeaders, tooMany } from './rate-limits.ts'
import { notFound, Refusal, type Reply, unauthorized } from './reply.ts'
import type { createRouter, Match, PocketRequest } from './router.ts'
import { send } from './send.ts'
import { stableUuid } from './stable-uuid.ts'
import type { Surface } from './surface.ts'
import type { World } from './world.ts'

const MOST_BODY_BYTES = 1_000_000

/** Answers one request: route, key, rate limit, scripted fault, handler. Whatever goes wrong is an answer too. */
export async function serve(
  world: World,
  router: ReturnType<typeof createRouter>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const url = new URL(request.url ?? '/', 'http://pocket')
  const match = router.find(request.method ?? 'GET', url.pathname)
  const admin = url.pathname.startsWith('/admin/')
  const fault = admin ? null : world.faults.takeRequest(request.method ?? 'GET', url.pathname)
  if (!admin) world.requests++
  const headers: Record<string, string> = {
    'X-Request-ID': stableUuid(world.seed, 'request', world.requests).replaceAll('-', ''),
  }
  if (fault?.kind === 'hang') return
  if (fault?.kind === 'refuse') return void request.socket.destroy()
  const answered = await answer(world, match, fault, request, url, headers, gone.signal)
  const reply = await loseAnswer(world, fault, answered, request.socket, gone.signal)
  if (reply && !gone.signal.aborted)
    await send(response, { ...reply, headers: { ...headers, ...reply.headers } }, fault, world.clock, gone.signal)
}

async function answer(
  world: World,
  match: Match | 'wrong method' | null,
  fault: Fault | null,
  request: IncomingMessage,
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Reply> {
  try {
    if (match === null) throw notFound(`endpoint not found: ${url.pathname}`)
    if (match === 'wrong method') throw new Refusal(405, 'method not allowed')
    if (match.route.surface !== 'admin') admit(world, match.route.surface, request, headers)
    const scripted = scriptedReply(world, match, fault)
    if (scripted) return scripted
    const mostPoints = fault?.kind === 'short-pages' ? fault.points : Number.POSITIVE_INFINITY
    const asked: PocketRequest = {
      method: request.method ?? 'GET',
      path: url.pathname,
      params: match.params,
      query: url.searchParams,
      body: await readBody(request),
      mostPoints,
      signal,
    }
    if (fault?.kind === 'late-arrival') return await arrivesLate(world, match, asked, fault.delayMs)
    return await match.route.handle(world, asked)
  } catch (thrown) {
    return refusalOf(world, url, thrown)
  }
}

/** What is on its way arrives, also when its sender has long given up on it. */
async function arrivesLate(world: World, match: Match, asked: PocketRequest, delayMs: number): Promise<Reply> {
  const { signal } = new AbortController()
  await world.clock.sleep(world.clock.now() + delayMs, signal)
  return match.route.handle(world, { ...asked, signal })
}

/** Checks the key and counts the request; the limit's headers go on every answer of a limited route. */
function admit(world: World, surface: Surface, request: IncomingMessage, headers: Record<string, string>): void {
  const key = authorize(request)
  world.keys.add(key)
  const counted = world.limits.count(surface, key)
  Object.assign(headers, counted.headers)
  if (counted.exceeded) throw tooMany(surface)
}

/** Any key of the paper kind with any secret is let in; the name of the key counts its requests. */
function authorize(request: IncomingMessage): string {
  const key = request.headers['apca-api-key-id']
  const secret = request.headers['apca-api-secret-key']
  if (typeof key !== 'string' || !isPaperKey(key, secret)) throw unauthorized()
  return key
}

/** Faults that answer in place of the handler. */
function scriptedReply(world: World, match: Match, fault: Fault | null): Reply | null {
  if (fault?.kind === 'rate-limit') {
    const reset = world.clock.now() / 1000 + fault.resetSeconds
    const headers = {
      ...rateLimitHeaders(200, 0, reset),
      ...(fault.retryAfter ? { 'Retry-After': String(Math.ceil(fault.resetSeconds)) } : {}),
    }
    return { ...tooMany(match.route.surface).reply, headers }
  }
  if (fault?.kind !== 'status') return null
  if (fault.body === 'empty') return { status: fault.status }
  if (fault.body === 'html') return { status: fault.status, body: `<html><body><h1>${fault.status}</h1></body></html>` }
  return {
    status: fault.status,
    body: { code: fault.status * 100_000, message: fault.status >= 500 ? 'internal server error occurred' : 'refused by script' },
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request) {
    size += piece.length
    if (size > MOST_BODY_BYTES) throw new Refusal(413, 'request body is too large')
    pieces.push(piece)
  }
  if (size === 0) return undefined
  try {
    return JSON.parse(Buffer.concat(pieces).toString())
  } catch {
    throw new Refusal(400, 'request body format is invalid', 40010000)
  }
}

function refusalOf(world: World, url: URL, thrown: unknown): Reply {
  if (thrown instanceof Refusal) return thrown.reply
  const error = asOpenbellError(thrown)
  // A client that went away is no fault of ours.
  if (error.kind !== 'canceled') {
    world.log.error('pocket.failed', { path: url.pathname, kind: error.kind, message: error.message, stack: stackOf(error) })
  }
  if (error.kind === 'unavailable') return { status: 503, body: { code: 50310000, message: error.message } }
  return { status: 500, body: { code: 50010000, message: `internal server error occurred: ${error.message}` } }
}

/** Where a bug of ours was thrown; failures of the source behind need no stack. */
function stackOf(error: OpenbellError): string | undefined {
  if (error.kind !== 'internal') return undefined
  return error.cause instanceof Error ? error.cause.stack : error.stack
}
