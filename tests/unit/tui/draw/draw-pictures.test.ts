import { beforeAll, describe, expect, it } from 'vitest'
import type { WatchRow } from '../../../../src/operations/stream/view.ts'
import { frameText } from '../../../../src/tui/canvas.ts'
import { draw } from '../../../../src/tui/draw/draw.ts'
import type { ScreenState } from '../../../../src/tui/state.ts'
import { makeTheme } from '../../../../src/tui/theme.ts'
import { COMMAND, CONFIRM, HELP, PREVIEW, PROMPT, PROPOSAL, TICKET } from '../../../support/screen-overlays.ts'
import { createScreenState, createScreenView, SCREEN_NOW, type TestView, withSymbols } from '../../../support/screen-view.ts'

let view: TestView

beforeAll(async () => {
  view = await createScreenView()
})

interface Picture {
  size: [number, number]
  state?: Partial<ScreenState>
  of?: (view: TestView) => TestView
  ascii?: boolean
}

function all(of: TestView, changes: Partial<WatchRow>): TestView {
  return { ...of, watch: of.watch.map((row) => ({ ...row, ...changes })) }
}

const quality = { latencyMs: 20, gaps: 0, repaired: 0, duplicates: 0, outOfOrder: 0, restarts: 0 }
const chart = { style: 'candles' as const, bars: 60, crosshair: null, end: null }

