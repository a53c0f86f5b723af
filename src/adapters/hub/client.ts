import { connect, type Socket } from 'node:net'
import { OpenbellError } from '../../core/errors.ts'
import type { HubClient, HubGuest } from '../../ports/hub.ts'
import { FrameReader, toFrame } from './frames.ts'
import { type Greeting, greeting, type Hello, isFarewell, otherProtocol, PROTOCOL } from './greeting.ts'
import { checkOwned, type Place, socketOf, statOrNull } from './place.ts'

/** What may come from an owner: the buffers of a symbol at once. */
const MOST_IN = 64 * 1024 * 1024
/** An owner that does not greet within this time is no use. */
const GREETING_MS = 2000
/** Nobody listens: the process is gone, or the socket. */
const NOBODY = new Set(['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE'])

/** Attaches to the session of a source; null when no living process serves it. */
export async function openHubClient(
  place: Place,
  source: string,
  guest: HubGuest,
  signal: AbortSignal,
): Promise<HubClient | null> {
  const path = socketOf(place, source)
  if (!place.pipes && statOrNull(path) === null) return null
  checkOwned(place, path)
  const socket = connect(path)
  const line = new Line(socket)
  try {
    const hello: Hello = { openbell: 'guest', protocol: PROTOCOL, ...guest }
    line.send(hello)
    const first = await line.first(signal)
    return first === null ? null : line.client(accepted(first, guest))
  } catch (thrown) {
    socket.destroy()
    throw thrown
  }
}

function accepted(first: unknown, guest: HubGuest): Greeting['owner'] {
  const told = greeting.safeParse(first)
  if (!told.success)
    throw new OpenbellError('unavailable', 'what answers at the socket of the session is no session', 'openbell session')
  const { owner, protocol, refused } = told.data
  if (refused === null && protocol === PROTOCOL) return owner
  const sentence = otherProtocol(guest, { protocol, version: owner.version })
  throw new OpenbellError(
    'config',
    `the session of process ${owner.pid} (${owner.holder}) is of another version: ${sentence}`,
    'end it and start it again, or use its version',
  )
}

/** A connection as a queue of messages. */
class Line {
  readonly #socket: Socket
  readonly #reader = new FrameReader(MOST_IN)
  #queue: unknown[] = []
  #listener: ((message: unknown) => void) | null = null
  #reason: string | null = null
  #fault: NodeJS.ErrnoException | null = null
  readonly ended: Promise<string>

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (piece: Buffer) => this.#take(piece))
    socket.on('error', (fault) => {
      this.#fault = fault
    })
    this.ended = new Promise((done) => {
      socket.on('close', () => done(this.#reason ?? 'its process is gone'))
    })
  }

  send(message: unknown): void {
    this.#socket.write(toFrame(message).bytes)
  }

  /** The first message; null when nobody is there. */
  async first(signal: AbortSignal): Promise<unknown | null> {
    const timeout = AbortSignal.timeout(GREETING_MS)
    const stopped = AbortSignal.any([signal, timeout])
    const heard = new Promise<void>((done) => {
      this.#listener = (message) => {
        this.#queue.push(message)
        this.#listener = null
        done()
      }
    })
    const given = new Promise<void>((done) => stopped.addEventListener('abort', () => done(), { once: true }))
    await Promise.race([heard, this.ended, given])
    this.#listener = null
    if (this.#queue.length > 0) return this.#queue.shift()
    if (signal.aborted) throw new OpenbellError('canceled', 'interrupted before it finished')
    if (timeout.aborted)
      throw new OpenbellError(
        'unavailable',
        `the session that runs here did not answer within ${GREETING_MS / 1000} s`,
        'openbell session',
      )
    if (this.#fault && !NOBODY.has(this.#fault.code ?? '')) {
      throw new OpenbellError(
        'unavailable',
        `the session that runs here cannot be reached: ${this.#fault.message}`,
        'openbell session',
        this.#fault,
      )
    }
    return null
  }

  client(owner: Greeting['owner']): HubClient {
    return {
      owner,
      ended: this.ended,
      send: (message) => this.send(message),
      listen: (listener) => {
        this.#listener = listener
        for (const message of this.#queue.splice(0)) listener(message)
      },
      idle: (idle) => void (idle ? this.#socket.unref() : this.#socket.ref()),
      close: () => {
        this.#reason ??= 'closed here'
        this.#socket.destroy()
      },
    }
  }

  #take(piece: Buffer): void {
    try {
      for (const message of this.#reader.read(piece)) this.#hand(message)
    } catch (thrown) {
      this.#reason ??= `what it said cannot be read: ${(thrown as Error).message}`
      this.#socket.destroy()
    }
  }

  #hand(message: unknown): void {
    if (isFarewell(message)) this.#reason ??= message.reason
    else if (this.#listener) this.#listener(message)
    else this.#queue.push(message)
  }
}
