import type { StreamSink } from '../../../../src/ports/market-stream.ts'
import type { RecordedRows, RecordingReader } from '../../../../src/ports/recording.ts'

/** Rows and records of a recording. */
export function lengthOf(reader: RecordingReader): number {
  return [...reader.chunks()].reduce((sum, { rows, events }) => sum + rows.length + events.length, 0)
}

/** The same recording, as if it had been torn behind so many of its rows and records. */
export function tornAfter(reader: RecordingReader, length: number): RecordingReader {
  return {
    ...reader,
    complete: false,
    *chunks() {
      let left = length
      for (const { events, rows, ...chunk } of reader.chunks()) {
        const whole = rows.length + events.length
        if (whole <= left) yield { ...chunk, rows, events }
        else {
          // In front of the n-th record stand n others and the rows of its position.
          const kept = events.filter(({ position }, n) => position + n < left)
          yield { ...chunk, rows: firstRows(rows, left - kept.length), events: kept }
          return
        }
        left -= whole
      }
    },
  }
}

function firstRows(rows: RecordedRows, length: number): RecordedRows {
  return {
    length,
    turn: (index: number) => rows.turn(index),
    received: (index: number) => rows.received(index),
    kind: (index: number) => rows.kind(index),
    symbol: (index: number) => rows.symbol(index),
    time: (index: number) => rows.time(index),
    tell: (index: number, sink: StreamSink) => rows.tell(index, sink),
  }
}
