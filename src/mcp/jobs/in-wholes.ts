/** What adding fractions up leaves over. */
const TINY = 1e-6

/**
 * Progress in whole numbers. Pieces of unequal length are counted as shares of the longest (a fold of `optimize` is shorter than the whole), so
 * that the time left can be told: of those the full ones count, and never all of them before the end.
 */
export function inWholes(done: number, total: number | null): { done: number; total: number | null } {
  if (total === null) return { done: Math.floor(done + TINY), total }
  const all = Math.max(0, Math.ceil(total - TINY))
  return { done: done >= total ? all : Math.min(all - 1, Math.floor(done + TINY)), total: all }
}
