/** Where one symbol is kept several times, the first of these is meant. */
const ORDER = ['import', 'alpaca', 'yahoo']

/** Rows made here, not observed: last in every order. */
const MADE = 'simulated'

/** Lower is read first; sources without a place stand before `simulated`. */
export function rankOf(source: string): number {
  if (source === MADE) return ORDER.length + 1
  const place = ORDER.indexOf(source)
  return place < 0 ? ORDER.length : place
}

/** Candidates by rank. Rows made by the simulated market never stand in for real ones: they count only where nothing else is there. */
export function bySource<T extends { source: string }>(candidates: T[]): T[] {
  const real = candidates.filter((one) => one.source !== MADE)
  return (real.length > 0 ? real : [...candidates]).sort((a, b) => rankOf(a.source) - rankOf(b.source))
}
