import { AsyncLocalStorage } from 'node:async_hooks'
import type { Door } from './door.ts'

/** The door of the session in which the work at hand is done; nothing outside of a recorded or replayed one. */
const doors = new AsyncLocalStorage<Door>()

/** Does work inside the session of a door: its waits for a turn of the event loop come in by that door, in their order among all that happens. */
export function inside<T>(door: Door | undefined, work: () => T): T {
  return door === undefined ? work() : doors.run(door, work)
}

/** The next turn of the event loop. What comes in between, comes in between in a replay too. */
export async function nextTurn(): Promise<void> {
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
  const door = doors.getStore()
  await (door ? door.call<void>('turn', null, turn) : turn())
}
