import { createBars } from '../../market/bars.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import { type PackedBars, ToldBars } from '../session/bar-rows.ts'
import { doublesOf, type Part } from '../session/protocol.ts'
import { type PackedRing, ToldRing } from '../session/rings.ts'
import type { Overlays, WindowFigures } from './view.ts'

/** What nobody looked at for so long is no longer asked for. */
const FORGOTTEN_MS = 30_000

const NO_OVERLAYS: Overlays = { lines: [], turns: [], fills: [], levels: [], band: null }

interface Watched {
  part: Part
  lookedAt: number
  ring?: ToldRing
  series?: ToldBars
  value?: unknown
}

/**
 * What is watched closely of another process's session. A look at what is not there yet answers nothing and asks for it; it is there a moment later, and goes on as
 * long as somebody looks.
 */
export class ToldParts {
  readonly #watched = new Map<string, Watched>()
  readonly #elapsed: () => number
  readonly #changed: () => void

  /** @param changed called when something is asked for that was not before */
  constructor(elapsed: () => number, changed: () => void) {
    this.#elapsed = elapsed
    this.#changed = changed
  }

  get wanted(): Part[] {
    return [...this.#watched.values()].map(({ part }) => part)
  }

  prints(symbol: string) {
    return this.#look(['prints', symbol, '']).ring?.prints ?? null
  }

  quotes(symbol: string) {
    return this.#look(['quotes', symbol, '']).ring?.quotes ?? null
  }

  /** @param empty the head of a series that is watched, but was not told yet */
  bars(symbol: string, timeframe: Timeframe, empty: { source: string; feed: string }) {
    const { series } = this.#look(['bars', symbol, timeframe])
    if (!series?.bars) return { bars: createBars({ symbol, timeframe, ...empty }, 0), forming: false }
    return { bars: series.bars, forming: series.forming }
  }

  overlays(symbol: string, timeframe: Timeframe): Overlays {
    return (this.#look(['overlays', symbol, timeframe]).value as Overlays | null | undefined) ?? NO_OVERLAYS
  }

  window(symbol: string, seconds: number): WindowFigures | null {
    return (this.#look(['window', symbol, String(seconds)]).value as WindowFigures | null | undefined) ?? null
  }

  take(part: Part, value: unknown): void {
    const watched = this.#watched.get(part.join(' '))
    if (!watched) return
    const [what] = part
    if (what === 'prints' || what === 'quotes') takeRing(watched, what, value as PackedRing | null)
    else if (what === 'bars') this.#takeBars(watched, value as PackedBars | null)
    else watched.value = what === 'overlays' && value !== null ? unpackedOverlays(value as Overlays) : value
  }

  /** Leaves out what nobody looks at any more. */
  sweep(): void {
    const before = this.#elapsed() - FORGOTTEN_MS
    let isFewer = false
    for (const [key, { lookedAt }] of this.#watched) {
      if (lookedAt < before) isFewer = this.#watched.delete(key) || isFewer
    }
    if (isFewer) this.#changed()
  }

  #look(part: Part): Watched {
    const key = part.join(' ')
    const known = this.#watched.get(key)
    const watched = known ?? { part, lookedAt: 0 }
    watched.lookedAt = this.#elapsed()
    if (!known) {
      this.#watched.set(key, watched)
      this.#changed()
    }
    return watched
  }

  #takeBars(watched: Watched, value: PackedBars | null): void {
    if (value === null) return
    watched.series ??= new ToldBars()
    if (watched.series.take(value)) return
    // Rows are missing: forgotten and asked for anew, at the next look.
    this.#watched.delete(watched.part.join(' '))
    this.#changed()
  }
}

function takeRing(watched: Watched, kind: 'prints' | 'quotes', value: PackedRing | null): void {
  if (value === null) return
  watched.ring ??= new ToldRing(kind)
  watched.ring.take(value)
}

function unpackedOverlays(told: Overlays): Overlays {
  const lines = told.lines.map(({ name, values }) => ({ name, values: doublesOf(values as unknown as Uint8Array) }))
  return { ...told, lines }
}
