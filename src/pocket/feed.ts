import type { Instant } from '../core/time.ts'
import { newYorkDay, newYorkMidnight } from '../market/calendar/new-york.ts'
import { HISTORICAL_FEEDS, LATEST_FEEDS, readChoice, readInstant, SIP_DELAY_MS } from './query.ts'
import { Refusal } from './reply.ts'
import type { World } from './world.ts'

/** Range and tape of a history request, both ends inclusive. `empty`: a feed that carries none of our symbols. */
export interface HistoryFeed {
  iex: boolean
  empty: boolean
  from: Instant
  to: Instant
}

/**
 * Reads `feed`, `start` and `end`. The default feed is the consolidated one; without real-time rights its last 15 minutes are refused when asked
 * for, and left out when no end is given.
 */
export function readHistoryFeed(world: World, query: URLSearchParams): HistoryFeed {
  const feed = readChoice(query, 'feed', HISTORICAL_FEEDS) ?? 'sip'
  const now = world.time.now()
  const late = feed === 'sip' && !world.rights.realtimeSip
  const end = readInstant(query, 'end')
  if (late && end !== null && end > now - SIP_DELAY_MS) throw recentSip()
  const to = end ?? (late ? now - SIP_DELAY_MS : now)
  const from = readInstant(query, 'start') ?? newYorkMidnight(newYorkDay(to))
  return { iex: feed === 'iex', empty: feed === 'otc' || feed === 'boats', from, to }
}

/** Reads `feed` of a latest or snapshot request: consolidated where the plan has it, else IEX; `delayed_sip` stands 15 minutes back. */
export function readLatestFeed(world: World, query: URLSearchParams): { iex: boolean; empty: boolean; now: Instant } {
  const now = world.time.now()
  const feed = readChoice(query, 'feed', LATEST_FEEDS) ?? (world.rights.realtimeSip ? 'sip' : 'iex')
  if (feed === 'sip' && !world.rights.realtimeSip) throw recentSip()
  if (feed === 'delayed_sip') return { iex: false, empty: false, now: now - SIP_DELAY_MS }
  return { iex: feed === 'iex', empty: feed !== 'iex' && feed !== 'sip', now }
}

function recentSip(): Refusal {
  return new Refusal(403, 'subscription does not permit querying recent SIP data')
}
