import { SECOND } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import { type LinkParts, openLink, type SessionLink } from './link.ts'

/** Where there was no session, another look is taken only after this. */
const AGAIN_MS = 2 * SECOND
/** A session that could not be asked is left alone for so long: whoever asks has waited for it once. */
const QUIET_MS = 30 * SECOND

/** Finds the running session of a source when it is needed, and keeps the line to it. */
export class Lookout {
  readonly #parts: LinkParts & { clock: Clock }
  readonly #source: string
  readonly #closing = new AbortController()
  #link: Promise<SessionLink | null> | null = null
  #current: SessionLink | null = null
  #lookedAt = Number.NEGATIVE_INFINITY
  #quietUntil = Number.NEGATIVE_INFINITY

  constructor(parts: LinkParts & { clock: Clock }, source: string) {
    this.#parts = parts
    this.#source = source
  }

  /** The line to the session; null when none runs. @throws OpenbellError as `openLink` */
  link(): Promise<SessionLink | null> {
    const now = this.#parts.clock.elapsed()
    if (now < this.#quietUntil) return Promise.resolve(null)
    if (this.#current && this.#current.over === null) return Promise.resolve(this.#current)
    if (this.#link !== null && now - this.#lookedAt < AGAIN_MS) return this.#link
    this.#lookedAt = now
    this.#link = openLink(this.#parts, this.#source, this.#closing.signal).then((link) => {
      this.#current = link
      return link
    })
    return this.#link
  }

  /** It could not be asked. */
  leaveAlone(): void {
    this.#quietUntil = this.#parts.clock.elapsed() + QUIET_MS
  }

  close(): void {
    this.#closing.abort()
    this.#current?.close()
  }
}
