import { PrintRows, QuoteRows } from '../../src/market/live/ring.ts'
import type { Frame } from '../../src/tui/canvas.ts'
import { draw } from '../../src/tui/draw/draw.ts'
import { createPainter } from '../../src/tui/paint.ts'
import type { ScreenSize } from '../../src/tui/state.ts'
import { makeTheme } from '../../src/tui/theme.ts'
import { createScreenState, createScreenView, keptBars, SCREEN_NOW, type TestView, withSymbols } from '../support/screen-view.ts'
import { line, median } from './measure.ts'

const SYMBOLS = 500
const FRAMES = 300
/** Paints a second. */
const RATE = 10

/** Between two paints: tenths of the symbols that print, and prints of the symbol on the tape. */
interface Pace {
  name: string
  tenths: number
  prints: number
}

const PACES: readonly Pace[] = [
  { name: 'a usual minute', tenths: 1, prints: 1 },
  { name: 'a busy minute', tenths: 3, prints: 3 },
]

/** What painting 500 symbols costs ten times a second: share of a core, and bytes that a terminal is sent. */
export async function benchScreen(): Promise<void> {
  line('')
  line(`the dashboard, ${SYMBOLS} symbols, painted ${RATE} times a second`)
  for (const pace of PACES) {
    line(`  ${pace.name}: ${pace.tenths * SYMBOLS} changes of symbols and ${pace.prints * RATE} prints on the tape a second`)
    for (const [columns, rows] of [
      [80, 24],
      [120, 36],
      [200, 60],
    ]) {
      const { milliseconds, bytes } = await paintFrames({ columns, rows }, pace)
      const share = (median(milliseconds) * RATE) / 10
      const size = `${columns}x${rows}`.padEnd(7)
      const sent = `${median(bytes)} bytes a frame (p95 ${percentile(bytes, 0.95)})`
      line(`    ${size} ${median(milliseconds).toFixed(2)} ms a frame, ${share.toFixed(1)}% of a core; ${sent}`)
    }
  }
}

async function paintFrames(size: ScreenSize, pace: Pace): Promise<{ milliseconds: number[]; bytes: number[] }> {
  const view = movable(keptBars(withSymbols(await createScreenView(), SYMBOLS)))
  const state = createScreenState({ timeframe: '1m' })
  const theme = makeTheme({ theme: 'classic', ascii: false, color: true })
  const painter = createPainter()
  const [milliseconds, bytes]: [number[], number[]] = [[], []]
  let frame: Frame | undefined
  for (let i = 0; i < FRAMES; i++) {
    step(view, pace, i)
    const started = performance.now()
    frame = draw(view, state, size, theme, frame)
    const text = painter.difference(frame, theme)
    // The first frames warm the machine up and paint the whole screen.
    if (i < FRAMES / 3) continue
    milliseconds.push(performance.now() - started)
    bytes.push(Buffer.byteLength(text))
  }
  return { milliseconds, bytes }
}

/** The view with a tape of its own that can grow. */
function movable(view: TestView): TestView & { tape: PrintRows; asks: QuoteRows } {
  const [tape, asks] = [new PrintRows(10_000), new QuoteRows(10_000)]
  return Object.assign(view, { tape, asks, prints: () => tape, quotes: () => asks })
}

/** A tenth of a second of a busy market; drawn from the number of the frame alone. */
function step(view: ReturnType<typeof movable>, { tenths, prints }: Pace, i: number): void {
  const now = SCREEN_NOW + i * 100
  view.now = now
  view.watch = view.watch.map((row, at) => {
    if ((at * 7 + i * 13) % 10 >= tenths) return row
    const price = Math.round(((row.price ?? 1) + (((at + i) % 3) - 1) / 100) * 100) / 100
    return { ...row, price, priceTime: now, bid: price, ask: price + 0.01, volume: (row.volume ?? 0) + 100 }
  })
  const price = view.watch[0].price ?? 1
  for (let k = 0; k < prints; k++) view.tape.push(now, price, 10 + ((i * 31 + k * 17) % 90), now, 1, '', '')
  view.asks.push(now, price, 300, price + 0.01, 200 + (i % 5) * 100, now)
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]
}
