import type { ManagedStream } from '../../engine/stream/types.ts'
import type { StrategyForRun } from '../backtest/setup.ts'
import { runOnDesk } from '../trade/running/on-desk.ts'
import type { SessionParts } from './opening.ts'
import { streamedBars } from './streamed-bars.ts'
import type { Telling } from './telling.ts'
import type { Ticker } from './ticker.ts'

/** The strategy of a session, on the minutes of its stream. */
export class Deciding {
  /** Where its run stands. */
  phase = 'opened'
  /** What broke it; null while nothing has, or where it was told to stop. */
  fault: unknown = null
  readonly #listening = Promise.withResolvers<void>()
  readonly #parts: SessionParts
  readonly #telling: Telling

  constructor(parts: SessionParts, telling: Telling) {
    this.#parts = parts
    this.#telling = telling
  }

  /** Resolves when it listens, or never will: what it reads before must be of the same moment. */
  get listens(): Promise<void> {
    return this.#listening.promise
  }

  /** Runs it to its end, then `sumUp`. Whatever ends it ends the session. */
  async run(loaded: StrategyForRun, managed: ManagedStream, ticker: Ticker, sumUp: () => Promise<void>): Promise<void> {
    const { context, desk, symbols, timeframe, pace, given, stop } = this.#parts
    const { until, hold } = given
    const feed = (parts: Parameters<typeof streamedBars>[2]) => {
      this.#listening.resolve()
      return streamedBars(managed, ticker.minutes(), parts)
    }
    try {
      for await (const event of runOnDesk(context, desk, { symbols, timeframe, loaded, pace, until, hold, feed })) {
        if (event.phase) this.phase = event.phase === 'rehearsed' ? 'running' : event.phase
        this.#telling.event(event)
      }
      await sumUp()
    } catch (thrown) {
      // What follows stops the session: that it was this must be known afterwards.
      if (!stop.signal.aborted) this.fault = thrown
      throw thrown
    } finally {
      stop.abort()
      this.#listening.resolve()
    }
  }
}
