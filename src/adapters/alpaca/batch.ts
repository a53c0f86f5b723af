import { setTimeout as delay } from 'node:timers/promises'
import { canceled } from '../common/vendor-fault.ts'

/** Asks for several symbols in one request; the answer has an entry for each. */
export type AskMany<T> = (symbols: string[], signal: AbortSignal) => Promise<Map<string, T | Promise<T>>>

/**
 * Joins questions about single symbols that come at the same moment and differ in nothing else: the vendor counts requests, not symbols, and a
 * scan of five hundred would use up its limit twice over.
 */
export interface Batcher<T> {
  /** The answer for one symbol. `key` names everything else about the question, so equal keys must mean equal `askMany`. */
  ask(key: string, symbol: string, askMany: AskMany<T>, signal: AbortSignal): Promise<T>
}

/** Questions wait so long for company; far less than any answer takes. */
const GATHER_MS = 2
/** Most symbols of one request: addresses have a length. */
const MOST_SYMBOLS = 100

interface Batch<T> {
  symbols: Set<string>
  signals: AbortSignal[]
  answer: Promise<Map<string, T | Promise<T>>>
}

export function createBatcher<T>(): Batcher<T> {
  const gathering = new Map<string, Batch<T>>()

  function start(key: string, askMany: AskMany<T>): Batch<T> {
    const batch: Batch<T> = { symbols: new Set(), signals: [], answer: Promise.resolve(new Map()) }
    batch.answer = delay(GATHER_MS).then(() => {
      if (gathering.get(key) === batch) gathering.delete(key)
      return unlessAllAbort(batch.signals, (signal) => askMany([...batch.symbols].sort(), signal))
    })
    gathering.set(key, batch)
    return batch
  }

  return {
    async ask(key, symbol, askMany, signal) {
      if (signal.aborted) throw canceled(signal)
      const known = gathering.get(key)
      const batch = known && known.symbols.size < MOST_SYMBOLS ? known : start(key, askMany)
      batch.symbols.add(symbol)
      batch.signals.push(signal)
      const own = batch.answer.then((answers) => answers.get(symbol) as T | Promise<T>)
      return orAbort(own, signal)
    },
  }
}

/** The promise, or `canceled` as soon as this caller gives up. */
async function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const settled = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(canceled(signal)), { once: true, signal: settled.signal })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    settled.abort()
  }
}

/** Runs a request that ends early only when nobody waits for it any more: one caller who gives up must not end the others' answer. */
async function unlessAllAbort<T>(signals: AbortSignal[], run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const [settled, everyone] = [new AbortController(), new AbortController()]
  const look = () => {
    if (signals.every((signal) => signal.aborted)) everyone.abort(signals[0].reason)
  }
  for (const signal of new Set(signals)) signal.addEventListener('abort', look, { once: true, signal: settled.signal })
  look()
  try {
    return await run(everyone.signal)
  } finally {
    settled.abort()
  }
}
