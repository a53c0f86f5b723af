import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type AlpacaBrokerOptions, createAlpacaBroker } from '../../../../../src/adapters/alpaca/broker.ts'
import { createSystemClock } from '../../../../../src/adapters/clock/system.ts'
import { Secret } from '../../../../../src/core/settings.ts'
import type { Broker, BrokerOrderRequest } from '../../../../../src/ports/broker.ts'
import { brokerRequest } from '../../../../support/broker-request.ts'
import type { Json } from '../../../../support/pocket.ts'
import { createKeptLog, type KeptLog } from '../../../../support/vendor.ts'

export const NOW = '2026-03-20T14:30:00Z'

export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  body: Json
}

/** What a small local vendor answers: a status with a body (text as it is, else JSON), or what it does in place of an answer. */
export type Answer = { status: number; body?: Json; headers?: Record<string, string> } | 'hang' | 'reset' | 'cut'

/** A local vendor whose every word a test chooses: for what no exchange says on demand. */
export interface Vendor {
  url: string
  asked: Asked[]
  /** Chooses the answers; a request that gets undefined is answered as an empty account would. */
  answer(how: (asked: Asked) => Answer | undefined): void
  /** The next upgrades are refused with these statuses, or not answered at all. */
  refuse(...statuses: (number | 'hang')[]): void
  /** What happens on each new socket. */
  onSocket(talk: (socket: WebSocket, request: IncomingMessage) => void): void
  /** Upgrades asked for, the refused ones too. */
  upgrades(): number
  sockets(): WebSocket[]
  close(): Promise<void>
}

export async function startVendor(): Promise<Vendor> {
  const asked: Asked[] = []
  let how: (one: Asked) => Answer | undefined = () => undefined
  let talk: (socket: WebSocket, request: IncomingMessage) => void = greetWell
  const refusals: (number | 'hang')[] = []
  const hung: Duplex[] = []
  let upgrades = 0
  const server = createServer(async (request, response) => {
    const one = await readRequest(request)
    asked.push(one)
    reply(response, how(one) ?? emptyAccount(one))
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    upgrades++
    const status = refusals.shift()
    if (status === 'hang') {
      hung.push(socket)
      return
    }
    if (status !== undefined) socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
    else sockets.handleUpgrade(request, socket, head, (one) => talk(one, request))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: (next) => {
      how = next
    },
    refuse: (...statuses) => refusals.push(...statuses),
    onSocket: (next) => {
      talk = next
    },
    upgrades: () => upgrades,
    sockets: () => [...sockets.clients],
    close: () =>
      new Promise((resolve) => {
        for (const one of sockets.clients) one.terminate()
        for (const one of hung) one.destroy()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readRequest(request: IncomingMessage): Promise<Asked> {
  let text = ''
  for await (const part of request) text += part
  const url = new URL(request.url ?? '/', 'http://vendor')
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    body: text === '' ? null : JSON.parse(text),
  }
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer === 'hang') return
  if (answer === 'reset') {
    response.socket?.destroy()
    return
  }
  if (answer === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 500 })
    response.write('{"id":')
    setTimeout(() => response.socket?.destroy(), 5)
    return
  }
  const { status, body, headers } = answer
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body))
}

function emptyAccount({ path }: Asked): Answer {
  if (path === '/v2/clock') return { status: 200, body: { timestamp: NOW, is_open: true } }
  if (path === '/v2/account') return { status: 200, body: { cash: '100000' } }
  return { status: 200, body: [] }
}

/** Authorizes and confirms, whatever the keys. */
export function greetWell(socket: WebSocket): void {
  socket.on('message', (data) => {
    const said = JSON.parse(String(data))
    if (said.action === 'authenticate') {
      tell(socket, { stream: 'authorization', data: { status: 'authorized', action: 'authenticate' } })
    } else if (said.action === 'listen') tell(socket, { stream: 'listening', data: { streams: said.data.streams } })
  })
}

export function tell(socket: WebSocket, message: unknown): void {
  socket.send(JSON.stringify(message))
}

/** Short waits between tries; limits of a single try stay long, so that a busy machine breaks none. */
export const QUICK_STREAM = { backoffMs: 5, longestMs: 10, slowMs: 40 }

/** A broker on the local vendor, on the machine's clock with short waits. */
export async function brokerOn(
  vendor: Vendor,
  more: Partial<AlpacaBrokerOptions> = {},
): Promise<{ broker: Broker; log: KeptLog }> {
  const log = createKeptLog()
  const broker = await createAlpacaBroker({
    keyId: new Secret('PKTESTKEY'),
    secretKey: new Secret('very-secret-word'),
    tradingUrl: vendor.url,
    streamUrl: null,
    mode: 'paper',
    clock: createSystemClock(),
    timeoutMs: 10_000,
    timing: { backoffMs: 1, retries: 1, random: () => 0.5 },
    streamTiming: QUICK_STREAM,
    log,
    ...more,
  })
  return { broker, log }
}

/** Ten shares at a limit, good for the day. */
export function orderOf(more: Partial<BrokerOrderRequest> = {}): BrokerOrderRequest {
  return brokerRequest({ clientOrderId: 'intent-1', symbol: 'SIMFIN', shares: 10, type: 'limit', limit: 50.25, ...more })
}

/** An order in the vendor's shape. */
export function wireOrder(more: Json = {}): Json {
  return {
    id: '61e69015-8549-4bfd-b9c3-01e75843f47d',
    client_order_id: 'intent-1',
    created_at: '2026-03-20T14:29:02.118823411Z',
    updated_at: '2026-03-20T14:29:02.140112Z',
    submitted_at: '2026-03-20T14:29:02.115004Z',
    filled_at: null,
    canceled_at: null,
    expired_at: null,
    failed_at: null,
    replaced_by: null,
    replaces: null,
    symbol: 'SIMFIN',
    asset_class: 'us_equity',
    notional: null,
    qty: '10',
    filled_qty: '0',
    filled_avg_price: null,
    order_class: '',
    type: 'limit',
    side: 'buy',
    time_in_force: 'day',
    limit_price: '50.25',
    stop_price: null,
    status: 'pending_new',
    extended_hours: false,
    legs: null,
    trail_percent: null,
    trail_price: null,
    hwm: null,
    ...more,
  }
}
