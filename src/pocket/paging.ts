import type { Instant } from '../core/time.ts'
import { badParameter } from './reply.ts'

/** A row ready for the wire, with the time pages are ordered by. */
export interface Row {
  at: Instant
  wire: Record<string, unknown>
}

/** Where the next page starts: after `sent` rows of `symbol` at the instant `at`. */
interface Cursor {
  symbol: string
  at: Instant
  sent: number
}

export interface Page {
  rows: Map<string, Record<string, unknown>[]>
  token: string | null
}

/** Rows of a symbol in page order, from `from` on when a page continues there (everything when null). */
export type RowsOf = (symbol: string, from: Instant | null) => AsyncIterable<Row>

/**
 * One page: symbols in order, each in time order, `limit` points over all symbols together, and an opaque token for the rest.
 * @param symbols sorted @param token of the page before, null for the first
 */
export async function readPage(symbols: string[], rowsOf: RowsOf, limit: number, token: string | null): Promise<Page> {
  const cursor = token === null ? null : decodeToken(token)
  const page: Page = { rows: new Map(), token: null }
  let room = limit
  let last: Cursor | null = null
  for (const symbol of symbols) {
    if (cursor && symbol < cursor.symbol) continue
    const resumed = cursor?.symbol === symbol ? cursor : null
    let skip = resumed?.sent ?? 0
    for await (const row of rowsOf(symbol, resumed?.at ?? null)) {
      if (resumed && row.at === resumed.at && skip-- > 0) continue
      if (room === 0) return { ...page, token: encodeToken(last as Cursor) }
      room--
      append(page.rows, symbol, row.wire)
      last = advance(last ?? resumed, symbol, row.at)
    }
  }
  return page
}

function append(rows: Page['rows'], symbol: string, wire: Record<string, unknown>): void {
  const list = rows.get(symbol)
  if (list) list.push(wire)
  else rows.set(symbol, [wire])
}

function advance(last: Cursor | null, symbol: string, at: Instant): Cursor {
  return { symbol, at, sent: last?.symbol === symbol && last.at === at ? last.sent + 1 : 1 }
}

function encodeToken({ symbol, at, sent }: Cursor): string {
  return Buffer.from(`${symbol}|${at}|${sent}`).toString('base64')
}

function decodeToken(token: string): Cursor {
  const [symbol, at, sent] = Buffer.from(token, 'base64').toString().split('|')
  const cursor = { symbol, at: Number(at), sent: Number(sent) }
  if (!symbol || !Number.isFinite(cursor.at) || !Number.isInteger(cursor.sent)) throw badParameter('invalid page_token')
  return cursor
}
