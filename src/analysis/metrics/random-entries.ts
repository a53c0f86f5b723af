import type { Random } from '../random.ts'

/** Rows that a stay takes from the others: one when it was over in its own bar. */
const taken = (stay: { bars: number }) => Math.max(1, stay.bars)

/**
 * Places stays of given lengths anew inside rows `[from, to)`, in drawn order with drawn gaps and without overlap. The gaps are the spacings of
 * a uniform sample (exponentials over their sum: L. Devroye, "Non-Uniform Random Variate Generation", 1986, chapter V), rounded
 * down together. Stays that do not fit one after the other (several at once in one symbol) are each placed on their own.
 */
export function placeAnew<Stay extends { bars: number }>(
  stays: readonly Stay[],
  from: number,
  to: number,
  random: Random,
  place: (row: number, stay: Stay) => void,
): void {
  const count = stays.length
  if (count === 0) return
  const free = stays.reduce((left, stay) => left - taken(stay), to - from)
  if (free < 0) {
    for (const stay of stays) place(from + random.below(Math.max(1, to - from - taken(stay) + 1)), stay)
    return
  }
  const order = shuffled(stays, random)
  const spacings = new Float64Array(count)
  let sum = -Math.log(random.uniform())
  for (let i = 0; i < count; i++) {
    spacings[i] = -Math.log(random.uniform())
    sum += spacings[i]
  }
  let row = from
  let gaps = 0
  for (let i = 0; i < count; i++) {
    gaps += spacings[i]
    place(row + Math.min(free, Math.floor((gaps / sum) * (free + 1))), order[i])
    row += taken(order[i])
  }
}

/** A drawn order of the same things (R. A. Fisher and F. Yates; R. Durstenfeld, Algorithm 235, 1964). */
function shuffled<T>(things: readonly T[], random: Random): T[] {
  const order = things.slice()
  for (let i = order.length - 1; i > 0; i--) {
    const other = random.below(i + 1)
    const held = order[i]
    order[i] = order[other]
    order[other] = held
  }
  return order
}
