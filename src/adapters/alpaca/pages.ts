import type { z } from 'zod'
import { OpenbellError, throwIfAborted } from '../../core/errors.ts'
import { type Decoded, decodeRows, field } from './decode.ts'

export interface PagedRequest<T> {
  what: string
  symbols: string[]
  /** Name of the map of rows in the answer. */
  rows: 'bars' | 'trades' | 'quotes'
  schema: z.ZodType<T>
  /** Good rows, over all symbols, after which no further page is asked for. */
  enough: number
  page(token: string | undefined): Promise<unknown>
}

/** Follows page tokens to the end (a page may be short, or empty, with more to come) and merges the rows of each symbol. */
export async function collectPages<T extends { t: string }>(
  request: PagedRequest<T>,
  signal: AbortSignal,
): Promise<Map<string, Decoded<T>>> {
  const all = new Map(request.symbols.map((symbol) => [symbol, empty<T>()]))
  const seen = new Set<string>()
  let rows = 0
  let token: string | undefined
  do {
    throwIfAborted(signal)
    const answer = await request.page(token)
    for (const [symbol, raw] of listsOf(answer, request)) rows += merge(all.get(symbol)!, decodeRows(raw, request.schema))
    token = nextToken(answer)
    if (token !== undefined && seen.has(token)) throw endless(request.what)
    if (token !== undefined) seen.add(token)
  } while (token !== undefined && rows < request.enough)
  return all
}

/** The same for one symbol. */
export async function collectOne<T extends { t: string }>(
  request: Omit<PagedRequest<T>, 'symbols'> & { symbol: string },
  signal: AbortSignal,
) {
  return (await collectPages({ ...request, symbols: [request.symbol] }, signal)).get(request.symbol) ?? empty<T>()
}

function empty<T>(): Decoded<T> {
  return { rows: [], setAside: { count: 0, reason: null } }
}

/** The error of a vendor whose tokens go round in a circle. */
export function endless(what: string): OpenbellError {
  return new OpenbellError('unavailable', `alpaca sent the same page of ${what} twice and would never end`, 'try again later')
}

/** Token of the next page; undefined at the end. */
export function nextToken(answer: unknown): string | undefined {
  const token = field(answer, 'next_page_token')
  return typeof token === 'string' && token !== '' ? token : undefined
}

/** The raw rows of each symbol asked for; a route of one symbol answers with a plain list. */
function listsOf<T>(answer: unknown, { rows, symbols, what }: PagedRequest<T>): [string, unknown][] {
  const map = field(answer, rows)
  if (map === undefined) throw new OpenbellError('unavailable', `alpaca answered ${what} without '${rows}'`, 'try again later')
  return Array.isArray(map) ? [[symbols[0], map]] : symbols.map((symbol) => [symbol, field(map, symbol)])
}

/** Adds a page's rows; returns how many there were. */
function merge<T>(all: Decoded<T>, more: Decoded<T>): number {
  for (const row of more.rows) all.rows.push(row)
  all.setAside.count += more.setAside.count
  all.setAside.reason ??= more.setAside.reason
  return more.rows.length
}
