import { type Instant, MINUTE } from '../../core/time.ts'
import type { RecordingReader } from '../../ports/recording.ts'

/** End of the last whole minute that the tape of a recording tells of; null where it has no row. A session may have been left before its day was over. */
export function lastMinute(reader: Pick<RecordingReader, 'chunks'>): Instant | null {
  let newest = Number.NEGATIVE_INFINITY
  for (const { rows } of reader.chunks()) {
    for (let row = 0; row < rows.length; row++) {
      // A bar is named by its open and told when it is over.
      const until = rows.kind(row) === 'bar' ? rows.time(row) + MINUTE : rows.time(row)
      if (until > newest) newest = until
    }
  }
  return newest === Number.NEGATIVE_INFINITY ? null : Math.floor(newest / MINUTE) * MINUTE
}