/** Pictures of the screen, kept as text: look at them when one changes. */
const PICTURES: Record<string, Picture> = {
  '120x36': { size: [120, 36] },
  '80x24': { size: [80, 24] },
  '100x30-line': { size: [100, 30], state: { chart: { ...chart, style: 'line' }, focus: 2 } },
  '200x60': { size: [200, 60], state: { focus: 2, chart: { ...chart, crosshair: SCREEN_NOW - 3_600_000 } } },
  '60x16-chart': { size: [60, 16], state: { focus: 2 } },
  '60x16-tape': { size: [60, 16], state: { focus: 4 } },
  '59x15': { size: [59, 15] },
  '30x6-live': { size: [30, 6], of: (one) => ({ ...one, label: 'LIVE' }) },
  'ascii-100x30': { size: [100, 30], ascii: true },
  'chart-zoomed-daily': { size: [120, 36], state: { focus: 2, zoomed: true, timeframe: '1d' } },
  'chart-merged-scrolled': { size: [100, 30], state: { chart: { ...chart, bars: 150, end: SCREEN_NOW - 7_200_000 } } },
  'chart-forecast': { size: [100, 30], of: withForecast },
  live: {
    size: [120, 36],
    of: (one) => ({ ...one, label: 'LIVE', mode: 'live', broker: 'alpaca', source: 'alpaca', feed: 'iex', coverage: 0.025 }),
  },
  replay: {
    size: [120, 36],
    of: (one) => ({ ...one, label: 'REPLAY', speed: 60, recording: 'day.rec' }),
    state: { pausedAt: SCREEN_NOW },
  },
  recording: { size: [120, 36], of: (one) => ({ ...one, recording: 'day.rec' }) },
  'no-account': { size: [120, 36], of: (one) => ({ ...one, account: null, strategy: null }) },
  stale: { size: [120, 36], of: (one) => all(one, { quality: { ...quality, state: 'stale', ageMs: 14_000 } }) },
  halted: { size: [80, 24], of: (one) => all(one, { quality: { ...quality, state: 'halted', ageMs: 312_000 } }) },
  'stream-refused': {
    size: [120, 36],
    of: (one) => ({
      ...one,
      stream: { state: 'refused', message: 'another connection holds the stream (406)', since: SCREEN_NOW - 42_000 },
    }),
  },
  'nothing-watched': {
    size: [120, 36],
    of: (one) => ({ ...one, watch: [], events: [], bars: () => null, prints: () => null, quotes: () => null }),
    state: { selected: null },
  },
  'no-bars-yet': { size: [80, 24], of: (one) => ({ ...one, bars: () => null, prints: () => null }) },
  'long-symbols': {
    size: [80, 24],
    of: (one) => ({
      ...one,
      watch: one.watch.map((row, i) => ({ ...row, symbol: i % 2 ? 'BRK.B/USDT-PERP' : row.symbol, price: 98_765.43 })),
    }),
  },
  '500-symbols-filtered': { size: [120, 36], of: (one) => withSymbols(one, 500), state: { filter: '49', selected: 'SIM49' } },
  'help-120x36': { size: [120, 36], state: { overlay: HELP } },
  'help-60x16': { size: [60, 16], state: { overlay: { ...HELP, scroll: 4 } } },
  'ticket-120x36': { size: [120, 36], state: { overlay: TICKET } },
  'ticket-live-80x24': {
    size: [80, 24],
    of: (one) => ({ ...one, label: 'LIVE' }),
    state: { overlay: { ...TICKET, confirm: { word: 'SIMALL', input: { text: 'SIM', cursor: 3 } } } },
  },
  'ticket-60x16': { size: [60, 16], state: { overlay: TICKET } },
  'ticket-denied': {
    size: [100, 30],
    state: { overlay: { ...TICKET, preview: { ...PREVIEW, verdict: { ...PREVIEW.verdict, outcome: 'deny', shares: 0 } } } },
  },
  'ticket-failed': {
    size: [80, 24],
    state: {
      overlay: {
        ...{ ...TICKET, stage: 'edit', preview: null },
        failure: { message: 'SIMALL: 500 shares asked, 120 are held', hint: 'openbell trade close SIMALL' },
      },
    },
  },
  confirm: { size: [80, 24], state: { overlay: CONFIRM } },
  'proposal-paper-120x36': { size: [120, 36], state: { overlay: PROPOSAL } },
  'proposal-live-80x24': {
    size: [80, 24],
    of: (one) => ({ ...one, label: 'LIVE' }),
    state: { overlay: { ...PROPOSAL, title: 'Send it to the LIVE account …1234?', danger: true, typed: CONFIRM.typed } },
  },
  'proposal-live-60x16': {
    size: [60, 16],
    of: (one) => ({ ...one, label: 'LIVE' }),
    state: { overlay: { ...PROPOSAL, title: 'Send it to the LIVE account …1234?', danger: true, typed: CONFIRM.typed } },
  },
  command: { size: [80, 24], state: { overlay: COMMAND } },
  'waiting-live-80x24': {
    size: [80, 24],
    of: (one) => ({ ...one, label: 'LIVE' }),
    state: {
      toast: {
        kind: 'warning',
        text: 'SIMALL: buy 2 limit 690 waits: :trade approve 21558f, :trade decline 21558f; asked by claude-code 2.1',
      },
    },
  },
  'prompt-and-toast': { size: [80, 24], state: { overlay: PROMPT, toast: { kind: 'warning', text: 'no symbol NOSUCH' } } },
}

function withForecast(one: TestView): TestView {
  return {
    ...one,
    overlays(symbol, timeframe) {
      const last = one.bars(symbol, timeframe)!.bars.close.at(-1)!
      const steps = Array.from({ length: 12 }, (_, i) => i + 1)
      return {
        ...one.overlays(symbol, timeframe),
        band: {
          ...{ from: SCREEN_NOW, stepMs: 300_000, level: 0.8, label: 'forecast' },
          median: steps.map((i) => last * (1 + 0.0001 * i)),
          low: steps.map((i) => last * (1 - 0.0006 * Math.sqrt(i))),
          high: steps.map((i) => last * (1 + 0.0008 * Math.sqrt(i))),
        },
      }
    },
  }
}

describe('the screen as text', () => {
  it.each(Object.entries(PICTURES))(
    '%s',
    async (name, { size: [columns, rows], state = {}, of = (one) => one, ascii = false }) => {
      const theme = makeTheme({ theme: 'classic', ascii, color: true })
      const lines = frameText(draw(of(view), createScreenState(state), { columns, rows }, theme))
      await expect(`${lines.map((line) => `${line}|`).join('\n')}\n`).toMatchFileSnapshot(`pictures/${name}.txt`)
    },
  )
})
