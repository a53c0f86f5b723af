import type { Labels, Prints, Quotes, TapeHead } from '../../market/prints.ts'
import type { LoadOptions, SeriesInfo, TapeRepository } from '../../ports/store.ts'
import type { Access } from './access.ts'
import { appendSorted, type SeriesStorage } from './append.ts'
import { inGivenOrder, requireTimes } from './bars.ts'
import { type Frame, type FrameColumn, sortFrame } from './frame.ts'
import { loadFrame } from './load.ts'
import { type Planner, planByTime, planPrints } from './plan.ts'
import type { SeriesName, SeriesTable } from './series.ts'

const nameOf = (kind: SeriesInfo['kind'], head: { symbol: string; source: string }): SeriesName => ({
  kind,
  symbol: head.symbol,
  timeframe: '',
  source: head.source,
})

const NOTHING = { stored: 0, duplicates: 0, conflicts: [] }

export function createTapeRepository(
  access: Access,
  series: SeriesTable,
  storages: { prints: SeriesStorage; quotes: SeriesStorage },
): TapeRepository {
  const append = (
    kind: 'prints' | 'quotes',
    head: TapeHead,
    frameOf: (id: number) => Frame,
    planner: (order: Int32Array | null) => Planner,
  ) =>
    access.write(() => {
      const id = series.ensure(nameOf(kind, head), head.feed)
      const { frame, order } = sortFrame(storages[kind].layout, frameOf(id))
      return inGivenOrder(appendSorted(storages[kind], id, frame, planner(order)), order)
    })
  const load = <T>(
    kind: 'prints' | 'quotes',
    symbol: string,
    source: string,
    options: LoadOptions,
    make: (head: TapeHead, frame: Frame, id: number) => T,
  ) =>
    access.read(() => {
      const known = series.find(nameOf(kind, { symbol, source }))
      return known && make({ symbol, source, feed: known.feed }, loadFrame(storages[kind], known.id, options), known.id)
    })
  const labels = (id: number, field: string, codes: FrameColumn): Labels => ({
    codes: codes as Uint16Array<ArrayBufferLike>,
    names: series.labels(id, field),
  })
  return {
    appendPrints(prints, occurrence) {
      if (prints.length === 0) return { ...NOTHING, conflicts: [] }
      return append(
        'prints',
        prints,
        (id) => printsFrame(series, id, prints),
        (order) => planPrints(order ? Uint32Array.from(order, (row) => occurrence[row]) : occurrence),
      )
    },
    appendQuotes(quotes) {
      if (quotes.length === 0) return { ...NOTHING, conflicts: [] }
      return append(
        'quotes',
        quotes,
        (id) => quotesFrame(series, id, quotes),
        () => planByTime,
      )
    },
    loadPrints: (symbol, source, options = {}) =>
      load('prints', symbol, source, options, (head, frame, id): Prints => {
        const [price, size, exchange, conditions, ids] = frame.columns
        return {
          ...head,
          length: frame.length,
          time: frame.time,
          price: price as Float64Array,
          size: size as Float64Array,
          exchange: labels(id, 'exchange', exchange),
          conditions: labels(id, 'conditions', conditions),
          id: ids as string[] | null,
        }
      }),
    loadQuotes: (symbol, source, options = {}) =>
      load('quotes', symbol, source, options, (head, frame, id): Quotes => {
        const [bidPrice, bidSize, askPrice, askSize] = frame.columns as Float64Array[]
        const [bidExchange, askExchange] = [
          labels(id, 'bid_exchange', frame.columns[4]),
          labels(id, 'ask_exchange', frame.columns[5]),
        ]
        return { ...head, length: frame.length, time: frame.time, bidPrice, bidSize, askPrice, askSize, bidExchange, askExchange }
      }),
  }
}

function printsFrame(series: SeriesTable, id: number, prints: Prints): Frame {
  const { length } = prints
  requireTimes(prints.time, length, `${prints.symbol} prints`)
  const columns = [
    prints.price.subarray(0, length),
    prints.size.subarray(0, length),
    series.encode(id, 'exchange', prints.exchange, length),
    series.encode(id, 'conditions', prints.conditions, length),
    prints.id,
  ]
  return { length, time: prints.time.subarray(0, length), columns }
}

function quotesFrame(series: SeriesTable, id: number, quotes: Quotes): Frame {
  const { length } = quotes
  requireTimes(quotes.time, length, `${quotes.symbol} quotes`)
  const numbers = [quotes.bidPrice, quotes.bidSize, quotes.askPrice, quotes.askSize].map((column) => column.subarray(0, length))
  const codes = [
    series.encode(id, 'bid_exchange', quotes.bidExchange, length),
    series.encode(id, 'ask_exchange', quotes.askExchange, length),
  ]
  return { length, time: quotes.time.subarray(0, length), columns: [...numbers, ...codes] }
}
