import fc from 'fast-check'
import stringWidth from 'string-width'
import { beforeAll, describe, expect, it } from 'vitest'
import type { StreamEvent } from '../../../../src/operations/stream/events.ts'
import { frameLines, frameText } from '../../../../src/tui/canvas.ts'
import { moveCrosshair } from '../../../../src/tui/draw/crosshair.ts'
import { draw } from '../../../../src/tui/draw/draw.ts'
import type { Overlay, Pane, ScreenState } from '../../../../src/tui/state.ts'
import { makeTheme, THEMES } from '../../../../src/tui/theme.ts'
import { COMMAND, CONFIRM, HELP, PROMPT, TICKET, typed } from '../../../support/screen-overlays.ts'
import {
  createScreenState,
  createScreenView,
  keptBars,
  SCREEN_NOW,
  type TestView,
  withSymbols,
} from '../../../support/screen-view.ts'

let base: TestView

beforeAll(async () => {
  base = keptBars(await createScreenView())
})

const size = fc.record({ columns: fc.integer({ min: 1, max: 250 }), rows: fc.integer({ min: 1, max: 80 }) })
const words = fc.oneof(
  fc.constantFrom('Zürich — “naïve” 東京証券取引所', '👩‍👩‍👧 family é', 'a\u0007b\u001b[31mred\tc\nd', '\u0301', ''),
  fc.string({ unit: 'binary', maxLength: 30 }),
)
const overlay: fc.Arbitrary<Overlay | null> = fc.oneof(
  fc.constantFrom(null, HELP, TICKET, CONFIRM, COMMAND, PROMPT),
  fc
    .record({ text: words, cursor: fc.nat(40), stage: fc.constantFrom('edit', 'asking', 'ready', 'sending', 'sent') })
    .map((one) => ({
      ...TICKET,
      symbol: one.text,
      stage: one.stage as 'edit',
      fields: TICKET.fields.map((field) => ({
        ...field,
        input: { text: one.text, cursor: Math.min(one.cursor, one.text.length) },
      })),
      failure: { message: one.text, hint: one.text },
      confirm: { word: one.text, input: typed(one.text) },
    })),
  words.map((text) => ({
    ...COMMAND,
    input: typed(text),
    suggestions: [text, text],
    result: { lines: [text, text], failed: true },
  })),
)
const state: fc.Arbitrary<ScreenState> = fc
  .record({
    focus: fc.constantFrom<Pane>(1, 2, 3, 4, 5),
    zoomed: fc.boolean(),
    selected: fc.constantFrom('SIMALL', 'SIMTEC', 'NOSUCH', null),
    filter: fc.constantFrom('', 'SIM', 'ZZZ'),
    timeframe: fc.constantFrom('1m', '5m', '1h', '1d', '1w'),
    selectedOrder: fc.constantFrom(null, 'ob-2', 'gone'),
    pausedAt: fc.constantFrom(null, SCREEN_NOW),
    chart: fc.record({
      style: fc.constantFrom('candles', 'line'),
      bars: fc.integer({ min: 1, max: 3000 }),
      crosshair: fc.constantFrom(null, SCREEN_NOW, SCREEN_NOW - 3_600_000, 0),
      end: fc.constantFrom(null, SCREEN_NOW - 7_200_000, 0, SCREEN_NOW * 2),
    }),
    scroll: fc.record({ positions: fc.nat(2000), tape: fc.nat(2000), events: fc.nat(2000) }),
    overlay,
    toast: fc.oneof(
      fc.constant(null),
      words.map((text) => ({ text, kind: 'failure' as const })),
    ),
  })
  .map((changes) => createScreenState(changes as Partial<ScreenState>))

