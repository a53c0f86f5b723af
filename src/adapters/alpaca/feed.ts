import { OpenbellError } from '../../core/errors.ts'
import { type Instant, MINUTE } from '../../core/time.ts'
import { isFeedRefusal } from './errors.ts'

export type Feed = 'sip' | 'iex'

/** Share of the market's volume that trades on IEX. */
const IEX_COVERAGE = 0.025

/** The vendor gives consolidated data away once it is this old. */
const SIP_DELAY_MS = 15 * MINUTE

/** Decides which feed is asked, and knows which one that was: the label of an answer is the feed it came from. */
export interface FeedChoice {
  /** The feed recent data comes from: the one of the settings, else the one that was given last, else the one that will be tried. */
  current(): Feed
  /** Share of the market's volume in what this source gives. Without a fixed feed that depends on the answer, whose own label says it. */
  coverage(): number
  /** Runs a request that reaches up to `newest` with the feed it should use; with the one that is `wanted`, where one is and the plan allows it. */
  ask<T>(newest: Instant, request: (feed: Feed) => Promise<T>, wanted?: string): Promise<{ feed: Feed; value: T }>
  /** The vendor streams this feed in real time, or refuses to. */
  granted(feed: Feed): void
  /** True when another feed is asked from now on. */
  denied(feed: Feed): boolean
}

/**
 * With a feed in the settings only that one is asked. Without one: consolidated data where it is old enough to be free for everybody; for newer data
 * consolidated too while the plan allows it, which the first refusal settles, and then IEX.
 */
export function createFeedChoice(setting: string | null, now: () => Instant): FeedChoice {
  if (setting !== null && setting !== 'sip' && setting !== 'iex') {
    throw new OpenbellError('config', `OPENBELL_ALPACA_FEED is '${setting}'`, 'one of: iex sip')
  }
  let recent: Feed | null = setting
  return {
    current: () => recent ?? 'sip',
    coverage: () => (setting === 'iex' ? IEX_COVERAGE : 1),
    async ask(newest, request, wanted) {
      const free = setting === null && newest <= now() - SIP_DELAY_MS
      const feed = setting === null && wanted === 'iex' ? 'iex' : free ? 'sip' : (recent ?? 'sip')
      try {
        const value = await request(feed)
        if (!free && wanted === undefined) recent ??= feed
        return { feed, value }
      } catch (thrown) {
        if (setting !== null || feed !== 'sip' || !isFeedRefusal(thrown)) throw thrown
        recent = 'iex'
        return { feed: 'iex', value: await request('iex') }
      }
    },
    granted(feed) {
      recent ??= feed
    },
    denied(feed) {
      if (setting !== null || feed !== 'sip') return false
      recent = 'iex'
      return true
    },
  }
}
