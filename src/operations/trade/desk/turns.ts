/** Tails of the queues, by what is waited for. */
const queues = new Map<string, Promise<unknown>>()

/**
 * Runs work that no other work of this process under the same key may overlap with, in the order of asking. Two order paths of one process on
 * one account would each take what the other is sending for lost.
 */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(key) ?? Promise.resolve()
  const mine = before.then(work, work)
  const tail = mine.then(
    () => {},
    () => {},
  )
  queues.set(key, tail)
  try {
    return await mine
  } finally {
    if (queues.get(key) === tail) queues.delete(key)
  }
}
