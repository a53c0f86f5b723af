import type { Instant } from '../../core/time.ts'
import type { Channel } from './channels.ts'
import { pack, Stamp } from './codec.ts'

/** Messages of one channel and symbol in order of time: what a feed sends is made of such blocks. */
export interface Block {
  channel: Channel
  /** What it is subscribed by; several for news. */
  symbols: readonly string[]
  length: number
  /** When message `i` is due. */
  time(i: number): Instant
  text(i: number): string
  packed(i: number): Uint8Array
}

/** A message not made for speed: an object whose stamps are `Stamp`. */
export interface Message {
  at: Instant
  body: Record<string, unknown>
}

/** A block of ready messages. */
export function blockOf(channel: Channel, symbols: readonly string[], messages: Message[]): Block {
  return {
    channel,
    symbols,
    length: messages.length,
    time: (i) => messages[i].at,
    text: (i) => JSON.stringify(messages[i].body),
    packed: (i) => pack(messages[i].body),
  }
}

/** A row as the REST routes have it (`t` an RFC 3339 text), with letter, symbol and the stamp as an instant. */
export function wireBody(letter: string, symbol: string, at: Instant, row: Record<string, unknown>): Record<string, unknown> {
  return { T: letter, S: symbol, ...row, t: new Stamp(at) }
}
