import { asOpenbellError, type ErrorReport, OpenbellError } from '../../core/errors.ts'
import type { HubClient } from '../../ports/hub.ts'
import type { Context } from '../context.ts'
import type { FromGuest, FromOwner, Question } from './protocol.ts'

/** An owner that does not answer within this time is busy or stopped: whoever asked does without. */
const ANSWER_MS = 3000
/** A vendor may take its time to confirm a symbol. */
const SUBSCRIBE_MS = 60_000

type Asked = { resolve(value: unknown): void; reject(fault: OpenbellError): void }

// biome-ignore lint/suspicious/noExplicitAny: the fields of each kind of question, without the id that is given here
type WithoutId<T> = T extends any ? Omit<T, 'id' | 'kind'> : never

export type Ask = WithoutId<Question>

/** A connection to a running session on which questions have answers. */
export class SessionLink {
  readonly owner: HubClient['owner']
  /** Why it ended; null while it stands. */
  over: string | null = null
  readonly ended: Promise<string>
  readonly #client: HubClient
  readonly #asked = new Map<number, Asked>()
  #next = 0
  #isAlive = false
  #listener: (message: FromOwner) => void = () => {}

  constructor(client: HubClient) {
    this.#client = client
    this.owner = client.owner
    client.idle(true)
    client.listen((message) => this.#take(message as FromOwner))
    this.ended = client.ended.then((reason) => {
      this.over = reason
      for (const { reject } of this.#asked.values()) reject(gone(client, reason))
      this.#asked.clear()
      return reason
    })
  }

  /** Everything that is no answer. One listener. */
  listen(listener: (message: FromOwner) => void): void {
    this.#listener = listener
  }

  want(want: Omit<Extract<FromGuest, { kind: 'want' }>, 'kind'>): void {
    if (this.over === null) this.#client.send({ kind: 'want', ...want })
  }

  /** @throws OpenbellError the owner's own; `unavailable` when it is gone or does not answer */
  async ask<T>(question: Ask, signal: AbortSignal): Promise<T> {
    if (this.over !== null) throw gone(this.#client, this.over)
    const id = this.#next++
    const answer = new Promise<unknown>((resolve, reject) => this.#asked.set(id, { resolve, reject }))
    const { pid } = this.owner
    const limit = question.what === 'subscribe' || question.what === 'unsubscribe' ? SUBSCRIBE_MS : ANSWER_MS
    const told = `the session of process ${pid} did not answer within ${limit / 1000} s`
    const silent = new OpenbellError('unavailable', told, 'openbell session')
    const timer = setTimeout(() => this.#asked.get(id)?.reject(silent), limit)
    const stop = () => this.#asked.get(id)?.reject(asOpenbellError(signal.reason))
    signal.addEventListener('abort', stop, { once: true })
    this.#client.idle(false)
    this.#client.send({ kind: 'ask', id, ...question })
    try {
      return (await answer) as T
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      this.#asked.delete(id)
      if (this.#asked.size === 0 && !this.#isAlive) this.#client.idle(true)
    }
  }

  /** Whether an open line alone keeps the process running. */
  keepAlive(alive: boolean): void {
    this.#isAlive = alive
    this.#client.idle(!alive)
  }

  close(): void {
    this.#client.close()
  }

  #take(message: FromOwner): void {
    if (message.kind === 'answer') this.#asked.get(message.id)?.resolve(message.value)
    else if (message.kind === 'fault') this.#asked.get(message.id)?.reject(faultOf(message.fault))
    else this.#listener(message)
  }
}

function faultOf({ kind, message, hint }: ErrorReport): OpenbellError {
  return new OpenbellError(kind, message, hint)
}

function gone({ owner }: HubClient, reason: string): OpenbellError {
  return new OpenbellError(
    'unavailable',
    `the session of process ${owner.pid} (${owner.holder}) is gone: ${reason}`,
    'openbell session',
  )
}

export type LinkParts = Pick<Context, 'hub' | 'pid' | 'caller'> & Partial<Pick<Context, 'store'>>

/**
 * Attaches to the session of a source, or to the newest of any (null as source). Null when none runs; never this process's own.
 * @throws OpenbellError config, unavailable: as the hub's `find`
 */
export async function openLink(parts: LinkParts, source: string | null, signal: AbortSignal): Promise<SessionLink | null> {
  const { hub, pid, caller } = parts
  const door = await hub()
  const places = door.places()
  for (const place of source === null ? places : places.filter((one) => one === source)) {
    const client = await door.find(place, { pid, what: caller }, signal).catch((thrown) => named(thrown, parts, place))
    if (client === null) continue
    if (client.owner.pid !== pid) return new SessionLink(client)
    client.close()
  }
  return null
}

/** One that does not answer cannot say who it is: its lease can. */
async function named(thrown: unknown, { store }: LinkParts, place: string): Promise<never> {
  const error = asOpenbellError(thrown)
  const lease = error.kind === 'unavailable' && store ? (await store()).leases.read(leaseOf(place)) : null
  if (lease === null) throw error
  const told = `process ${lease.pid} (${lease.holder}) runs a session here and does not answer: it is stopped or busy`
  throw new OpenbellError('unavailable', told, `try again, or end it: kill ${lease.pid}`, thrown)
}

/** Name of the lease on the stream of a source in a home. */
export function leaseOf(place: string): string {
  return `stream:${place}`
}
