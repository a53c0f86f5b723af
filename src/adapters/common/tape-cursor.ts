import { type Instant, MINUTE } from '../../core/time.ts'
import { type Bars, barAt } from '../../market/bars.ts'
import type { Prints, Quotes } from '../../market/prints.ts'
import type { TimedRows } from '../../market/time-merge.ts'
import type { StreamSink } from '../../ports/market-stream.ts'

/** Rows of one tape that tell themselves. */
export interface TapeCursor extends TimedRows {
  readonly symbol: string
  tell(row: number, sink: StreamSink): void
}

/** Prints as they were made. */
export function printCursor({ symbol, length, time, price, size, exchange, conditions, id }: Prints): TapeCursor {
  return {
    symbol,
    length,
    time: (row) => time[row],
    tell(row, sink) {
      const venue = exchange.names[exchange.codes[row]]
      const codes = conditions.names[conditions.codes[row]]
      sink.print(symbol, time[row], price[row], size[row], venue, codes, id === null ? '' : id[row])
    },
  }
}

export function quoteCursor({ symbol, length, time, bidPrice, bidSize, askPrice, askSize }: Quotes): TapeCursor {
  return {
    symbol,
    length,
    time: (row) => time[row],
    tell: (row, sink) => sink.quote(symbol, time[row], bidPrice[row], bidSize[row], askPrice[row], askSize[row]),
  }
}

/** One-minute bars, each told when its minute is over. */
export function barCursor(bars: Bars): TapeCursor {
  const { symbol, length, time } = bars
  return {
    symbol,
    length,
    time: (row) => minuteClose(time[row]),
    tell: (row, sink) => sink.bar(symbol, barAt(bars, row), false),
  }
}

/** The end of a one-minute bar, in every calendar. */
function minuteClose(open: Instant): Instant {
  return open + MINUTE
}
