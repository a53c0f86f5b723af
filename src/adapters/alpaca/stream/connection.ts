import { WebSocket } from 'ws'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import { printable } from '../errors.ts'
import { decodeFrame } from './frames.ts'

/** Why a connection ended. `fatal`: trying again is no use; `slow`: the vendor wants to be left alone for a while; `elsewhere`: the next one goes to another address, at once. */
export class StreamFault extends Error {
  readonly weight: 'fatal' | 'slow' | 'passing' | 'elsewhere'
  /** The vendor's own code; null where there is none. */
  readonly code: number | null

  constructor(weight: StreamFault['weight'], message: string, code: number | null = null) {
    super(message)
    this.weight = weight
    this.code = code
  }
}

export interface ConnectionOptions {
  url: string
  headers: Record<string, string>
  /** Limit of the upgrade. */
  connectMs: number
  clock: Clock
  log: Log
  /** Reads a frame; default exactly, whatever it costs. @throws for what cannot be read */
  decode?(data: Buffer, binary: boolean): unknown
  /** Writes a message; default as JSON text. */
  encode?(message: unknown): string | Uint8Array
}

/** One open socket. */
export interface Connection {
  send(message: unknown): void
  /** The next message; rejects with the fault once the connection has ended. */
  next(): Promise<unknown>
  /** From now on messages go there, those that came before first. */
  listen(hear: (message: unknown) => void): void
  /** Sends a ping; whatever arrives after it counts as life. */
  ping(): void
  readonly aliveSincePing: boolean
  /** Resolves with the reason, whoever ended it. */
  readonly ended: Promise<StreamFault>
  end(fault: StreamFault): void
}

/** @throws StreamFault when the upgrade fails or takes too long */
export async function connect(options: ConnectionOptions, signal: AbortSignal): Promise<Connection> {
  const socket = new WebSocket(options.url, {
    headers: options.headers,
    handshakeTimeout: options.connectMs,
    // Keys travel in these headers and messages: they go to this address and to no other.
    followRedirects: false,
    perMessageDeflate: false,
    maxPayload: 16 * 1024 * 1024,
  })
  const connection = wrap(socket, options)
  const opened = new Promise<null>((resolve) => socket.once('open', () => resolve(null)))
  const onAbort = () => connection.end(new StreamFault('passing', 'stopped'))
  signal.addEventListener('abort', onAbort, { once: true })
  connection.ended.then(() => signal.removeEventListener('abort', onAbort))
  if (signal.aborted) onAbort()
  const fault = await Promise.race([opened, connection.ended])
  if (fault) throw fault
  return connection
}

/** A socket that does not finish the farewell is cut. */
const FAREWELL_MS = 1000

function wrap(socket: WebSocket, { clock, log, decode = decodeFrame, encode = JSON.stringify }: ConnectionOptions): Connection {
  const ended = Promise.withResolvers<StreamFault>()
  const inbox = createInbox(ended.promise)
  let alive = true
  let isOver = false
  const end = (fault: StreamFault) => {
    if (isOver) return
    isOver = true
    ended.resolve(fault)
    farewell(socket, clock)
  }
  socket.on('message', (data, binary) => {
    alive = true
    const read = isOver ? null : readFrame(() => decode(data as Buffer, binary), log)
    if (read) inbox.put(read.message)
  })
  socket.on('pong', () => {
    alive = true
  })
  endWith(socket, end)
  return {
    send: (message) => socket.send(encode(message)),
    next: inbox.next,
    listen: inbox.listen,
    ping() {
      alive = false
      if (socket.readyState === WebSocket.OPEN) socket.ping()
    },
    get aliveSincePing() {
      return alive
    },
    ended: ended.promise,
    end,
  }
}

function readFrame(read: () => unknown, log: Log): { message: unknown } | null {
  try {
    return { message: read() }
  } catch (thrown) {
    log.warn('alpaca.stream.unreadable', { reason: thrown instanceof Error ? thrown.message : String(thrown) })
    return null
  }
}

function endWith(socket: WebSocket, end: (fault: StreamFault) => void): void {
  socket.on('unexpected-response', (_request, response) => end(upgradeFault(response.statusCode ?? 0)))
  socket.on('error', (error) => end(new StreamFault('passing', error.message)))
  socket.on('close', (code, reason) =>
    end(new StreamFault('passing', `closed by the vendor (${code}${reason.length > 0 ? ` ${printable(String(reason))}` : ''})`)),
  )
}

/** Messages wait here during the greeting, where they are asked for one by one; afterwards they go straight through. */
function createInbox(ended: Promise<StreamFault>) {
  const waiting: unknown[] = []
  let hear: ((message: unknown) => void) | null = null
  let wake: (() => void) | null = null
  return {
    put(message: unknown) {
      if (hear) return hear(message)
      waiting.push(message)
      wake?.()
    },
    async next(): Promise<unknown> {
      while (waiting.length === 0) {
        const arrived = new Promise<null>((resolve) => {
          wake = () => resolve(null)
        })
        const fault = await Promise.race([arrived, ended])
        if (fault && waiting.length === 0) throw fault
      }
      return waiting.shift()
    },
    listen(listener: (message: unknown) => void) {
      for (const message of waiting.splice(0)) listener(message)
      hear = listener
    },
  }
}

function farewell(socket: WebSocket, clock: Clock): void {
  if (socket.readyState !== WebSocket.OPEN) {
    socket.terminate()
    return
  }
  const closed = new AbortController()
  socket.once('close', () => closed.abort())
  socket.close(1000)
  clock.sleep(clock.now() + FAREWELL_MS, closed.signal).then(
    () => socket.terminate(),
    () => {},
  )
}

/** What the vendor answers an upgrade with in place of a socket. */
function upgradeFault(status: number): StreamFault {
  if (status === 401) return new StreamFault('fatal', 'alpaca does not know these keys (HTTP 401)', 401)
  if (status === 406) return new StreamFault('slow', 'another connection of this account holds the stream (HTTP 406)', 406)
  if (status === 429) return new StreamFault('slow', 'alpaca says there were too many connections (HTTP 429)', 429)
  if (status === 403) return new StreamFault('slow', 'alpaca refuses the stream (HTTP 403)', 403)
  return new StreamFault('passing', `alpaca answered HTTP ${status} in place of a stream`, status)
}
