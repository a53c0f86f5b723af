import { OpenbellError } from '../../core/errors.ts'
import { iso } from '../../core/time.ts'
import { createBooks } from '../../engine/orders/books/create.ts'
import { eventOf, exchangeDay } from '../../engine/orders/recorder.ts'
import type { JournalEntry } from '../../ports/journal.ts'
import type { RecordingReader } from '../../ports/recording.ts'
import { loadForRun } from '../backtest/setup.ts'
import type { Context } from '../context.ts'
import type { StreamEvent } from '../stream/events.ts'
import { openOwnSession } from '../stream/own-session.ts'
import type { SessionInput } from '../stream/wanted.ts'
import type { SessionRecord } from './door/records.ts'
import { lastMinute } from './last-minute.ts'
import { plainParams } from './list.ts'
import { marketContext } from './market-context.ts'
import { dayOf } from './market-pass.ts'
import type { Comparison, Side } from './output.ts'
import { ownStore } from './own-store.ts'

export interface ForkWish {
  /** Default that of the recording. */
  strategy?: string | undefined
  timeframe?: string | undefined
  /** `name=value`, over the recorded parameters. */
  set: string[]
}

export type ForkEvent = StreamEvent & { comparison?: Comparison }

/**
 * Lives through a recorded day again with a strategy and parameters of its own, on a simulated exchange over the recorded tape; what it tells, and at the end both
 * days side by side.
 * @throws OpenbellError usage where no strategy is known
 */
export async function* forked(context: Context, reader: RecordingReader, wish: ForkWish): AsyncGenerator<ForkEvent> {
  const { header } = reader
  const typed = (header.input as Partial<SessionInput>).strategy
  const strategy = wish.strategy ?? typed
  if (strategy === undefined) {
    throw new OpenbellError('usage', `nothing traded in ${reader.name}: a fork needs a strategy`, '--strategy sma-cross')
  }
  const isSame = strategy === typed
  const kept = isSame ? Object.entries(header.strategy?.params ?? {}).map(([name, value]) => `${name}=${value}`) : []
  const { risk, hold } = header.input as Partial<SessionInput>
  const end = header.kind === 'session' ? lastMinute(reader) : null
  const given = dayOf(reader, null, {
    strategy,
    // Where the session was left the tape ends: a fork that went on would decide on nothing.
    ...(end !== null && { until: iso(end) }),
    // The later of two values counts.
    set: [...kept.filter((one) => !wish.set.some((other) => nameIn(other) === nameIn(one))), ...wish.set],
    timeframe: wish.timeframe ?? (isSame ? header.strategy?.timeframe : undefined) ?? '1m',
    ...(risk !== undefined && { risk }),
    ...(hold !== undefined && { hold }),
  })
  const store = await ownStore(context, `fork ${reader.name}`)
  const world = await marketContext(context, reader, store)
  const { name, params } = await loadForRun(world, strategy, given.set)
  const session = await openOwnSession(world, given, reader.name)
  let last: StreamEvent | null = null
  try {
    for await (const event of session.events({ tape: false })) {
      last = event
      yield event
    }
  } finally {
    await session.close()
  }
  const lines = store.journal.accounts().flatMap((account) => store.journal.read(account, 0))
  const fork = sideOf([lines], params)
  const traded = header.kind === 'session' && header.strategy !== null
  const recorded = traded ? sideOf(recordedLines(reader), header.strategy?.params ?? {}) : null
  yield comparisonEvent(last, { strategy: name, recorded, fork })
}

function nameIn(text: string): string {
  return text.slice(0, text.indexOf('=')).trim()
}

function comparisonEvent(last: StreamEvent | null, comparison: Comparison): ForkEvent {
  const { recorded, fork } = comparison
  const words = ({ roundTrips, profit, fees }: Side) => `${roundTrips} round trips, ${profit.toFixed(2)}, fees ${fees.toFixed(2)}`
  const message = `the fork: ${words(fork)}${recorded === null ? '' : `; recorded: ${words(recorded)}`}`
  const account = { mode: 'paper' as const, broker: 'simulated' as const, host: null }
  return { ...account, time: last?.time ?? iso(0), symbol: null, type: 'status', phase: 'ended', message, comparison }
}

/** Lines of each account that the session wrote, those of other processes that it read included. */
function recordedLines(reader: RecordingReader): JournalEntry[][] {
  const accounts = new Map<string, JournalEntry[]>()
  const add = (account: string, lines: readonly Omit<JournalEntry, 'seq' | 'account'>[]) => {
    const kept = accounts.get(account) ?? []
    for (const line of lines) kept.push({ ...line, account, seq: kept.length + 1 })
    accounts.set(account, kept)
  }
  for (const { events } of reader.chunks()) {
    for (const { value } of events) {
      const record = value as SessionRecord
      if (record[0] === 'foreign') add(record[1], record[2])
      else if (record[0] === 'wrote' && record[1] === 'journal') {
        const { account, lines } = record[2] as { account: string; lines: JournalEntry[] }
        add(account, lines)
      }
    }
  }
  return [...accounts.values()]
}

/** What the journals of a day come to: the orders and round trips of that day, not of the account's life before it. */
function sideOf(journals: readonly JournalEntry[][], params: Record<string, unknown>): Side {
  const side: Side = { params: plainParams(params), orders: 0, denied: 0, fills: 0, roundTrips: 0, won: 0, profit: 0, fees: 0 }
  for (const lines of journals) {
    const books = createBooks(exchangeDay)
    for (const line of lines) books.take(eventOf(line))
    const day = exchangeDay(lines.at(-1)?.at ?? 0)
    const today = lines.filter(({ at }) => exchangeDay(at) === day)
    side.orders += today.filter(({ kind }) => kind === 'submitted').length
    side.denied += today.filter(({ kind }) => kind === 'denied').length
    side.fills += today.filter(({ kind }) => kind === 'filled').length
    for (const { profit, fees, exitTime } of books.history.roundTrips) {
      if (exitTime === null || exchangeDay(exitTime) !== day) continue
      side.roundTrips++
      side.profit = cents(side.profit + profit)
      side.fees = cents(side.fees + fees)
      if (profit > 0) side.won++
    }
  }
  return side
}

/** A sum without the dust of binary fractions; money is kept in millionths. */
function cents(dollars: number): number {
  return Number(dollars.toFixed(6))
}
