import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { OpenbellError } from '../../core/errors.ts'
import type { JsonObject } from '../tool.ts'

/** Bytes of answers kept for their next pages, all together. */
const MOST_BYTES = 32_000_000

/** An answer too long for one message, and where its next page begins. */
export interface KeptAnswer {
  tool: string
  whole: JsonObject
  /** Lists that go on together: one list of rows, or columns of one length. */
  paths: string[][]
  /** Which rows were told first: those that follow lead on, or back. */
  kept: 'first' | 'newest'
  /** Rows not yet told: from this one, up to that one. */
  from: number
  to: number
}

/** Long answers under opaque cursors: the oldest go when too many bytes are kept. */
export class KeptAnswers {
  readonly #kept = new LRUCache<string, KeptAnswer>({ maxSize: MOST_BYTES })

  /**
   * @param bytes what the whole answer takes as JSON
   * @returns the cursor; null when it is too large to be kept
   */
  keep(answer: KeptAnswer, bytes: number): string | null {
    if (bytes > MOST_BYTES) return null
    const cursor = randomBytes(12).toString('base64url')
    this.#kept.set(cursor, answer, { size: Math.max(1, bytes) })
    return cursor
  }

  /** @throws OpenbellError not-found for a cursor that is unknown or too old */
  take(cursor: string): KeptAnswer {
    const kept = this.#kept.get(cursor)
    if (kept) return kept
    throw new OpenbellError('not-found', `no answer goes on at cursor '${cursor}'`, 'call the tool again, and ask for less')
  }
}
