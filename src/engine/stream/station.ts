import { type Instant, MINUTE } from '../../core/time.ts'
import type { MarketStream, StreamState } from '../../ports/market-stream.ts'
import type { Jobs } from './jobs.ts'
import type { Rhythm } from './rhythm.ts'
import type { Incident, Track } from './track.ts'
import type { ManagedStreamParts, StreamNews } from './types.ts'

/** How the stream as a whole stands. */
export interface Whole {
  state: StreamState['state'] | 'polling'
  message: string
  code: number | null
  since: Instant
  /** When anything came of any symbol; negative infinity before. */
  heardAt: Instant
  /** How often anything comes of any symbol. */
  readonly rhythm: Rhythm
  /** Silence counts from here at the earliest. */
  quietSince: Instant
  /** It is down, and it was said that prices are asked for. */
  isAsked: boolean
  /** Connected, and yet nothing comes of any liquid symbol. */
  mute: 'stale' | 'restarting' | 'polling' | null
  incident: Incident | null
  attempts: number
  nextRestart: Instant
  restartedAt: Instant
  recoveredAt: Instant
}

/** What the parts of the managed stream work on together. */
export interface Station {
  readonly parts: ManagedStreamParts
  readonly tracks: Map<string, Track>
  readonly jobs: Jobs
  readonly whole: Whole
  stream: MarketStream | null
  /** How far `advance` came. */
  position: Instant
  /** When what is told now happened, on a tape. */
  at: Instant
  /** Symbols with closed bars that changed and were not told yet. */
  readonly revised: Set<Track>
  /** Prices, or history, cannot be asked for; it was told. */
  pollFails: boolean
  historyFails: boolean
}

function tell(station: Station, news: Omit<StreamNews, 'at'>): void {
  const { parts } = station
  const fields = { symbol: news.symbol, state: news.state, message: news.message }
  if (news.alarming) parts.log.warn('stream.state', fields)
  else parts.log.info('stream.state', fields)
  parts.listener.news({ at: isTape(station) ? station.at : parts.now(), ...news })
}

/** Tells of the stream as a whole. */
export function tellWhole(station: Station, state: StreamNews['state'], message: string, alarming: boolean): void {
  tell(station, { kind: 'stream', symbol: null, message, state, code: station.whole.code, alarming })
}

/** Tells of one symbol. */
export function tellSymbol(station: Station, track: Track, message: string, alarming: boolean): void {
  tell(station, {
    kind: 'quality',
    symbol: track.symbol,
    message: `${track.symbol}: ${message}`,
    state: track.state,
    code: null,
    alarming,
  })
}

/** A vendor's socket can be silent and must be watched; a tape tells the truth. */
export function isTape(station: Station): boolean {
  return station.stream?.isTape === true
}

/** Nothing comes from the stream at all. */
export function isDown({ whole }: Station): boolean {
  return whole.state !== 'up' && whole.state !== 'over'
}

/** Prices and bars of it are asked for. */
export function isPolled(station: Station, track: Track): boolean {
  return !track.streamed || track.state === 'polling' || isDown(station)
}

/** Minutes of the phases that the session setting leaves out make no bars. */
export function makesBar({ parts }: Station, track: Pick<Track, 'calendar'>, minute: Instant): boolean {
  const { phase } = track.calendar.at(minute)
  return parts.session === 'all' ? phase !== 'closed' : phase === 'regular'
}

export function minuteOf(at: Instant): Instant {
  return Math.floor(at / MINUTE) * MINUTE
}
