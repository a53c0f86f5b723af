import type { Socket } from 'node:net'
import type { HubFrame, HubGuest, HubHandler, HubOwner, HubPeer } from '../../ports/hub.ts'
import type { Log } from '../../ports/log.ts'
import { FrameReader, toFrame } from './frames.ts'
import { type Farewell, type Greeting, hello, otherProtocol, PROTOCOL } from './greeting.ts'

/** What may come in: wishes and questions are short. */
const MOST_IN = 65_536
/** Parts of a wish are fewer. */
const MOST_ITEMS = 2048
/** Who connects says who it is within this time. */
const HELLO_MS = 3000
/** A peer that is told to go reads why: it is waited for while it reads on within this time, so many times at the most. */
const FAREWELL_MS = 1000
const FAREWELLS = 5
/** Bytes that one peer may leave unread, whatever the owner sends it. */
const MOST_PENDING = 64 * 1024 * 1024

interface PeerParts {
  owner: HubOwner
  handler: HubHandler
  log: Log
  gone(): void
}

/** One connection at the owner's end. Nothing that comes from it may harm the owner: garbage ends the connection and nothing else. */
export class ServedPeer implements HubPeer {
  guest: HubGuest = { pid: 0, what: '', version: '' }
  readonly #socket: Socket
  readonly #parts: PeerParts
  readonly #reader = new FrameReader(MOST_IN, MOST_ITEMS)
  readonly #closed: Promise<void>
  readonly #patience: NodeJS.Timeout
  #joined = false
  #ending = false

  constructor(socket: Socket, parts: PeerParts) {
    this.#socket = socket
    this.#parts = parts
    this.#patience = setTimeout(() => this.drop('it did not say who it is'), HELLO_MS).unref()
    // The session keeps its process alive, those that look at it do not.
    socket.unref()
    socket.on('data', (piece: Buffer) => this.#take(piece))
    socket.on('error', () => {})
    this.#closed = new Promise((done) => {
      socket.on('close', () => {
        clearTimeout(this.#patience)
        parts.gone()
        if (this.#joined) parts.handler.left(this)
        done()
      })
    })
  }

  get pending(): number {
    return this.#socket.writableLength
  }

  send(frame: HubFrame): void {
    if (this.#ending) return
    this.#socket.write(frame.bytes)
    if (this.pending > MOST_PENDING) this.drop(`it left ${this.pending} bytes unread`)
  }

  drop(reason: string): void {
    if (this.#ending) return
    this.#parts.log.info('session guest dropped', { ...this.guest, reason })
    void this.end(reason)
  }

  /** Resolves when the line is closed. */
  end(reason: string): Promise<void> {
    if (this.#ending) return this.#closed
    this.#ending = true
    const farewell: Farewell = { openbell: 'farewell', reason }
    this.#socket.end(toFrame(farewell).bytes)
    this.#waitToEnd()
    return this.#closed
  }

  #waitToEnd(): void {
    let [left, waits] = [this.pending, 0]
    const timer = setInterval(() => {
      waits++
      if (this.pending >= left || waits === FAREWELLS) this.#socket.destroy()
      left = this.pending
    }, FAREWELL_MS)
    void this.#closed.then(() => clearInterval(timer))
  }

  #take(piece: Buffer): void {
    if (this.#ending) return
    try {
      for (const message of this.#reader.read(piece)) {
        if (this.#joined) this.#parts.handler.heard(this, message)
        else this.#greet(message)
        if (this.#ending) return
      }
    } catch (thrown) {
      this.drop(`what it said cannot be read: ${(thrown as Error).message}`)
    }
  }

  #greet(message: unknown): void {
    const parsed = hello.safeParse(message)
    if (!parsed.success) {
      this.drop('what it said is no greeting')
      return
    }
    const { pid, what, version, protocol } = parsed.data
    this.guest = { pid, what, version }
    clearTimeout(this.#patience)
    const { owner } = this.#parts
    const refused = protocol === PROTOCOL ? null : otherProtocol(owner, parsed.data)
    const answer: Greeting = { openbell: 'session', protocol: PROTOCOL, owner, refused }
    this.send(toFrame(answer))
    if (refused !== null) {
      this.drop(refused)
      return
    }
    this.#joined = true
    this.#parts.handler.joined(this)
  }
}
