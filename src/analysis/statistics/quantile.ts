/**
 * The value below which a share of an ascending sample lies, linear between its values: type 7 of Hyndman and Fan, "Sample Quantiles in
 * Statistical Packages", The American Statistician 50(4), 1996 (the usual one of spreadsheets and NumPy). NaN of an empty sample.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const place = share * (sorted.length - 1)
  const low = Math.floor(place)
  const high = Math.min(low + 1, sorted.length - 1)
  return sorted[low] + (sorted[high] - sorted[low]) * (place - low)
}
