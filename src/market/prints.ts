import { type Column, column } from './bars.ts'

/** Labels as codes into a table of names; code 0 is always the empty label. */
export interface Labels {
  codes: Uint16Array<ArrayBufferLike>
  names: string[]
}

/**
 * Prints (trades on the tape) of one symbol, ascending in time, valid in `[0, length)`; equal stamps keep the tape's order.
 * `time` in epoch milliseconds with a fraction below; `price` in currency; `size` in units; `exchange`, `conditions`: the vendor's codes as text;
 * `id`: the vendor's own id for each print, null when the source gives none.
 */
export interface Prints {
  symbol: string
  source: string
  feed: string
  length: number
  time: Column
  price: Column
  size: Column
  exchange: Labels
  conditions: Labels
  id: string[] | null
}

/** Best bid and offer of one symbol, ascending in time; a price of 0 means that side is empty. */
export interface Quotes {
  symbol: string
  source: string
  feed: string
  length: number
  time: Column
  bidPrice: Column
  bidSize: Column
  askPrice: Column
  askSize: Column
  bidExchange: Labels
  askExchange: Labels
}

export type TapeHead = Pick<Prints, 'symbol' | 'source' | 'feed'>

/** Empty labels with room for `capacity` codes. */
export function createLabels(capacity: number): Labels {
  return { codes: new Uint16Array(new SharedArrayBuffer(capacity * 2)), names: [''] }
}

/** The code of a name, added to the table when it is new. Tables stay short (exchanges, conditions). */
export function labelCode(labels: Labels, name: string): number {
  const known = labels.names.indexOf(name)
  if (known >= 0) return known
  labels.names.push(name)
  return labels.names.length - 1
}

/** Empty prints with room for `capacity`. */
export function createPrints(head: TapeHead, capacity: number, withId = false): Prints {
  return {
    ...head,
    length: 0,
    time: column(capacity),
    price: column(capacity),
    size: column(capacity),
    exchange: createLabels(capacity),
    conditions: createLabels(capacity),
    id: withId ? [] : null,
  }
}

/** Empty quotes with room for `capacity`. */
export function createQuotes(head: TapeHead, capacity: number): Quotes {
  return {
    ...head,
    length: 0,
    time: column(capacity),
    bidPrice: column(capacity),
    bidSize: column(capacity),
    askPrice: column(capacity),
    askSize: column(capacity),
    bidExchange: createLabels(capacity),
    askExchange: createLabels(capacity),
  }
}
