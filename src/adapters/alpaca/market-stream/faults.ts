import { printable } from '../errors.ts'
import type { KeyNames } from '../keys.ts'
import { StreamFault } from '../stream/connection.ts'

/** An error message of the stream. */
export interface StreamError {
  code: number
  words: string
}

/** The error in a message of the stream; null when it is none. */
export function errorIn(message: Record<string, unknown>): StreamError | null {
  if (message.T !== 'error') return null
  return { code: Number(message.code ?? 0), words: printable(String(message.msg ?? 'an error without words')) }
}

/** Codes that answer a request and leave the connection as it is. */
export const REQUEST_CODES: ReadonlySet<number> = new Set([400, 405, 410, 412, 413])

/** Codes for "this feed is not for you". */
export const FEED_CODES: ReadonlySet<number> = new Set([408, 409])

const HINT = 'set OPENBELL_ALPACA_FEED=iex'

/** What a code does to the connection (protocol notes, section 11): null = nothing. */
export function faultOf({ code, words }: StreamError, feed: string, keys: KeyNames): StreamFault | null {
  switch (code) {
    case 402:
      return new StreamFault('fatal', `alpaca does not know these keys (402 ${words}): check ${keys.id} and ${keys.secret}`, code)
    case 403:
      return null
    case 406:
      return new StreamFault('slow', `another connection of this account holds the stream: ${words} (406)`, code)
    case 429:
      return new StreamFault('slow', `alpaca says there were too many connections: ${words} (429)`, code)
    case 407:
      return new StreamFault('passing', `alpaca says we read too slowly (407 ${words})`, code)
    case 408:
    case 409:
      return new StreamFault('fatal', `the plan behind ${keys.id} has no ${feed} stream (${code} ${words}): ${HINT}`, code)
    default:
      return new StreamFault('passing', `the ${feed} stream says ${words} (${code})`, code)
  }
}
