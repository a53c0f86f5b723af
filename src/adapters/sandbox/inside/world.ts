import { Random } from '../../../analysis/random.ts'

/** What reaches out of the code: waiting, sharing, and knowing when something was forgotten. */
const ABSENT = ['SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry', 'performance', 'queueMicrotask', 'navigator']

/**
 * Makes the sandbox's world the same on every run: random numbers from a seed; a calendar without a clock, whose now is the moment up to which the
 * dataset knew the market (without one there is no now).
 */
export function settleWorld(seed: number, asOf: number | null): void {
  const random = new Random(seed, 'analytics code')
  Object.assign(Math, { random: () => random.uniform() })
  for (const name of ABSENT) Reflect.deleteProperty(globalThis, name)
  const now = () => {
    if (asOf === null) throw new Error('there is no clock here, and no dataset that says what now is')
    return asOf
  }
  const Calendar = Date
  const clockless = new Proxy(Calendar, {
    construct: (target, given, made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made),
    apply: () => new Calendar(now()).toString(),
  })
  Calendar.now = now
  Calendar.prototype.constructor = clockless
  globalThis.Date = clockless as DateConstructor
}
