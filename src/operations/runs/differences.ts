/** A value that two runs may differ in; a list is written out as text. */
export type Plain = number | string | boolean | null

export interface Difference {
  name: string
  a: Plain
  b: Plain
  same: boolean
  /** b - a where both are numbers. */
  change: number | null
}

/** The named values of two objects side by side, in the order in which they first come; what one of them lacks is null. */
export function differences(a: unknown, b: unknown): Difference[] {
  const [left, right] = [flatten(a), flatten(b)]
  return [...new Set([...left.keys(), ...right.keys()])].map((name) => {
    const [one, other] = [left.get(name) ?? null, right.get(name) ?? null]
    const change = typeof one === 'number' && typeof other === 'number' ? other - one : null
    return { name, a: one, b: other, same: one === other, change: Number.isFinite(change) ? change : null }
  })
}

/** Leaves of an object by dotted name; lists of plain values become one text, other lists their length. */
function flatten(value: unknown, prefix = '', into = new Map<string, Plain>()): Map<string, Plain> {
  if (value === null || value === undefined) return into
  for (const [key, inner] of Object.entries(value)) {
    const name = prefix === '' ? key : `${prefix}.${key}`
    if (Array.isArray(inner)) into.set(name, listText(inner))
    else if (typeof inner === 'object' && inner !== null) flatten(inner, name, into)
    else if (inner !== undefined) into.set(name, inner as Plain)
  }
  return into
}

function listText(list: unknown[]): string {
  const plain = list.every((one) => typeof one !== 'object' || one === null)
  return plain ? list.join(' ') : list.map((one) => JSON.stringify(one)).join(' ')
}

/** How two lists of round trips meet: those of one symbol, side, entry and exit time are the same. */
export function sharedRoundTrips(a: unknown, b: unknown): { both: number; onlyA: number; onlyB: number } | null {
  if (!Array.isArray(a) || !Array.isArray(b)) return null
  const count = new Map<string, number>()
  for (const one of a) count.set(nameOf(one), (count.get(nameOf(one)) ?? 0) + 1)
  let both = 0
  for (const one of b) {
    const left = count.get(nameOf(one)) ?? 0
    if (left === 0) continue
    count.set(nameOf(one), left - 1)
    both++
  }
  return { both, onlyA: a.length - both, onlyB: b.length - both }
}

function nameOf(roundTrip: { symbol?: string; side?: string; entryTime?: string; exitTime?: string | null }): string {
  return JSON.stringify([roundTrip.symbol, roundTrip.side, roundTrip.entryTime, roundTrip.exitTime])
}
