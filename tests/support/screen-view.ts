import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { DAY, type Instant, MINUTE, SECOND } from '../../src/core/time.ts'
import type { Bars } from '../../src/market/bars.ts'
import { calendarFor } from '../../src/market/calendar/calendar.ts'
import { PrintRows, QuoteRows } from '../../src/market/live/ring.ts'
import type { PrintRing, QuoteRing } from '../../src/market/live/types.ts'
import { resample } from '../../src/market/resample.ts'
import { isIntraday, type Timeframe } from '../../src/market/timeframe.ts'
import type { Overlays, SessionView } from '../../src/operations/stream/view.ts'
import type { ScreenState } from '../../src/tui/state.ts'
import { accountOf, eventsOf, figuresOf, overlaysOf, watchRow } from './screen-parts.ts'

/** Half past ten and a bit in New York, on a Friday: bars of two sessions, a minute in progress. */
export const SCREEN_NOW: Instant = Date.UTC(2026, 2, 20, 14, 32, 5)

/** A session as a screen sees it, whose parts a test may replace. */
export type TestView = { -readonly [Key in keyof SessionView]: SessionView[Key] }

/** Symbols on the watchlist. */
const COUNT = 12
const never = new AbortController().signal

/** A session view over real bars, prints and quotes of the simulated market; account, orders and events as a morning of a strategy leaves them. */
export async function createScreenView(now: Instant = SCREEN_NOW): Promise<TestView> {
  const source = createSimulatedSource({ seed: 1, clock: { now: () => now } as never })
  const known = (await source.symbols!(never)).map((one) => one.symbol)
  const symbols = ['SIMALL', ...known.filter((one) => one !== 'SIMALL' && one !== 'SIMFUT').slice(0, COUNT - 1)]
  const from = now - 2 * DAY
  const query = { kind: 'bars' as const, timeframe: '1m' as const, session: 'all' as const, asOf: now + MINUTE }
  const minutes = new Map<string, Bars>()
  const daily = new Map<string, Bars>()
  for (const symbol of symbols) {
    minutes.set(symbol, await source.history({ ...query, symbol, from, to: now }, never))
    daily.set(
      symbol,
      await source.history({ ...query, symbol, timeframe: '1d', session: 'regular', from: now - 300 * DAY, to: now }, never),
    )
  }
  const [prints, quotes] = await tapeOf(source, symbols[0], now)
  const rows = symbols.map((symbol, i) => watchRow(symbol, minutes.get(symbol)!, daily.get(symbol)!, i, now))
  const account = accountOf(rows)
  return {
    now,
    ...{
      label: 'SIMULATED',
      mode: 'paper',
      broker: 'simulated',
      host: null,
      source: 'simulated',
      feed: 'simulated',
      coverage: 1,
    },
    session: { phase: 'active', date: '2026-03-20', opensAt: null, closesAt: Date.UTC(2026, 2, 20, 20) },
    stream: { state: 'up', message: 'subscribed', since: now - 3600 * SECOND },
    account,
    strategy: { name: 'sma-cross', params: { fast: 10, slow: 30 }, timeframe: '5m', phase: 'running' },
    ...{ speed: 1, recording: null, watch: rows, events: eventsOf(symbols, now), eventCount: 12 },
    prints: (symbol) => (symbol === symbols[0] ? prints : null),
    quotes: (symbol) => (symbol === symbols[0] ? quotes : null),
    bars: (symbol, timeframe) => barsOf(minutes.get(symbol), daily.get(symbol), timeframe),
    overlays(symbol, timeframe) {
      const found = barsOf(minutes.get(symbol), daily.get(symbol), timeframe)
      return found
        ? overlaysOf(
            found.bars,
            account.positions.find((one) => one.symbol === symbol),
          )
        : NOTHING
    },
    window: (symbol, seconds) => figuresOf(symbol, seconds, rows),
  } as TestView
}

/** The screen as it is when a session begins: nothing open, the first symbol selected. */
export function createScreenState(changes: Partial<ScreenState> = {}): ScreenState {
  return {
    ...{ focus: 1, zoomed: false, selected: 'SIMALL', filter: '', timeframe: '5m', selectedOrder: null, windowSeconds: 300 },
    ...{ pausedAt: null, overlay: null, toast: null },
    chart: { style: 'candles', bars: 60, crosshair: null, end: null },
    scroll: { positions: 0, tape: 0, events: 0 },
    hints: HINTS,
    ...changes,
  }
}

const HINTS = [
  '? help',
  'q quit',
  ': command',
  'o order',
  'x cancel',
  'f flatten',
  '/ filter',
  'a add',
  '[ ] timeframe',
  'z zoom',
].map((one) => {
  const at = one.lastIndexOf(' ')
  return { key: one.slice(0, at), label: one.slice(at + 1), disabled: one === 'x cancel' ? 'no order is selected' : null }
})

const NOTHING: Overlays = { lines: [], turns: [], fills: [], levels: [], band: null }

/** The same view with this many symbols, their numbers drawn from those there are. */
export function withSymbols(view: TestView, count: number): TestView {
  const watch = Array.from({ length: count }, (_, i) => {
    const like = view.watch[i % view.watch.length]
    return i < view.watch.length
      ? like
      : { ...like, symbol: `${like.symbol.slice(0, 3)}${i}`, price: (like.price ?? 1) * (1 + i / 1000) }
  })
  return { ...view, watch }
}

/** The same view that makes the bars of a question once, as a session keeps them. */
export function keptBars(view: TestView): TestView {
  const kept = new Map<string, unknown>()
  const keep = <T>(key: string, make: () => T): T => {
    if (!kept.has(key)) kept.set(key, make())
    return kept.get(key) as T
  }
  return {
    ...view,
    bars: (symbol, timeframe) => keep(`bars ${symbol} ${timeframe}`, () => view.bars(symbol, timeframe)),
    overlays: (symbol, timeframe) => keep(`overlays ${symbol} ${timeframe}`, () => view.overlays(symbol, timeframe)),
  }
}

async function tapeOf(
  source: ReturnType<typeof createSimulatedSource>,
  symbol: string,
  now: Instant,
): Promise<[PrintRing, QuoteRing]> {
  const span = { symbol, from: now - 5 * MINUTE, to: now, asOf: now }
  const told = await source.history({ kind: 'prints', ...span }, never)
  const asked = await source.history({ kind: 'quotes', ...span }, never)
  const prints = new PrintRows(10_000)
  const quotes = new QuoteRows(10_000)
  for (let i = 0; i < told.length; i++) {
    prints.push(told.time[i], told.price[i], told.size[i], told.time[i], told.size[i] < 3 ? 0 : 1, '', '')
  }
  for (let i = 0; i < asked.length; i++) {
    quotes.push(asked.time[i], asked.bidPrice[i], asked.bidSize[i], asked.askPrice[i], asked.askSize[i], asked.time[i])
  }
  return [prints, quotes]
}

function barsOf(
  minutes: Bars | undefined,
  daily: Bars | undefined,
  timeframe: Timeframe,
): { bars: Bars; forming: boolean } | null {
  if (!minutes || !daily) return null
  const bars = isIntraday(timeframe) ? minutes : daily
  return { bars: resample(bars, timeframe, calendarFor(bars.symbol), { session: 'all' }), forming: isIntraday(timeframe) }
}
