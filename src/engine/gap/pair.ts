import type { ModelOrder, Pair, RealOrder } from './types.ts'

/**
 * Finds to each real order the model's order of the same wish: by the id of the intent, which both have; legs by the entry that they protect and
 * what they are; what closes at the end by symbol. What then still ends the same position on both sides is a pair of other decisions (a stop here, a
 * target there). Orders that did nothing on either side are no difference, and left out.
 */
export function pairOrders(real: readonly RealOrder[], model: readonly ModelOrder[]): Pair[] {
  const pairs: Pair[] = []
  let [left, rest] = [[...real], [...model]]
  const match = (realKey: (one: RealOrder) => string | null, modelKey: (one: ModelOrder) => string | null, isOther: boolean) => {
    const waiting = Map.groupBy(rest, (one) => modelKey(one) ?? '')
    waiting.delete('')
    const unmatched: RealOrder[] = []
    for (const one of left) {
      const key = realKey(one)
      const found = key === null ? undefined : waiting.get(key)?.shift()
      if (found === undefined) unmatched.push(one)
      else pairs.push({ real: one, model: found, isOther: isOther || differs(one, found) })
    }
    const taken = new Set(pairs.map(({ model }) => model))
    left = unmatched
    rest = rest.filter((one) => !taken.has(one))
  }
  const ending = ({ run, entry, symbol, purpose, filled }: RealOrder | ModelOrder) =>
    purpose === 'entry' || !filled || run === null ? null : `${run} ${symbol} ${entry}`
  const byKind = (one: RealOrder | ModelOrder) => (ending(one) === null ? null : `${ending(one)} ${one.purpose}`)
  match(byIntent, byIntent, false)
  match(byKind, byKind, false)
  match(byClose, byClose, false)
  match(ending, ending, true)
  const alone: Pair[] = [
    ...left.map((one) => ({ real: one, model: null, isOther: false })),
    ...rest.map((one) => ({ real: null, model: one, isOther: false })),
  ]
  return [...pairs, ...alone].filter((one) => one.real?.filled || one.model?.filled).sort((a, b) => timeOf(a) - timeOf(b))
}

function byIntent({ run, intentId }: RealOrder | ModelOrder): string | null {
  return run === null ? null : intentId
}

/** What closes a symbol at the end, whatever entry it ends. */
function byClose({ run, symbol, purpose }: RealOrder | ModelOrder): string | null {
  return run === null || purpose !== 'close' ? null : `${run} ${symbol}`
}

/** The strategy asked for another side, another price of its own, or on another bar. */
function differs(real: RealOrder, model: ModelOrder): boolean {
  if (real.side !== model.side) return true
  if (real.purpose === 'exit' && model.purpose === 'exit' && real.intentId !== model.intentId) return true
  if (real.purpose !== 'entry' && real.purpose !== 'exit') return false
  const isLimit = real.asked !== null && (model.limit === null || Math.abs(real.asked - model.limit) > HALF_STEP)
  return isLimit || (real.stop === null) !== (model.stop === null)
}

/** Prices are sent on steps of a cent or finer. */
const HALF_STEP = 0.005

/** When the first of the two was made. */
export function timeOf({ real, model }: Pair): number {
  return Math.min(real?.at ?? Number.POSITIVE_INFINITY, model?.at ?? Number.POSITIVE_INFINITY)
}
