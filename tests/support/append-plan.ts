import type { AppendResult, Store } from '../../src/ports/store.ts'
import { seeded } from './kill.ts'
import { barsOf, MINUTE, OPEN, printsOf } from './store-rows.ts'

/** One append of the kill suites: slots of time, as bars or as prints, or trials of a study. Slots of one kind never repeat across batches. */
export interface PlannedBatch {
  kind: 'bars' | 'prints' | 'trials'
  slots: number[]
}

/** A plan of appends in the sizes and orders that imports and live series make: single newest rows, long runs, late rows in between. */
export function appendPlan(seed: number, batches: number): PlannedBatch[] {
  const random = seeded(seed)
  const next = { bars: 0, prints: 0, trials: 0 }
  const held: PlannedBatch[] = []
  const plan: PlannedBatch[] = []
  for (let i = 0; i < batches; i++) {
    const which = random()
    const kind = which < 0.6 ? 'bars' : which < 0.85 ? 'prints' : 'trials'
    const count =
      kind === 'trials'
        ? 1 + Math.floor(random() * 40)
        : random() < 0.5
          ? 1
          : random() < 0.7
            ? 50 + Math.floor(random() * 400)
            : 3000 + Math.floor(random() * 3000)
    const batch = { kind, slots: Array.from({ length: count }, (_, k) => next[kind] + k) } as const
    next[kind] += count
    // One batch in five comes late, between rows that are stored by then.
    if (random() < 0.2) held.push(batch)
    else plan.push(batch)
    if (held.length > 0 && random() < 0.3) plan.push(held.shift()!)
  }
  return [...plan, ...held]
}

/** Runs one batch against a store; the rows of a slot are always the same. */
export function appendBatch(store: Store, { kind, slots }: PlannedBatch): AppendResult {
  if (kind === 'bars') return store.bars.append(barsOf(slots.map((slot) => ({ time: OPEN + slot * MINUTE, close: 1 + slot }))))
  if (kind === 'trials') return addTrials(store, slots)
  const { prints, occurrence } = printsOf(slots.map((slot) => ({ time: OPEN + (slot >> 1), price: 1 + (slot % 2), size: slot })))
  return store.tape.appendPrints(prints, occurrence)
}

function addTrials(store: Store, slots: number[]): AppendResult {
  const held = () => store.studies.list(1)[0]?.trials
  if (held() === undefined) store.studies.open('study', {}, 0)
  const before = held() ?? 0
  const trials = slots.map((slot) => ({
    stretch: 'all',
    key: `${slot}`,
    params: { slot },
    body: slot,
    dailyReturns: Float64Array.of(slot),
  }))
  store.studies.add('study', trials)
  const stored = (held() ?? 0) - before
  return { stored, duplicates: slots.length - stored, conflicts: [] }
}

/** Slots that a store holds, ascending; throws where a row is not what its slot says. */
export function storedSlots(store: Store, kind: PlannedBatch['kind']): number[] {
  if (kind === 'bars') {
    const bars = store.bars.load({ symbol: 'TEST', timeframe: '1m', source: 'import' })
    return Array.from({ length: bars?.length ?? 0 }, (_, i) => slotOf((bars!.time[i] - OPEN) / MINUTE, bars!.close[i] - 1))
  }
  if (kind === 'trials') {
    const { trials } = store.studies.open('study', {}, 0)
    return trials.map((trial) => slotOf(Number(trial.key), trial.dailyReturns![0])).sort((a, b) => a - b)
  }
  const prints = store.tape.loadPrints('TEST', 'import')
  const slots = Array.from({ length: prints?.length ?? 0 }, (_, i) =>
    slotOf(prints!.size[i], 2 * (prints!.time[i] - OPEN) + prints!.price[i] - 1),
  )
  return slots.sort((a, b) => a - b)
}

function slotOf(one: number, other: number): number {
  if (one !== other) throw new Error(`a row says slot ${one} and slot ${other}`)
  return one
}
