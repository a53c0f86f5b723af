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

type Kind = 'prints' | 'quotes'

const nothing = () => ({ stored: 0, duplicates: 0, conflicts: [] })

export function createTapeRepository(access: Access, series: SeriesTable, storages: Record<Kind, SeriesStorage>): TapeRepository {
  const append = (kind: Kind, head: TapeHead, frameOf: (id: number) => Frame, plannerOf: (order: Int32Array | null) => Planner) =>
    access.write(() => {
      const id = series.ensure(nameOf(kind, head), head.feed)
      const { frame, order } = sortFrame(storages[kind].layout, frameOf(id))
      return inGivenOrder(appendSorted(storages[kind], id, frame, plannerOf(order)), order)
    })
  const load = <T>(kind: Kind, symbol: string, source: string, options: LoadOptions, make: (loaded: Loaded) => T) =>
    access.read(() => {
      const known = series.find(nameOf(kind, { symbol, source }))
      if (!known) return null
      const frame = loadFrame(storages[kind], known.id, options)
      return make({ head: { symbol, source, feed: known.feed }, frame, names: (field) => series.labels(known.id, field) })
    })
  return {
    appendPrints(prints, occurrence) {
      if (prints.length === 0) return nothing()
      const inOrder = (order: Int32Array | null) => (order ? Uint32Array.from(order, (row) => occurrence[row]) : occurrence)
      return append(
        'prints',
        prints,
        (id) => printsFrame(series, id, prints),
        (order) => planPrints(inOrder(order)),
      )
    },
    appendQuotes(quotes) {
      if (quotes.length === 0) return nothing()
      return append(
        'quotes',
        quotes,
        (id) => quotesFrame(series, id, quotes),
        () => planByTime,
      )
    },
    loadPrints: (symbol, source, options = {}) => load('prints', symbol, source, options, printsOf),
    loadQuotes: (symbol, source, options = {}) => load('quotes', symbol, source, options, quotesOf),
  }
}

interface Loaded {
  head: TapeHead
  frame: Frame
  /** Names of a label column, by code. */
  names(field: string): string[]
}

function printsOf({ head, frame, names }: Loaded): Prints {
  const [price, size] = frame.columns as Float64Array[]
  const [exchange, conditions] = [labels(frame.columns[2], names('exchange')), labels(frame.columns[3], names('conditions'))]
  const id = frame.columns[4] as string[] | null
  return { ...head, length: frame.length, time: frame.time, price, size, exchange, conditions, id }
}

function quotesOf({ head, frame, names }: Loaded): Quotes {
  const [bidPrice, bidSize, askPrice, askSize] = frame.columns as Float64Array[]
  const [bidExchange, askExchange] = [
    labels(frame.columns[4], names('bid_exchange')),
    labels(frame.columns[5], names('ask_exchange')),
  ]
  return { ...head, length: frame.length, time: frame.time, bidPrice, bidSize, askPrice, askSize, bidExchange, askExchange }
}

function labels(codes: FrameColumn, names: string[]): Labels {
  return { codes: codes as Uint16Array<ArrayBufferLike>, names }
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
