import { nextTurn } from '../recording/door/inside.ts'

/**
 * Maps with so many calls under way at once; results in the order of the items. The first rejection stops the rest from starting.
 * Each call waits for a turn of the event loop: sources that answer at once would otherwise keep Ctrl-C and every timer out.
 */
export async function mapLimit<T, R>(items: T[], limit: number, map: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length)
  let next = 0
  let stopped = false
  const worker = async () => {
    while (next < items.length && !stopped) {
      const index = next++
      try {
        await nextTurn()
        results[index] = await map(items[index], index)
      } catch (thrown) {
        stopped = true
        throw thrown
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
  return results
}
