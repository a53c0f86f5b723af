import { OpenbellError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import type { Context } from '../context.ts'
import { throughDoor } from '../recording/door/door-context.ts'
import { OTHER_DAY, type SessionParts } from './opening.ts'
import { runWithin } from './run-within.ts'
import type { RunWay } from './session.ts'
import type { Telling } from './telling.ts'
import type { WatchList } from './watch-list.ts'

/** An operation that a person asks for at the screen. */
interface Asked {
  operation: string
  input: Record<string, unknown>
}

/** What the person at a screen asks of a session. What decides comes through the recording's door, so that a replay is asked the same at the same point. */
export class Requests {
  readonly #parts: SessionParts
  readonly #list: WatchList
  readonly #telling: Telling
  readonly #pass: ReturnType<typeof throughDoor>
  /** The speed before the one that is set now, in market seconds a real one. */
  speedBefore = 1

  constructor(parts: SessionParts, list: WatchList, telling: Telling) {
    this.#parts = parts
    this.#list = list
    this.#telling = telling
    this.#pass = throughDoor(parts.context, (name, payload) => this.#asked(name, payload))
  }

  /** @throws OpenbellError not-found, or rejected by the plan */
  async subscribe(text: string): Promise<void> {
    await this.#pass('subscribe', normalizeSymbol(text))
  }

  /** @throws OpenbellError not-found for what is not watched, usage for what the strategy trades */
  async unsubscribe(text: string): Promise<void> {
    await this.#pass('unsubscribe', normalizeSymbol(text))
  }

  /** What only reads, or only says what it would do, decides nothing: it asks the world itself, also beside a recording. */
  async run(operation: string, input: Record<string, unknown>, { dryRun = false }: RunWay = {}): Promise<unknown> {
    const { real } = this.#parts
    if (dryRun) return this.#operation({ ...real, dryRun }, { operation, input })
    const reads = (await real.operation(operation))?.effect === 'read'
    return reads ? this.#operation(real, { operation, input }) : this.#pass('run', { operation, input })
  }

  /** @throws OpenbellError usage where time passes by itself */
  speed(speed: number): Promise<unknown> {
    if (this.#parts.pace.speed === undefined) {
      throw new OpenbellError('usage', 'only a session of the past has a speed', OTHER_DAY)
    }
    return this.#pass('speed', speed)
  }

  /** A replay must end where this was asked. */
  async close(): Promise<void> {
    await this.#pass('close', null)
  }

  /** The time that operations inside of the session stand at (null in the present), and where their notes go. */
  moment(): { standing(): Instant | null; say(text: string): void } {
    const { given, pace } = this.#parts
    const standing = () => (given.date === undefined ? null : pace.now())
    return { standing, say: (text) => this.#telling.say(text) }
  }

  async #asked(name: string, payload: unknown): Promise<unknown> {
    const { pace, context, stop } = this.#parts
    if (name === 'subscribe') return this.#list.add(payload as string)
    if (name === 'unsubscribe') return this.#list.drop(payload as string)
    if (name === 'run') return this.#operation(context, payload as Asked)
    if (name === 'close') return stop.abort()
    this.speedBefore = pace.speed ?? 1
    pace.speed = payload as number
  }

  #operation(context: Context, { operation, input }: Asked): Promise<unknown> {
    return runWithin({ context, given: this.#parts.given, ...this.moment() }, operation, input)
  }
}
