import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { World } from '../world.ts'
import { createDataStream } from './data-stream.ts'
import { createCuts } from './socket-faults.ts'
import { createTradingStream } from './trading-stream.ts'

/** The sockets of the exchange, beside its routes on the same port. */
export interface Streams {
  /** Sends everything that is due by the exchange's time, in order. */
  advance(): Promise<void>
  close(): Promise<void>
}

/** One family of sockets: which paths it takes, and what it does with a new connection. */
export interface SocketFamily {
  serves(path: string): boolean
  /** The HTTP status that refuses an upgrade; null = let in. */
  refuses(): number | null
  enter(socket: WebSocket, request: IncomingMessage, path: string): void
  advance(): Promise<void>
  close(): void
}

/** How often, in real milliseconds, sockets are served while exchange time runs by itself. */
const BEAT_MS = 100
const MOST_MESSAGE_BYTES = 1_000_000

/** Serves `/stream` (order updates) and the market-data streams on the exchange's own port. */
export function attachStreams(world: World, server: Server): Streams {
  const cuts = createCuts(world.faults)
  const families: SocketFamily[] = [
    createTradingStream(world, cuts.follow('trading')),
    createDataStream(world, () => cuts.follow('data')),
  ]
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_MESSAGE_BYTES, perMessageDeflate: false })
  server.on('upgrade', (request, line, head) => {
    const path = new URL(request.url ?? '/', 'http://pocket').pathname
    const family = families.find((one) => one.serves(path))
    const refused = family ? family.refuses() : 404
    if (!family || refused !== null) return refuse(line, refused ?? 404)
    sockets.handleUpgrade(request, line, head, (socket) => family.enter(socket, request, path))
  })
  const ended = new AbortController()
  const advance = oneAtATime(async () => {
    for (const family of families) await family.advance()
  })
  beat(world, advance, ended.signal)
  return {
    advance,
    async close() {
      ended.abort()
      for (const family of families) family.close()
      for (const socket of sockets.clients) socket.terminate()
      await new Promise<void>((resolve) => sockets.close(() => resolve()))
    },
  }
}

function refuse(line: Duplex, status: number): void {
  const text = status === 429 ? 'Too Many Requests' : status === 404 ? 'Not Found' : 'Refused'
  line.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** Runs of a task never overlap: who calls during one gets the next, which begins after the call. */
function oneAtATime(task: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null
  return () => {
    if (next) return next
    next = last
      .catch(() => {})
      .then(() => {
        next = null
        return task()
      })
    last = next
    return next
  }
}

async function beat(world: World, advance: () => Promise<void>, signal: AbortSignal): Promise<void> {
  if (world.time.speed === 0) return
  while (!signal.aborted) {
    await world.clock.sleep(world.clock.now() + BEAT_MS, signal).catch(() => {})
    if (signal.aborted) return
    await advance().catch((thrown) => world.log.error('pocket.stream', { message: String(thrown) }))
  }
}
