import type { Context } from '../../operations/context.ts'
import type { ToolCall } from '../tool.ts'
import { findResource } from './find.ts'

type Listener = (uri: string) => void

interface Watch {
  readers: number
  stop: AbortController
}

/** Live resources: each is watched once, from its first subscriber to its last. */
export class Watches {
  readonly #watched = new Map<string, Watch>()
  readonly #listeners = new Set<Listener>()
  readonly #callFor: (signal: AbortSignal) => ToolCall
  readonly #log: Context['log']

  constructor(callFor: (signal: AbortSignal) => ToolCall, log: Context['log']) {
    this.#callFor = callFor
    this.#log = log
  }

  /** Tells of every change until the answer is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** One more subscriber. @returns called once, it is one fewer */
  open(uri: string): () => void {
    const known = this.#watched.get(uri)
    if (known) known.readers++
    else this.#start(uri)
    let isOpen = true
    return () => {
      if (isOpen) this.#leave(uri)
      isOpen = false
    }
  }

  close(): void {
    for (const { stop } of this.#watched.values()) stop.abort()
    this.#watched.clear()
    this.#listeners.clear()
  }

  #start(uri: string): void {
    const stop = new AbortController()
    this.#watched.set(uri, { readers: 1, stop })
    const found = findResource(uri)
    if (!found?.resource.watch) return
    const changed = () => {
      if (!stop.signal.aborted) for (const tell of this.#listeners) tell(uri)
    }
    const watching = Promise.resolve().then(() => found.resource.watch!(this.#callFor(stop.signal), found.variables, changed))
    watching.catch((thrown) => {
      if (!stop.signal.aborted) this.#log.warn('resource watch ended', { uri, message: String((thrown as Error).message) })
    })
  }

  #leave(uri: string): void {
    const watch = this.#watched.get(uri)
    if (!watch || --watch.readers > 0) return
    watch.stop.abort()
    this.#watched.delete(uri)
  }
}
