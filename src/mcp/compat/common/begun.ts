import { LRUCache } from 'lru-cache'
import { asOpenbellError } from '../../../core/errors.ts'
import type { JobStatus } from '../../jobs/jobs.ts'
import type { ServerState } from '../../state.ts'
import type { JsonObject, ToolCall } from '../../tool.ts'
import { listenerOf } from '../../tools/long.ts'

/** Who asks again later than that asks anew. */
const FRESH_MS = 600_000
const MOST = 100

const handlesOf = new WeakMap<ServerState, LRUCache<string, string>>()

function handles(server: ServerState): LRUCache<string, string> {
  const known = handlesOf.get(server)
  if (known) return known
  const made = new LRUCache<string, string>({ max: MOST, ttl: FRESH_MS })
  handlesOf.set(server, made)
  return made
}

/** Clients of other servers know no handles: who asks the same again goes on waiting for what was begun. */
export class Begun {
  readonly #call: ToolCall
  readonly #question: string

  constructor(call: ToolCall, operation: string, input: JsonObject) {
    this.#call = call
    this.#question = JSON.stringify([operation, input])
  }

  /** The value, or how far it is; null when it was never begun, or canceled. @throws OpenbellError the job's own, told once */
  async outcome(ms: number): Promise<{ value: JsonObject } | { job: JobStatus } | null> {
    const { server, context } = this.#call
    const id = handles(server).get(this.#question)
    if (id === undefined) return null
    const job = await server.jobs.settled(id, { ms, signal: context.signal, ...listenerOf(this.#call) }).catch(nullIfUnknown)
    if (job === null) return null
    if (job.state === 'waiting' || job.state === 'running') return { job }
    handles(server).delete(this.#question)
    if (job.state === 'canceled') return null
    const { value, warnings } = server.jobs.result(id)
    for (const warning of warnings) context.progress.warn(warning)
    return { value: value as JsonObject }
  }

  /** It goes on under this handle. */
  keep(id: string): void {
    handles(this.#call.server).set(this.#question, id)
  }
}

/** Newer jobs took its place. */
function nullIfUnknown(thrown: unknown): null {
  if (asOpenbellError(thrown).kind === 'not-found') return null
  throw thrown
}
