import type { Feed, FeedChoice } from '../feed.ts'
import type { KeyNames } from '../keys.ts'
import { StreamFault } from '../stream/connection.ts'
import { FEED_CODES, faultOf, type StreamError } from './faults.ts'

/** What errors of the stream have led to: which feed it is on, and whether quotes still come. */
export class Judgement {
  readonly #feeds: FeedChoice
  readonly #keyNames: KeyNames
  feed: Feed
  /** False where quotes were never wanted, or were shed because we read too slowly. */
  quotes: boolean
  /** Why another feed is streamed than the one that was asked for first; told with the next word. */
  detour: StreamFault | null = null

  constructor(feeds: FeedChoice, keyNames: KeyNames, quotes: boolean) {
    this.#feeds = feeds
    this.#keyNames = keyNames
    this.feed = feeds.current()
    this.quotes = quotes
  }

  /** An error as a fault of the connection, with what we do about it; null = nothing. */
  of(error: StreamError): StreamFault | null {
    if (FEED_CODES.has(error.code) && this.#feeds.denied(this.feed)) {
      const words = `the plan behind ${this.#keyNames.id} has no ${this.feed} stream (${error.code} ${error.words})`
      const next = `${this.#feeds.current()} carries a small part of the market's volume`
      this.detour = new StreamFault('elsewhere', `${words}: ${next}`, error.code)
      return this.detour
    }
    const fault = faultOf(error, this.feed, this.#keyNames)
    if (error.code !== 407 || !this.quotes) return fault
    this.quotes = false
    return new StreamFault('passing', `${fault?.message}: quotes are left out from now on`, error.code)
  }
}
