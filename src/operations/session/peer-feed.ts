import type { HubFrame, HubPeer } from '../../ports/hub.ts'
import type { Want } from './protocol.ts'

/** Bytes that may wait for a reader before it gets no more paint: it catches up with one whole picture. */
const PAINT_BYTES = 256 * 1024
/** Bytes that may wait in all: what must not be left out (events, the tape) is kept for a slow reader up to here. */
const MOST_BYTES = 16 * 1024 * 1024

/** What a tick has for everybody, made at most once. */
export interface TickFrames {
  news: HubFrame | null
  whole(): HubFrame
  tape: readonly HubFrame[]
  part(key: string): { news: HubFrame | null; whole(): HubFrame } | null
}

/** One that is attached: what it wants, what it has, and how far it lags behind. The owner never waits for it. */
export class PeerFeed {
  readonly peer: HubPeer
  want: Want = { kind: 'want', level: 'none', tape: false, parts: [] }
  /** Pictures it was not sent, because it had not read the ones before. */
  skipped = 0
  #has = new Set<string>()
  #hasAll = false

  constructor(peer: HubPeer) {
    this.peer = peer
  }

  get isWatching(): boolean {
    return this.want.level !== 'none' || this.want.parts.length > 0
  }

  setWant(want: Want): void {
    const keys = new Set(want.parts.map((part) => part.join(' ')))
    this.#has = new Set([...this.#has].filter((key) => keys.has(key)))
    if (want.level !== 'all') this.#hasAll = false
    this.want = want
  }

  /** True when it wants everything and has not had its first picture. */
  get isNew(): boolean {
    return this.want.level === 'all' && !this.#hasAll
  }

  /** An event, at once. */
  tell(frame: HubFrame): void {
    if (this.peer.pending > MOST_BYTES) this.peer.drop(`it reads too slowly: ${this.peer.pending} bytes wait for it`)
    else this.peer.send(frame)
  }

  /** A tick: paint is left out for a slow reader, the tape is not. */
  paint(frames: TickFrames, now: HubFrame): void {
    if (this.want.tape) for (const frame of frames.tape) this.tell(frame)
    if (this.#isBehind()) {
      this.skipped++
      this.#has.clear()
      this.#hasAll = false
      return
    }
    if (this.want.level === 'all') this.#picture(frames, now)
    else if (this.want.level === 'now') this.peer.send(now)
    for (const part of this.want.parts) {
      // What was left out is told whole the next time.
      if (this.#isBehind()) this.#has.delete(part.join(' '))
      else this.#part(part.join(' '), frames)
    }
  }

  #picture(frames: TickFrames, now: HubFrame): void {
    this.peer.send(this.#hasAll ? (frames.news ?? now) : frames.whole())
    this.#hasAll = true
  }

  #part(key: string, frames: TickFrames): void {
    const part = frames.part(key)
    if (part === null) return
    if (!this.#has.has(key)) this.peer.send(part.whole())
    else if (part.news !== null) this.peer.send(part.news)
    this.#has.add(key)
  }

  #isBehind(): boolean {
    return this.peer.pending > PAINT_BYTES
  }
}
