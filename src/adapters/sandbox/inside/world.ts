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

/** Prototypes whose properties people set on what has them: an error its name, a record its `toString`. */
const LEFT_OPEN = ['Object']

/**
 * Makes the language's own functions what they are for good, and these as well: the library that writes the answer stands on them. Code that
 * assigns to one of them has no effect, and is none the worse for it.
 */
export function fixWorld(others: readonly object[]): void {
  for (const one of others) Object.freeze(one)
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const value = (globalThis as Record<string, unknown>)[name]
    if (name === 'globalThis' || (typeof value !== 'function' && typeof value !== 'object') || value === null) continue
    Object.defineProperty(globalThis, name, { writable: false, configurable: false })
    Object.freeze(value)
    const prototype = (value as { prototype?: object }).prototype
    if (prototype && !LEFT_OPEN.includes(name) && !(prototype instanceof Error) && prototype !== Error.prototype)
      Object.freeze(prototype)
  }
  for (const one of [[], new Map(), new Set(), ''])
    Object.freeze(Object.getPrototypeOf((one as Iterable<unknown>)[Symbol.iterator]()))
  Object.freeze(Object.getPrototypeOf(Float64Array.prototype))
}