const viewChanges: fc.Arbitrary<(view: TestView) => TestView> = fc
  .record({
    label: fc.constantFrom('SIMULATED', 'PAPER', 'LIVE', 'REPLAY'),
    speed: fc.constantFrom(null, 0, 1, 60),
    recording: fc.constantFrom(null, 'day.rec'),
    account: fc.constantFrom('there', 'none', 'bad'),
    watch: fc.constantFrom('some', 'none', 'many', 'unknown'),
    stream: fc.constantFrom('up', 'down', 'refused', 'fatal', 'over', 'polling', 'attached'),
    text: words,
  })
  .map(({ account, watch, stream, text, ...plain }) => (view) => ({
    ...view,
    ...(plain as Partial<TestView>),
    stream: { ...view.stream, state: stream as 'up', message: text },
    account: account === 'none' || !view.account ? null : account === 'there' ? view.account : worstAccount(view.account),
    watch: watchOf(view, watch, text),
    events: [...view.events, { ...view.events[0], symbol: text, message: text } as StreamEvent],
  }))

function worstAccount(account: NonNullable<TestView['account']>): TestView['account'] {
  const order = { ...account.orders[0], reason: 'x'.repeat(200), state: 'unknown', shares: 1e9 / 3, limit: 1e-7 }
  return {
    ...account,
    ...{
      equity: Number.NaN,
      cash: -1e12,
      dayProfit: -1e9,
      dayChange: Number.POSITIVE_INFINITY,
      state: 'halted',
      reconciled: false,
      updatesUp: false,
    },
    positions: Array.from({ length: 30 }, () => ({ ...account.positions[0], profit: -1e9, averagePrice: 123456.789 })),
    orders: [order, ...account.orders, ...Array.from({ length: 40 }, () => order)],
  }
}

function watchOf(view: TestView, kind: string, text: string): TestView['watch'] {
  if (kind === 'none') return []
  if (kind === 'many') return withSymbols(view, 500).watch
  if (kind === 'some') return view.watch
  const unknown = { price: null, bid: null, ask: null, change: null, volume: null, printsPerMinute: null }
  return view.watch.map((row) => ({
    ...row,
    ...unknown,
    symbol: `${row.symbol}${text}`,
    quality: { ...row.quality, ageMs: null },
  }))
}

const theme = fc.record({ theme: fc.constantFrom(...THEMES), ascii: fc.boolean(), color: fc.boolean() }).map(makeTheme)

