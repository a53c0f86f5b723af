import { equalRows, type Frame, type FrameColumn, type Plan } from './frame.ts'

/** Decides which rows `[start, end)` of what comes in join the base; both ascend in time. */
export type Planner = (base: Frame, incoming: Frame, start: number, end: number) => Plan

function emptyPlan(capacity: number): Plan {
  return { takes: new Int32Array(capacity), length: 0, added: 0, duplicates: 0, conflicts: [] }
}

/** Bars and quotes: time is the key. An equal row is a duplicate, another row at a taken time a conflict; the first one stands. */
export const planByTime: Planner = (base, incoming, start, end) => {
  const plan = emptyPlan(base.length + end - start)
  let next = 0
  let newest = -1
  for (let row = start; row < end; row++) {
    const time = incoming.time[row]
    while (next < base.length && base.time[next] < time) plan.takes[plan.length++] = next++
    const inBase = next < base.length && base.time[next] === time
    const inBatch = !inBase && newest >= 0 && incoming.time[newest] === time
    if (!inBase && !inBatch) {
      plan.takes[plan.length++] = ~row
      newest = row
      plan.added++
    } else if (inBase ? equalRows(base, next, incoming, row) : equalRows(incoming, newest, incoming, row)) plan.duplicates++
    else plan.conflicts.push(row)
  }
  while (next < base.length) plan.takes[plan.length++] = next++
  return plan
}

const PRICE = 0
const SIZE = 1
const EXCHANGE = 2
const CONDITIONS = 3
const ID = 4

/**
 * Prints: several may share a stamp. A print with an id is the one with that id among those of its stamp and exchange (vendors number
 * prints per exchange and day, so a bare id is not unique); without an id row i joins when fewer than `occurrence[i]` equal prints are there.
 */
export function planPrints(occurrence: Uint32Array): Planner {
  return (base, incoming, start, end) => {
    const plan = emptyPlan(base.length + end - start)
    let next = 0
    let row = start
    while (row < end) {
      const time = incoming.time[row]
      let groupEnd = row + 1
      while (groupEnd < end && incoming.time[groupEnd] === time) groupEnd++
      while (next < base.length && base.time[next] < time) plan.takes[plan.length++] = next++
      const firstInBase = next
      while (next < base.length && base.time[next] === time) plan.takes[plan.length++] = next++
      if (groupEnd === row + 1 && firstInBase === next) {
        plan.takes[plan.length++] = ~row
        plan.added++
      } else
        joinStamp(plan, { frame: base, from: firstInBase, to: next }, { frame: incoming, from: row, to: groupEnd }, occurrence)
      row = groupEnd
    }
    while (next < base.length) plan.takes[plan.length++] = next++
    return plan
  }
}

/** Rows of one stamp. */
interface Stamp {
  frame: Frame
  from: number
  to: number
}

/** The prints of one stamp: those stored against those coming in. */
function joinStamp(plan: Plan, stored: Stamp, incoming: Stamp, occurrence: Uint32Array): void {
  const equal = new Map<string, number>()
  const byId = new Map<string, string>()
  const keep = (values: string, id: string | null) => {
    equal.set(values, (equal.get(values) ?? 0) + 1)
    if (id !== null) byId.set(id, values)
  }
  for (let row = stored.from; row < stored.to; row++) keep(valuesKey(stored.frame, row), idKey(stored.frame, row))
  for (let row = incoming.from; row < incoming.to; row++) {
    const values = valuesKey(incoming.frame, row)
    const id = idKey(incoming.frame, row)
    const named = id === null ? undefined : byId.get(id)
    if (named !== undefined && named !== values) plan.conflicts.push(row)
    else if (named !== undefined || (id === null && (equal.get(values) ?? 0) >= occurrence[row])) plan.duplicates++
    else {
      plan.takes[plan.length++] = ~row
      plan.added++
      keep(values, id)
    }
  }
}

const number = (column: FrameColumn, row: number) => (column as Float64Array)[row]

function valuesKey(frame: Frame, row: number): string {
  const { columns } = frame
  return `${number(columns[PRICE], row)} ${number(columns[SIZE], row)} ${number(columns[EXCHANGE], row)} ${number(columns[CONDITIONS], row)}`
}

function idKey(frame: Frame, row: number): string | null {
  const id = (frame.columns[ID] as string[] | null)?.[row]
  return id ? `${number(frame.columns[EXCHANGE], row)} ${id}` : null
}
