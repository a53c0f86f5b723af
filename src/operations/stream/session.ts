import type { Instant } from '../../core/time.ts'
import type { StreamEvent } from './events.ts'
import type { SessionView } from './view.ts'

/** How an operation is run inside a session. */
export interface RunWay {
  dryRun?: boolean
}

/** A session as a surface sees it: this process's own, one of another process that it is attached to, or a recording. */
export interface LiveSession {
  readonly view: SessionView
  readonly kind: 'own' | 'attached' | 'replay'
  /** Everything as it happens, prints, quotes and bars included when asked for; one reader. It ends when the session does, or throws why. */
  events(options: { tape: boolean }): AsyncIterable<StreamEvent>
  /** Called when something changed; a screen paints at its own pace. Answers how to stop. */
  onChange(listener: () => void): () => void
  /** @throws OpenbellError as the stream's own: no more symbols, no such symbol */
  subscribe(symbol: string): Promise<void>
  unsubscribe(symbol: string): Promise<void>
  /**
   * Runs any operation by name in this session's settings; its answer, checked. `dryRun`: it only says what it would do, and nothing is kept of it.
   * @throws OpenbellError `usage` for what makes no sense here
   */
  run(operation: string, input: Record<string, unknown>, way?: RunWay): Promise<unknown>
  /** Replays only: goes to an instant, forward or back. */
  seek?(at: Instant): Promise<void>
  /** Replays and sessions of the past: market seconds in a real one; 0 = paused. */
  setSpeed?(speed: number): void
  close(): Promise<void>
}
