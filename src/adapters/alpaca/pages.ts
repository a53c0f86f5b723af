import type { z } from 'zod'
import { OpenbellError, throwIfAborted } from '../../core/errors.ts'
import { type Decoded, decodeRows, field } from './decode.ts'

/** What a paged request came to, over all its pages. */
export type Collected<T> = Decoded<T>

export interface PagedRequest<T> {
  what: string
  symbol: string
  /** Name of the map of rows in the answer. */
  rows: 'bars' | 'trades' | 'quotes'
  schema: z.ZodType<T>
  /** Good rows after which no further page is asked for. */
  enough: number
  page(token: string | undefined): Promise<unknown>
}

/** Follows page tokens to the end (a page may be short, or empty, with more to come) and merges the rows of one symbol. */
export async function collectPages<T extends { t: string }>(
  request: PagedRequest<T>,
  signal: AbortSignal,
): Promise<Collected<T>> {
  const all: Collected<T> = { rows: [], setAside: { count: 0, reason: null } }
  const seen = new Set<string>()
  let token: string | undefined
  do {
    throwIfAborted(signal)
    const answer = await request.page(token)
    merge(all, decodeRows(rowsOf(answer, request), request.schema))
    token = nextToken(answer)
    if (token !== undefined && seen.has(token)) {
      throw new OpenbellError(
        'unavailable',
        `alpaca sent the same page of ${request.what} twice and would never end`,
        'try again later',
      )
    }
    if (token !== undefined) seen.add(token)
  } while (token !== undefined && all.rows.length < request.enough)
  return all
}

/** Token of the next page; undefined at the end. */
export function nextToken(answer: unknown): string | undefined {
  const token = field(answer, 'next_page_token')
  return typeof token === 'string' && token !== '' ? token : undefined
}

function rowsOf<T>(answer: unknown, { rows, symbol, what }: PagedRequest<T>): unknown {
  const map = field(answer, rows)
  if (map === undefined) {
    throw new OpenbellError('unavailable', `alpaca answered ${what} without '${rows}'`, 'try again later')
  }
  return Array.isArray(map) ? map : field(map, symbol)
}

function merge<T>(all: Collected<T>, more: Decoded<T>): void {
  for (const row of more.rows) all.rows.push(row)
  all.setAside.count += more.setAside.count
  all.setAside.reason ??= more.setAside.reason
}
