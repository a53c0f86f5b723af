import { OpenbellError, orNull } from '../../core/errors.ts'
import { DAY, type DayNumber, HOUR, type Instant, isoDate, MINUTE, parseDate } from '../../core/time.ts'
import { type Bars, barAt } from '../../market/bars.ts'
import { type Calendar, calendarFor } from '../../market/calendar/calendar.ts'
import type { Prints, Quotes } from '../../market/prints.ts'
import { TimeMerge } from '../../market/time-merge.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import type { RecordingWriter } from '../../ports/recording.ts'
import { breathe } from '../common/breathe.ts'
import type { Context } from '../context.ts'
import { momentOf } from './open-replay.ts'

export interface MakeWish {
  name: string
  symbols: string[]
  date: string
  /** End earlier than the day: a time of day or an instant. */
  until?: string | undefined
}

export interface Made {
  name: string
  path: string
  symbols: string[]
  date: string
  source: string
  feed: string
  prints: number
  quotes: number
  /** Minute bars of the day. */
  bars: number
  /** Bars of the past, for indicators and charts. */
  history: number
  bytes: number
  from: string | null
  to: string | null
}

/** Tapes are asked for and merged an hour at a time: a whole day of many symbols would not fit. */
const PIECE = HOUR
/** Minute bars of so many sessions before, and days of so long. */
const MINUTE_SESSIONS = 25
const DAYS = 400 * DAY

/**
 * Puts a day of a source into a recording: prints, quotes and minute bars as they happened, and the bars before it.
 * @throws OpenbellError usage for a date without a session; no-data when the source has no print, quote or minute of the day; what the source says
 */
export async function makeRecording(context: Context, { name, symbols, date, until }: MakeWish): Promise<Made> {
  const day = dayOf(symbols[0], date)
  const source = await context.source()
  const end = until === undefined ? day.to : Math.min(day.to, momentOf(until, { date, symbols }))
  const span = { ...day, to: end }
  const recordings = await context.recordings()
  const { settings, clock, pid, requestId } = context
  const writer = await recordings.create(name, {
    kind: 'market',
    made: clock.now(),
    symbols,
    source: source.name,
    feed: source.feed,
    coverage: source.coverage,
    date,
    broker: null,
    mode: null,
    strategy: null,
    input: until === undefined ? {} : { until },
    settings: { accountCash: settings.accountCash, session: settings.session },
    process: { pid, requestId, interactive: false, assumeYes: false, dryRun: false },
  })
  try {
    const maker = new Maker(context, source, writer, span)
    for (const symbol of symbols) await maker.past(symbol)
    await maker.day(symbols)
    const { counts } = maker
    if (counts.prints + counts.quotes + counts.bars === 0) {
      throw new OpenbellError('no-data', `${source.name} has nothing of ${symbols.join(', ')} on ${date}`, 'openbell data list')
    }
    await writer.close()
    const { first, last, ...counted } = counts
    const head = { name, path: writer.path, symbols, date, source: source.name, feed: source.feed }
    return { ...head, ...counted, bytes: writer.counts.bytes, from: stamp(first), to: stamp(last) }
  } catch (thrown) {
    await writer.close()
    await (await context.files()).remove(writer.path)
    throw thrown
  }
}

function stamp(at: Instant): string | null {
  return Number.isFinite(at) ? new Date(at).toISOString() : null
}

interface Span {
  calendar: Calendar
  number: DayNumber
  from: Instant
  to: Instant
}

function dayOf(symbol: string, date: string): Span {
  const calendar = calendarFor(symbol)
  const number = parseDate(date.trim())
  if (number === null) throw new OpenbellError('usage', `--date '${date}' is no date`, '--date 2026-03-20')
  const { regular, pre, post } = calendar.day(number)
  if (regular === null) throw new OpenbellError('usage', `${date} has no session`, '--date 2026-03-20')
  return { calendar, number, from: pre?.open ?? regular.open, to: post?.close ?? regular.close }
}

/** Rows of one tape of an hour, by the time at which they are told. */
type Rows = { length: number; time(row: number): Instant; tell(row: number): void }

class Maker {
  readonly counts = { prints: 0, quotes: 0, bars: 0, history: 0, first: Number.NaN, last: Number.NaN }
  readonly #context: Context
  readonly #source: MarketDataSource
  readonly #writer: RecordingWriter
  readonly #span: Span

  constructor(context: Context, source: MarketDataSource, writer: RecordingWriter, span: Span) {
    this.#context = context
    this.#source = source
    this.#writer = writer
    this.#span = span
  }

