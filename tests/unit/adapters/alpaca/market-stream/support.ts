import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { type AlpacaSource, type AlpacaSourceOptions, createAlpacaSource } from '../../../../../src/adapters/alpaca/source.ts'
import { createSystemClock } from '../../../../../src/adapters/clock/system.ts'
import { Secret } from '../../../../../src/core/settings.ts'
import type { Json } from '../../../../support/pocket.ts'
import { createKeptLog, type KeptLog } from '../../../../support/vendor.ts'

/** Short waits between tries; limits of a single try stay long, so that a busy machine breaks none. */
export const QUICK = { backoffMs: 5, longestMs: 10, slowMs: 40 }

/** A source on a local host, with short waits. */
export async function sourceOn(
  url: string,
  more: Partial<AlpacaSourceOptions> = {},
): Promise<{ source: AlpacaSource; log: KeptLog }> {
  const log = createKeptLog()
  const source = await createAlpacaSource({
    keyId: new Secret('PKTEST'),
    secretKey: new Secret('very-secret-word'),
    dataUrl: url,
    tradingUrl: null,
    streamUrl: null,
    feed: 'iex',
    clock: createSystemClock(),
    log,
    cacheEntries: 0,
    cacheSeconds: 0,
    timeoutMs: 10_000,
    ratePerMinute: 1_000_000,
    streamTiming: QUICK,
    ...more,
  })
  return { source, log }
}

/** A stream vendor that does as it is told; by default it takes every key and every subscription. */
export interface StreamVendor {
  url: string
  /** Paths of the connections so far. */
  paths: string[]
  /** What clients said, over all connections. */
  said: Json[]
  /** Sends to the newest connection. */
  tell(...messages: Json[]): void
  /** Sends text as it is. */
  tellText(text: string): void
  /** What the vendor answers; null = the default. */
  answer: (message: Json, connection: number) => Json[] | null
  /** Drops the newest connection. */
  cut(): void
  close(): Promise<void>
}

export async function startStreamVendor(): Promise<StreamVendor> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  let newest: WebSocket | null = null
  const vendor: StreamVendor = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths: [],
    said: [],
    tell: (...messages) => newest?.send(JSON.stringify(messages)),
    tellText: (text) => newest?.send(text),
    answer: () => null,
    cut: () => newest?.terminate(),
    close: () =>
      new Promise((resolve) => {
        for (const client of server.clients) client.terminate()
        server.close(() => resolve())
      }),
  }
  server.on('connection', (socket, request) => {
    newest = socket
    const connection = vendor.paths.push(request.url ?? '') - 1
    const channels = new Map<string, Set<string>>()
    const say = (...messages: Json[]) => socket.send(JSON.stringify(messages))
    say({ T: 'success', msg: 'connected' })
    socket.on('message', (data) => {
      const message = JSON.parse(String(data))
      vendor.said.push(message)
      const scripted = vendor.answer(message, connection)
      if (scripted) return scripted.length > 0 ? say(...scripted) : undefined
      if (message.action === 'auth') return say({ T: 'success', msg: 'authenticated' })
      say({ T: 'subscription', ...changed(channels, message) })
    })
  })
  return vendor
}

/** The complete state after a change. */
function changed(channels: Map<string, Set<string>>, { action, ...lists }: Json): Json {
  for (const [name, symbols] of Object.entries(lists as Record<string, string[]>)) {
    const known = channels.get(name) ?? new Set()
    for (const symbol of symbols) {
      if (action === 'subscribe') known.add(symbol)
      else known.delete(symbol)
    }
    channels.set(name, known)
  }
  return Object.fromEntries([...channels].map(([name, symbols]) => [name, [...symbols]]))
}