describe('any screen', () => {
  it('is drawn whatever its size, state and data, each row exactly as wide as the terminal', () => {
    fc.assert(
      fc.property(size, state, viewChanges, theme, (room, screen, change, look) => {
        const frame = draw(change(base), screen, room, look)
        const rows = frameText(frame)
        expect(rows).toHaveLength(room.rows)
        for (const row of rows) expect(stringWidth(row)).toBe(room.columns)
        if (look.ascii) for (const row of rows) expect(row).toMatch(/^[ -~]*$/)
        for (const line of frameLines(frame, look))
          expect(stringWidth(line, { countAnsiEscapeCodes: false })).toBeLessThanOrEqual(room.columns)
        for (const row of rows) expect([...row].every((sign) => sign >= ' ' && !(sign >= '\u007f' && sign < '\u00a0'))).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('is the same when a frame is drawn over, and with the same view', () => {
    fc.assert(
      fc.property(state, state, (before, after) => {
        const look = makeTheme({ theme: 'classic', ascii: false, color: true })
        const room = { columns: 120, rows: 36 }
        const old = draw(base, before, room, look)
        expect(frameLines(draw(base, after, room, look, old), look)).toEqual(frameLines(draw(base, after, room, look), look))
      }),
      { numRuns: 40 },
    )
  })

  it('asks a session once for each part of it, however often a frame needs it', () => {
    let asked = 0
    const counting = Object.defineProperty({ ...base }, 'watch', {
      get() {
        asked++
        return base.watch
      },
    })
    draw(counting, createScreenState(), { columns: 200, rows: 60 }, makeTheme({ theme: 'classic', ascii: false, color: true }))
    expect(asked).toBe(1)
  })

  it('says whose money it is, whatever lies over it', () => {
    fc.assert(
      fc.property(size, state, fc.constantFrom('SIMULATED', 'PAPER', 'LIVE', 'REPLAY'), (room, screen, label) => {
        fc.pre(room.columns >= 12 && room.rows >= 2)
        const rows = frameText(draw({ ...base, label }, screen, room, makeTheme({ theme: 'mono', ascii: false, color: false })))
        expect(rows.join('\n')).toContain(label)
      }),
      { numRuns: 100 },
    )
  })
})

describe('a number', () => {
  /** Every price, size and profit is made of sevens, so that what is left of a cut one is seen. */
  function sevens(): TestView {
    const { account } = base
    const found = base.bars('SIMALL', '5m')!
    const column = () => new Float64Array(found.bars.length).fill(7777.77)
    const bars = { ...found.bars, open: column(), high: column(), low: column(), close: column(), volume: column().fill(777) }
    return {
      ...base,
      session: { ...base.session, closesAt: null },
      account: {
        ...account!,
        ...{ equity: 777_777.77, cash: 777_777.77, buyingPower: 777_777.77, dayProfit: 777.77, dayChange: 0.0777 },
        positions: account!.positions.map((one) => ({
          ...one,
          ...{
            shares: 777,
            averagePrice: 7777.77,
            price: 7777.77,
            profit: 777.77,
            profitFraction: 0.0777,
            stop: 7777.77,
            target: 7777.77,
          },
        })),
        orders: account!.orders.map((one) => ({ ...one, shares: 777, filled: 0, limit: 7777.77, stop: 7777.77 })),
      },
      watch: base.watch.map((one) => ({
        ...one,
        ...{ price: 7777.77, bid: 7777.77, ask: 7777.77, change: 0.0777, volume: 777, printsPerMinute: 777, shares: 777 },
        quality: { ...one.quality, state: 'live', ageMs: 700 },
      })),
      events: [],
      prints: () => null,
      quotes: () => null,
      bars: () => ({ bars, forming: false }),
      overlays: () => ({ lines: [], turns: [], fills: [], levels: [{ kind: 'stop', price: 7777.77 }], band: null }),
      window: () => null,
    }
  }
  const WHOLE = ['7777.77', '777', '777.77', '777,777.77', '777,778', '7.77', '7777.77x7777.77']

  it('is shown whole or not at all', () => {
    const view = sevens()
    const look = makeTheme({ theme: 'classic', ascii: false, color: true })
    const screens = fc.record({
      focus: fc.constantFrom<Pane>(1, 2, 3, 4, 5),
      zoomed: fc.boolean(),
      overlay: fc.constantFrom(null, HELP, CONFIRM),
    })
    fc.assert(
      fc.property(size, screens, (room, changes) => {
        const text = frameText(draw(view, createScreenState(changes), room, look)).join('\n')
        const seen = (text.replaceAll(/\d\d:\d\d|\d+ to \d+ of \d+/g, '').match(/[\d.,x]*7[\d.,x]*/g) ?? []).filter(
          (one) => !/^77\d\d\.\d\d$/.test(one),
        )
        expect(seen.filter((one) => !WHOLE.includes(one))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

describe('the crosshair', () => {
  it('stays on a bar wherever it is moved, and follows the newest again at the right end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 2000 }),
        (moves, bars) => {
          const room = { columns: 120, rows: 36 }
          let screen = createScreenState({ chart: { style: 'candles', bars, crosshair: null, end: null } })
          const times = new Set(base.bars('SIMALL', '5m')!.bars.time)
          for (const by of moves) {
            screen = { ...screen, chart: moveCrosshair(base, screen, room, by) }
            expect(times.has(screen.chart.crosshair!)).toBe(true)
          }
          for (let i = 0; i < 400; i++) screen = { ...screen, chart: moveCrosshair(base, screen, room, 50) }
          expect(screen.chart.end).toBeNull()
        },
      ),
      { numRuns: 30 },
    )
  })
})
