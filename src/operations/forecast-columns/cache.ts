import type { TrainedCache } from '../../engine/forecast-columns/trained.ts'
import type { Models } from '../../ports/models.ts'
import type { Weights } from '../../ports/trainer.ts'
import { type Context, OpenbellError, z } from '../operation.ts'

/** Kept on disk at most; beyond that the oldest go. */
const MOST_BYTES = 512 * 1024 * 1024

const headSchema = z.strictObject({
  kind: z.literal('trained'),
  /** When it was trained, epoch milliseconds. */
  made: z.number(),
  tensors: z.array(z.strictObject({ name: z.string(), shape: z.array(z.number()) })),
  members: z.int(),
})

/** What was trained for a date, in the home folder's cache of models: a second run of the same data trains nothing. */
export class DiskCache implements TrainedCache {
  readonly #context: Context
  readonly #models: Models
  /** Of this process: a look-ahead check asks for the same dates again and again. */
  readonly #here = new Map<string, Weights[]>()
  #written = 0
  #lost: string | null = null

  constructor(context: Context, models: Models) {
    this.#context = context
    this.#models = models
  }

  /** Ensembles that were trained because none was kept. */
  get written(): number {
    return this.#written
  }

  async read(key: string): Promise<Weights[] | null> {
    const here = this.#here.get(key)
    if (here) return here
    const kept = await this.#fromDisk(key)
    if (kept) this.#here.set(key, kept)
    return kept
  }

  async write(key: string, weights: readonly Weights[]): Promise<void> {
    this.#written++
    this.#here.set(key, [...weights])
    if (this.#context.dryRun || this.#lost !== null) return
    const { tensors } = weights[0]
    const head = { kind: 'trained', made: this.#context.clock.now(), tensors, members: weights.length }
    const arrays = Object.fromEntries(weights.map(({ values }, m) => [`member-${m}`, values]))
    try {
      await this.#models.write(key, { head: JSON.parse(JSON.stringify(head)), arrays })
    } catch (thrown) {
      this.#lost = (thrown as Error).message
      this.#context.progress.warn(`what was trained is not kept for the next run: ${this.#lost}`)
    }
  }

  /** Lets go of the oldest beyond the room there is. */
  async trim(most = MOST_BYTES): Promise<void> {
    if (this.#written === 0 || this.#context.dryRun || this.#lost !== null) return
    const all = await this.#models.list()
    const aged = all.map((one) => ({ ...one, made: madeOf(one.head) })).sort((a, b) => a.made - b.made)
    let bytes = aged.reduce((sum, one) => sum + one.bytes, 0)
    for (const one of aged) {
      if (bytes <= most) break
      await this.#models.remove(one.name)
      bytes -= one.bytes
    }
  }

  /** A file that is torn or of another version is as none: it is written anew. */
  async #fromDisk(key: string): Promise<Weights[] | null> {
    try {
      const { head, arrays } = await this.#models.read(key)
      const { tensors, members } = headSchema.parse(head)
      const values = Array.from({ length: members }, (_, m) => arrays[`member-${m}`])
      return values.every(Boolean) ? values.map((one) => ({ tensors, values: one })) : null
    } catch (thrown) {
      if (thrown instanceof z.ZodError) return null
      if (thrown instanceof OpenbellError && (thrown.kind === 'not-found' || thrown.kind === 'config')) return null
      throw thrown
    }
  }
}

function madeOf(head: Record<string, unknown> | null): number {
  return typeof head?.made === 'number' ? head.made : 0
}
