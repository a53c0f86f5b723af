import type { Trainer, TrainingJob, Weights, WindowRange } from '../../ports/trainer.ts'
import { type NetworkPlan, networkScale } from '../forecast/networks.ts'
import type { SeriesWalk } from '../forecast/walk.ts'

/** Ensembles that were trained before, by what they were trained of. */
export interface TrainedCache {
  read(key: string): Promise<Weights[] | null>
  write(key: string, weights: readonly Weights[]): Promise<void>
}

export interface TrainTools {
  trainer: Trainer
  cache: TrainedCache
  hash(...parts: (string | Uint8Array)[]): string
  /** Names the text of a custom network's file; null for the others. */
  fileHash: string | null
  signal: AbortSignal
  progress(done: number, total: number): void
}

/** Raised where the same training would give other weights. */
const VERSION = 1

/**
 * Takes the ensemble through the training dates, from one to the next as `walkNetworks` does, and puts what it says of every row beside the other
 * experts. What was trained before of the same bars is read, not trained.
 */
export async function trainThrough(walks: readonly SeriesWalk[], plan: NetworkPlan, tools: TrainTools): Promise<void> {
  const { horizon } = plan.spec
  for (const walk of walks) walk.told.network = new Float64Array(walk.origins.length * horizon)
  const groups = plan.perSeries ? walks.map((walk) => [walk]) : [walks]
  const works = groups.map((group) => new Ensemble(group, plan, tools))
  const found = await Promise.all(works.map((one) => one.lookUp()))
  const total = found.reduce((sum, steps) => sum + steps, 0)
  let before = 0
  for (const [i, one] of works.entries()) {
    await one.run((done) => tools.progress(before + done, total))
    before += found[i]
  }
}

/** One ensemble over a group of series. */
class Ensemble {
  readonly #walks: readonly SeriesWalk[]
  readonly #plan: NetworkPlan
  readonly #tools: TrainTools
  readonly #data: Parameters<Trainer['run']>[0]
  readonly #keys: string[] = []
  readonly #kept: (Weights[] | null)[] = []
  /** Steps of each date; 0 where nothing can be learnt yet. */
  readonly #steps: number[]

  constructor(walks: readonly SeriesWalk[], plan: NetworkPlan, tools: TrainTools) {
    this.#walks = walks
    this.#plan = plan
    this.#tools = tools
    const scales = walks.map(({ scale }) => networkScale(scale, plan.spec.horizon))
    this.#data = { columns: walks.map(({ z }) => z), scales, anchor: 'last' }
    let begun = false
    this.#steps = walks[0].stretches.map((_, k) => {
      const steps = this.#learns(k).length === 0 ? 0 : begun ? plan.nextSteps : plan.firstSteps
      begun ||= steps > 0
      return steps
    })
  }

  /** Reads what is kept; answers the steps that must be taken, of all networks. */
  async lookUp(): Promise<number> {
    let missing = 0
    for (const [k, steps] of this.#steps.entries()) {
      this.#keys.push(this.#keyOf(k))
      const kept = steps === 0 ? null : await this.#tools.cache.read(this.#keys[k])
      this.#kept.push(kept?.length === this.#plan.seeds.length ? kept : null)
      if (this.#kept[k] === null) missing += steps * this.#plan.seeds.length
    }
    return missing
  }

  async run(progress: (done: number) => void): Promise<void> {
    let weights: Weights[] | null = null
    let done = 0
    for (const [k, steps] of this.#steps.entries()) {
      if (steps === 0) continue
      const kept = this.#kept[k]
      if (kept === null) {
        weights = await this.#train(k, weights, (now) => progress(done + now))
        done += steps * this.#plan.seeds.length
        progress(done)
        await this.#tools.cache.write(this.#keys[k], weights)
        this.#kept[k] = weights
      } else weights = kept
    }
    await this.#speak()
  }

  async #train(k: number, start: Weights[] | null, progress: (steps: number) => void): Promise<Weights[]> {
    const { seeds, spec, learning } = this.#plan
    // Empty stages before it: the draws of a date are its own, whether or not the ones before were taken in this process.
    const before = Array.from({ length: k }, () => ({ train: [], validate: [], steps: 0, predict: [] }))
    const stage = { train: this.#learns(k), validate: [], steps: this.#steps[k], predict: [] }
    const jobs = seeds.map(
      (seed, m): TrainingJob => ({ spec, seed, learning, start: start?.[m] ?? null, stages: [...before, stage] }),
    )
    const results = await this.#tools.trainer.run(this.#data, jobs, { signal: this.#tools.signal, progress })
    return results.map((one) => one.weights)
  }

  /** Every row of every date, by that date's networks: the mean of what they say. */
  async #speak(): Promise<void> {
    const { seeds, spec, learning } = this.#plan
    const dates = [...this.#steps.keys()].filter((k) => this.#kept[k] !== null && this.#asked(k).length > 0)
    const jobs = dates.flatMap((k) =>
      seeds.map((seed, m): TrainingJob => {
        const stages = [{ train: [], validate: [], steps: 0, predict: this.#asked(k) }]
        return { spec, seed, learning, start: this.#kept[k]![m], stages }
      }),
    )
    if (jobs.length === 0) return
    const results = await this.#tools.trainer.run(this.#data, jobs, { signal: this.#tools.signal, progress: () => {} })
    for (const [d, k] of dates.entries()) {
      const members = results.slice(d * seeds.length, (d + 1) * seeds.length)
      for (const { stages } of members) this.#add(k, stages[0].predictions, 1 / seeds.length)
    }
  }

  #add(k: number, predictions: Float32Array, share: number): void {
    const { horizon } = this.#plan.spec
    let row = 0
    for (const [series, walk] of this.#walks.entries()) {
      const { from, to } = walk.stretches[k]
      if (to <= from) continue
      const first = walk.stretch.indexOf(k)
      for (let i = first; i < first + to - from; i++, row++) {
        const wide = this.#data.scales[series]![walk.origins[i]] * share
        for (let h = 0; h < horizon; h++) walk.told.network![i * horizon + h] += predictions[row * horizon + h] * wide
      }
    }
  }

  /** Windows whose whole future had closed by the date. */
  #learns(k: number): WindowRange[] {
    const { input, horizon } = this.#plan.spec
    return this.#walks.flatMap(({ stretches }, series) => {
      const to = stretches[k].known - horizon
      return to > input - 1 ? [{ series, from: input - 1, to, step: 1 }] : []
    })
  }

  #asked(k: number): WindowRange[] {
    return this.#walks.flatMap(({ stretches }, series) => {
      const { from, to, step } = stretches[k]
      return to > from ? [{ series, from, to, step }] : []
    })
  }

  /** Names everything that decides the weights of a date: what was learnt before it among them. */
  #keyOf(k: number): string {
    const { hash, fileHash, trainer } = this.#tools
    const { spec, learning, seeds } = this.#plan
    const { backend } = trainer
    const about = [VERSION, { ...spec, file: null }, fileHash, learning, seeds, this.#steps[k], k, backend.name, backend.library]
    const rows = this.#walks.map(({ z, stretches }) => bytesOf(z, stretches[k].known))
    return hash(JSON.stringify(about), this.#keys[k - 1] ?? '', ...rows.flatMap((one) => [`${one.length} `, one]))
  }
}

function bytesOf(z: Float64Array, rows: number): Uint8Array {
  return new Uint8Array(z.buffer, z.byteOffset, rows * 8)
}
