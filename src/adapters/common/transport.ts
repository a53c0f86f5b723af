import { Agent, type Dispatcher, fetch as undiciFetch } from 'undici'
import { canceled, networkFault, redirectFault, statusFault } from './vendor-fault.ts'

/** One request, its body already whole: retries can send it again. */
export interface Call {
  url: URL
  method: string
  headers: Headers
  body: RequestInit['body']
  /** `manual` hands a 3xx to the caller; otherwise a redirect is refused. */
  redirect: NonNullable<RequestInit['redirect']>
  /** The caller's own signal; null = only the deadline ends the call. */
  signal: AbortSignal | null
}

export interface Connections {
  open: number
  idle: number
  waiting: number
}

/** A keep-alive pool. `send` resolves with the whole body read, so that a cut body is an error of the call and not of the decoder. */
export interface Transport {
  send(call: Call): Promise<Response>
  connections(): Connections
  close(): Promise<void>
}

export interface TransportOptions {
  name: string
  timeoutMs: number
  connections: number
  now(): number
}

/** Builds the pool; nothing is opened before the first call. */
export function createTransport(options: TransportOptions): Transport {
  const agent = new Agent({ connections: options.connections, pipelining: 1, keepAliveTimeout: 10_000 })
  return {
    send: (call) => send(agent, options, call),
    connections: () => countConnections(agent),
    close: () => agent.destroy(),
  }
}

async function send(agent: Agent, options: TransportOptions, call: Call): Promise<Response> {
  const response = await exchange(agent, options, call)
  if (response.status === 429 || response.status >= 500) throw statusFault(options.name, call.url, response, options.now())
  if (isRedirect(response.status) && call.redirect !== 'manual') throw redirectFault(options.name, call.url, response)
  return response
}

async function exchange(agent: Agent, options: TransportOptions, call: Call): Promise<Response> {
  const deadline = AbortSignal.timeout(options.timeoutMs)
  const signal = call.signal ? AbortSignal.any([call.signal, deadline]) : deadline
  try {
    return await (isRepeatable(call.method) ? fetchAnswer(agent, call, signal) : requestAnswer(agent, call, signal))
  } catch (thrown) {
    if (call.signal?.aborted) throw canceled(call.signal)
    throw networkFault(options.name, call.url, thrown, deadline.aborted ? options.timeoutMs : null)
  }
}

/** GET and HEAD change nothing at the vendor. */
export function isRepeatable(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

async function fetchAnswer(agent: Agent, { url, method, headers }: Call, signal: AbortSignal): Promise<Response> {
  const answer = await undiciFetch(url, { method, headers: [...headers], redirect: 'manual', dispatcher: agent, signal })
  const body = await answer.arrayBuffer()
  const { status, statusText } = answer
  return new Response(hasNoBody(status) ? null : body, { status, statusText, headers: [...answer.headers] })
}

/** One request and no more: the fetch standard has a call sent again by itself when a 421 answers it. */
async function requestAnswer(agent: Agent, { url, method, headers, body }: Call, signal: AbortSignal): Promise<Response> {
  const answer = await agent.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: method as Dispatcher.HttpMethod,
    headers: Object.fromEntries(headers),
    body: body as Dispatcher.DispatchOptions['body'],
    signal,
  })
  const bytes = await answer.body.arrayBuffer()
  const named = Object.entries(answer.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  return new Response(hasNoBody(answer.statusCode) ? null : bytes, {
    status: answer.statusCode,
    headers: named as [string, string][],
  })
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304
}

/** Statuses for which the fetch standard forbids a body. */
function hasNoBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304
}

function countConnections(agent: Agent): Connections {
  const total = { open: 0, idle: 0, waiting: 0 }
  for (const stats of Object.values(agent.stats)) {
    const open = Number(stats.connected)
    total.open += open
    total.idle += Math.max(0, open - stats.running)
    total.waiting += stats.pending
  }
  return total
}
