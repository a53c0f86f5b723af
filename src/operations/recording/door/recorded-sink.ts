import type { StreamSink } from '../../../ports/market-stream.ts'
import type { RowArguments } from '../../../ports/recording.ts'

/** What a stream tells seldom: written down as it is. */
export type Rare = 'correction' | 'status' | 'state'

/** A sink whose calls are written down before they are heard. They are heard at once: they come too often to wait, and ask for nothing. */
export function recordedSink(
  sink: StreamSink,
  row: (kind: 'print' | 'quote' | 'bar', ...told: RowArguments) => void,
  rare: (how: Rare, told: unknown[]) => void,
): StreamSink {
  return {
    print(symbol, time, price, size, exchange, conditions, id) {
      row('print', symbol, time, price, size, exchange, conditions, id)
      sink.print(symbol, time, price, size, exchange, conditions, id)
    },
    quote(symbol, time, bid, bidSize, ask, askSize) {
      row('quote', symbol, time, bid, bidSize, ask, askSize)
      sink.quote(symbol, time, bid, bidSize, ask, askSize)
    },
    bar(symbol, bar, updated) {
      row('bar', symbol, bar, updated)
      sink.bar(symbol, bar, updated)
    },
    correction(...told) {
      rare('correction', told)
      sink.correction(...told)
    },
    status(...told) {
      rare('status', told)
      sink.status(...told)
    },
    state(state) {
      rare('state', [state])
      sink.state(state)
    },
  }
}
