import type { ScreenState } from './state.ts'

/** Where the screen's own state lives. Whoever draws reads it; whoever acts sets it; nobody keeps a copy. */
export interface ScreenStore {
  get(): ScreenState
  /** Puts these fields in place of the old ones; who watches hears of it only when one of them is another value. */
  set(change: Partial<ScreenState>): void
  /** Called after every change. Answers how to stop. */
  subscribe(listener: () => void): () => void
}

/** A screen before anybody has touched it. */
export function firstState(selected: string | null, timeframe: ScreenState['timeframe'] = '1m'): ScreenState {
  return {
    focus: 1,
    zoomed: false,
    selected,
    filter: '',
    timeframe,
    chart: { style: 'candles', bars: 60, crosshair: null, end: null },
    scroll: { positions: 0, tape: 0, events: 0 },
    selectedOrder: null,
    windowSeconds: 300,
    pausedAt: null,
    overlay: null,
    toast: null,
    hints: [],
  }
}

export function createScreenStore(initial: ScreenState): ScreenStore {
  let state = initial
  const listeners = new Set<() => void>()
  return {
    get: () => state,
    set(change) {
      const names = Object.keys(change) as (keyof ScreenState)[]
      if (names.every((name) => Object.is(state[name], change[name]))) return
      state = { ...state, ...change }
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
