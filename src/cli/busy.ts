const SIGNALS = ['SIGINT', 'SIGTERM'] as const

type Listener = (...args: unknown[]) => void

/** Pieces of work under way; more than one where several files are loaded at once. */
let inside = 0
let taken: [(typeof SIGNALS)[number], Listener[]][] = []
let isKept = false

/**
 * Runs work that may never return, with our own ears for Ctrl-C taken away: a listener in JavaScript waits for the work to end, the
 * system's default does not. A shell then sees 130, of SIGTERM 143. A promise ends the work when it settles.
 */
export function busy<T>(work: () => T): T {
  if (inside++ === 0) takeListeners()
  let result: T
  try {
    result = work()
  } catch (thrown) {
    leave()
    throw thrown
  }
  if (result instanceof Promise) return result.finally(leave) as T
  leave()
  return result
}

/**
 * From now on signals wait for the work: a screen has the terminal, and only our own ears give it back. Answers how to end that. A strategy that never
 * returns then takes a `kill -9`.
 */
export function keepListeners(): () => void {
  isKept = true
  giveBack()
  return () => {
    isKept = false
  }
}

function takeListeners(): void {
  if (isKept) return
  // The raw ones: those to be called once know themselves by their wrappers.
  taken = SIGNALS.map((signal) => [signal, process.rawListeners(signal) as Listener[]])
  for (const signal of SIGNALS) process.removeAllListeners(signal)
}

function leave(): void {
  if (--inside === 0) giveBack()
}

function giveBack(): void {
  for (const [signal, listeners] of taken) for (const listener of listeners) process.on(signal, listener)
  taken = []
}
