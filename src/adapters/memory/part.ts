/** A part of the store that can go back: `remember` answers what brings it to where it stands now. */
export interface Part<Repository> {
  repository: Repository
  remember(): () => void
}

/** Remembers a map whose values are never changed in place. */
export function rememberMap<K, V>(map: Map<K, V>): () => void {
  const before = [...map]
  return () => {
    map.clear()
    for (const [key, value] of before) map.set(key, value)
  }
}
