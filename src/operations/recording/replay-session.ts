import { OpenbellError } from '../../core/errors.ts'
import { type Instant, parseInstant } from '../../core/time.ts'
import type { Context } from '../context.ts'
import type { StreamEvent } from '../stream/events.ts'
import type { LiveSession } from '../stream/session.ts'
import { ReplayView } from './replay-view.ts'

/** One going through a recording, from its beginning. */
export interface Pass {
  session: LiveSession
  /** What the session tells; ends with the recording. */
  events(options: { tape: boolean }): AsyncIterable<StreamEvent>
  readonly speed: number | null
  /** The moment at which it stands, exactly; null while it goes on. */
  readonly standsAt: Instant | null
  setSpeed(speed: number): void
  /** Goes on without waiting up to an instant ahead. */
  seek(at: Instant): void
  /** Resolves when the instant that was sought last is reached, or the recording ends before it. */
  arrived(): Promise<void>
  stop(): Promise<void>
}

/** Begins to go through a recording; everything before `at` without waiting. */
export type Begin = (at: Instant | null, speed: number | null) => Promise<Pass>

export interface ReplaySessionParts {
  context: Context
  name: string
  /** Market milliseconds between two looks of the session that was recorded. */
  lookedEvery: number
  begin: Begin
  at: Instant | null
  speed: number | null
  /** The last moment stands when the recording is over, until the session is closed; else its events end. */
  stays: boolean
}

/** A recording as a session: what was on the screen then, at any moment of it. */
export class ReplaySession implements LiveSession {
  readonly kind = 'replay' as const
  readonly view: ReplayView
  readonly #parts: ReplaySessionParts
  readonly #listeners = new Map<() => void, () => void>()
  #pass: Pass
  #shownFrom: Instant
  #next: (() => void) | null = null
  #isClosed = false

  static async open(parts: ReplaySessionParts): Promise<ReplaySession> {
    const { begin, at, speed } = parts
    const pass = await begin(at, speed)
    if (at !== null) await pass.arrived()
    return new ReplaySession(parts, pass)
  }

  private constructor(parts: ReplaySessionParts, pass: Pass) {
    this.#parts = parts
    this.#pass = pass
    this.#shownFrom = parts.at ?? Number.NEGATIVE_INFINITY
    this.view = new ReplayView(
      parts.name,
      parts.lookedEvery,
      () => this.#pass.session.view,
      () => this.#pass,
    )
  }

  async *events({ tape }: { tape: boolean }): AsyncGenerator<StreamEvent> {
    while (!this.#isClosed) {
      const pass = this.#pass
      try {
        for await (const event of pass.events({ tape })) {
          if (pass !== this.#pass) break
          if ((parseInstant(event.time) ?? 0) >= this.#shownFrom) yield event
        }
      } catch (thrown) {
        if (pass === this.#pass && !this.#isClosed) throw thrown
      }
      if (pass !== this.#pass) continue
      if (!this.#parts.stays) return
      await new Promise<void>((resolve) => {
        this.#next = resolve
      })
    }
  }

  onChange(listener: () => void): () => void {
    this.#listeners.set(listener, this.#pass.session.onChange(listener))
    return () => {
      this.#listeners.get(listener)?.()
      this.#listeners.delete(listener)
    }
  }

  async subscribe(symbol: string): Promise<void> {
    throw new OpenbellError('usage', `${symbol} was not recorded: a recording shows what was`, 'openbell recordings info')
  }

  async unsubscribe(symbol: string): Promise<void> {
    throw new OpenbellError('usage', `${symbol} was recorded: a recording shows what was`, '/ filters the list')
  }

  /** What only reads may be asked beside a recording. */
  async run(operation: string, input: Record<string, unknown>): Promise<unknown> {
    const { effect } = (await this.#parts.context.operation(operation)) ?? {}
    if (effect !== 'read') {
      throw new OpenbellError('usage', `'${operation}' changes something: not in a replay`, 'openbell replay FILE --fork')
    }
    return this.#pass.session.run(operation, input)
  }

  async seek(at: Instant): Promise<void> {
    this.#shownFrom = at
    if (at >= this.view.now) this.#pass.seek(at)
    else await this.#again(at)
    await this.#pass.arrived()
    for (const listener of this.#listeners.keys()) listener()
  }

  setSpeed(speed: number): void {
    this.#pass.setSpeed(speed)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#pass.stop()
    this.#next?.()
  }

  /** Time goes back only from the beginning. */
  async #again(at: Instant): Promise<void> {
    const old = this.#pass
    const pass = await this.#parts.begin(at, old.speed)
    this.#pass = pass
    for (const [listener, stop] of this.#listeners) {
      stop()
      this.#listeners.set(listener, pass.session.onChange(listener))
    }
    await old.stop()
    this.#next?.()
  }
}