  /** What charts and indicators begin with; a source that has none of it gives none. */
  async past(symbol: string): Promise<void> {
    const { calendar, number, from } = this.#span
    let session = number
    for (let i = 0; i < MINUTE_SESSIONS; i++) session = calendar.previous(session)
    const since = calendar.day(session).regular?.open ?? from - 40 * DAY
    const asked = [
      { timeframe: '1m' as const, from: since, to: from },
      { timeframe: '1d' as const, from: from - DAYS, to: from },
    ]
    for (const one of asked) {
      const query = { kind: 'bars' as const, symbol, ...one, asOf: from, session: 'all' as const }
      const bars = await this.#orNone(this.#source.history(query, this.#context.signal))
      if (bars === null) continue
      this.#writer.event(['history', trimmedBars(bars)], from)
      this.counts.history += bars.length
    }
  }

  async day(symbols: readonly string[]): Promise<void> {
    const { from, to, number } = this.#span
    for (let at = from; at < to; at += PIECE) {
      const until = Math.min(to, at + PIECE)
      const merge = new TimeMerge<Rows>()
      for (const [rank, symbol] of symbols.entries()) {
        const tapes = await this.#tapes(symbol, at, until)
        merge.add(tapes.map((rows, kind) => ({ rows, rank: rank * tapes.length + kind })))
      }
      merge.take(Number.POSITIVE_INFINITY, (rows, row) => rows.tell(row))
      await breathe(this.#context.signal)
      this.#context.progress.update(
        Math.ceil((until - from) / PIECE),
        Math.ceil((to - from) / PIECE),
        `hours of ${isoDate(number)}`,
      )
    }
  }

  async #tapes(symbol: string, from: Instant, to: Instant): Promise<Rows[]> {
    const { signal } = this.#context
    const asOf = this.#span.to
    const span = { symbol, from, to, asOf }
    // A minute is told when it closes: those that close in this hour.
    const minutes = { ...span, from: from - MINUTE, to: to - MINUTE, timeframe: '1m' as const, session: 'all' as const }
    const [prints, quotes, bars] = await Promise.all([
      this.#orNone(this.#source.history({ kind: 'prints', ...span }, signal)),
      this.#orNone(this.#source.history({ kind: 'quotes', ...span }, signal)),
      this.#orNone(this.#source.history({ kind: 'bars', ...minutes }, signal)),
    ])
    return [
      ...(prints ? [this.#prints(prints)] : []),
      ...(quotes ? [this.#quotes(quotes)] : []),
      ...(bars ? [this.#bars(bars)] : []),
    ]
  }

  async #orNone<T>(answer: Promise<T>): Promise<T | null> {
    return orNull(['no-data'], answer)
  }

  #prints({ symbol, length, time, price, size, exchange, conditions, id }: Prints): Rows {
    this.counts.prints += length
    return {
      length,
      time: (row) => time[row],
      tell: (row) => {
        const where = exchange.names[exchange.codes[row]]
        const how = conditions.names[conditions.codes[row]]
        this.#row('print', time[row], symbol, time[row], price[row], size[row], where, how, id?.[row] ?? '')
      },
    }
  }

  #quotes({ symbol, length, time, bidPrice, bidSize, askPrice, askSize }: Quotes): Rows {
    this.counts.quotes += length
    return {
      length,
      time: (row) => time[row],
      tell: (row) => this.#row('quote', time[row], symbol, time[row], bidPrice[row], bidSize[row], askPrice[row], askSize[row]),
    }
  }

  #bars(bars: Bars): Rows {
    const { symbol, length, time } = bars
    this.counts.bars += length
    return {
      length,
      time: (row) => time[row] + MINUTE,
      tell: (row) => this.#row('bar', time[row] + MINUTE, symbol, barAt(bars, row), false),
    }
  }

  #row(
    kind: 'print' | 'quote' | 'bar',
    received: Instant,
    ...told: Parameters<RecordingWriter['row']> extends [unknown, unknown, ...infer R] ? R : never
  ) {
    const { counts } = this
    if (Number.isNaN(counts.first)) counts.first = received
    counts.last = received
    this.#writer.row(kind, { turn: false, received }, ...told)
  }
}

/** Without spare room behind the rows. */
function trimmedBars(bars: Bars): Bars {
  const { length } = bars
  const cut = Object.entries(bars).map(([name, value]) => [
    name,
    value instanceof Float64Array ? value.subarray(0, length) : value,
  ])
  return Object.fromEntries(cut) as Bars
}
