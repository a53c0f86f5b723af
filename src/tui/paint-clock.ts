/** When frames are painted: at most ten times a second for data, at once for keys, and once a second because time passes. */
export interface PaintClock {
  /** Data has changed. */
  touch(): void
  /** The person has changed something. */
  now(): void
  /** The terminal takes more again. */
  drained(): void
  /** Answers how to stop; `fail` hears what a paint threw. */
  start(fail: (thrown: unknown) => void): () => void
}

/** Milliseconds between two paints for data. */
const PACE_MS = 100
/** Paces after which ages and clocks are painted anew though nothing came. */
const IDLE_PACES = 10

/** @param paint writes a frame; false = the terminal takes no more, and frames are left out until it does */
export function createPaintClock(paint: () => boolean): PaintClock {
  let dirty = true
  let full = false
  let idle = 0
  let pending: NodeJS.Immediate | null = null
  let fail: (thrown: unknown) => void = () => {}
  let running = false
  const run = () => {
    pending = null
    if (full || !running) return
    dirty = false
    idle = 0
    try {
      full = !paint()
    } catch (thrown) {
      running = false
      fail(thrown)
    }
  }
  const soon = () => {
    pending ??= setImmediate(run)
  }
  return {
    touch() {
      dirty = true
    },
    now() {
      dirty = true
      soon()
    },
    drained() {
      full = false
    },
    start(hear) {
      fail = hear
      running = true
      soon()
      const timer = setInterval(() => {
        idle++
        if (dirty || idle >= IDLE_PACES) run()
      }, PACE_MS)
      return () => {
        running = false
        clearInterval(timer)
        if (pending) clearImmediate(pending)
      }
    },
  }
}
