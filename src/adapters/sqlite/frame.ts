import type { ColumnSpec, Layout } from './layout.ts'

export type FrameColumn = Float64Array<ArrayBufferLike> | Uint16Array<ArrayBufferLike> | string[] | null

/** Rows as columns in a layout's order, ascending in time: what bars, prints and quotes have in common. */
export interface Frame {
  length: number
  time: Float64Array<ArrayBufferLike>
  columns: FrameColumn[]
}

/** Where each row of a merge comes from: `row >= 0` is a row of the base, `~row` a row of what comes in. */
export interface Plan {
  takes: Int32Array
  length: number
  added: number
  duplicates: number
  /** Rows of what comes in whose key is there with other values. */
  conflicts: number[]
}

export function emptyFrame(layout: Layout): Frame {
  return createFrame(layout, 0, (bytes) => new ArrayBuffer(bytes))
}

/** A frame of `length` rows over memory from `allocate`, with the layout's optional columns or without. */
export function createFrame(
  layout: Layout,
  length: number,
  allocate: (bytes: number) => ArrayBufferLike,
  withOptional = true,
): Frame {
  const columns = layout.columns.map((spec) => (spec.optional && !withOptional ? null : emptyColumn(spec, length, allocate)))
  return { length, time: new Float64Array(allocate(length * 8)), columns }
}

/** A column of missing values. */
export function emptyColumn(spec: ColumnSpec, length: number, allocate: (bytes: number) => ArrayBufferLike): FrameColumn {
  if (spec.type === 'text') return new Array<string>(length).fill('')
  if (spec.type === 'u16') return new Uint16Array(allocate(length * 2))
  const column = new Float64Array(allocate(length * 8))
  return spec.optional ? column.fill(Number.NaN) : column
}

/** Rows `[start, end)` of a frame; number columns share memory. */
export function sliceFrame(frame: Frame, start: number, end: number): Frame {
  return {
    length: end - start,
    time: frame.time.subarray(start, end),
    columns: frame.columns.map((column) => {
      if (column === null) return null
      return Array.isArray(column) ? column.slice(start, end) : column.subarray(start, end)
    }),
  }
}

/** Copies rows `[start, end)` of `from` into `into` at `offset`; an absent column leaves its missing values. */
export function copyRows(into: Frame, offset: number, from: Frame, start: number, end: number): void {
  into.time.set(from.time.subarray(start, end), offset)
  for (let c = 0; c < into.columns.length; c++) {
    const target = into.columns[c]
    const source = from.columns[c]
    if (target === null || source === null) continue
    if (Array.isArray(target)) for (let i = start; i < end; i++) target[offset + i - start] = (source as string[])[i]
    else target.set((source as Float64Array).subarray(start, end), offset)
  }
}

/** True when two rows agree in every column; NaN equals NaN. Their times are the caller's business. */
export function equalRows(a: Frame, i: number, b: Frame, j: number): boolean {
  for (let c = 0; c < a.columns.length; c++) {
    const one = valueAt(a.columns[c], i)
    const other = valueAt(b.columns[c], j)
    if (one !== other && !(Number.isNaN(one) && Number.isNaN(other))) return false
  }
  return true
}

/** A value as it compares: an absent column and a missing value are the same thing. */
function valueAt(column: FrameColumn, row: number): number | string {
  if (column === null) return Number.NaN
  const value = column[row]
  return value === '' ? Number.NaN : value
}

/** The rows that a plan takes, in its order. */
export function applyPlan(layout: Layout, base: Frame, incoming: Frame, plan: Plan): Frame {
  const takes = plan.takes.subarray(0, plan.length)
  const time = new Float64Array(plan.length)
  gather(time, takes, base.time, incoming.time)
  const columns = layout.columns.map((spec, c) => {
    const a = base.columns[c]
    const b = incoming.columns[c]
    if (a === null && b === null) return null
    const out = emptyColumn(spec, plan.length, (bytes) => new ArrayBuffer(bytes))
    gather(out as Float64Array, takes, a as Float64Array | null, b as Float64Array | null)
    return out
  })
  return { length: plan.length, time, columns }
}

function gather(out: Float64Array, takes: Int32Array, base: Float64Array | null, incoming: Float64Array | null): void {
  for (let k = 0; k < takes.length; k++) {
    const row = takes[k]
    if (row >= 0) {
      if (base) out[k] = base[row]
    } else if (incoming) out[k] = incoming[~row]
  }
}

/** The frame in time order (stable), and where each of its rows stood; `order` is null when it was sorted already. */
export function sortFrame(layout: Layout, frame: Frame): { frame: Frame; order: Int32Array | null } {
  if (isAscending(frame)) return { frame, order: null }
  const order = Int32Array.from({ length: frame.length }, (_, i) => i)
  order.sort((a, b) => frame.time[a] - frame.time[b] || a - b)
  const plan: Plan = { takes: order, length: frame.length, added: 0, duplicates: 0, conflicts: [] }
  return { frame: applyPlan(layout, frame, frame, plan), order }
}

function isAscending(frame: Frame): boolean {
  for (let i = 1; i < frame.length; i++) if (frame.time[i] < frame.time[i - 1]) return false
  return true
}

/** First row in `[0, length)` whose time is above `at`. */
export function upperBound(time: Float64Array<ArrayBufferLike>, length: number, at: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (time[middle] <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** True when a column holds no value: an optional one is absent then. */
export function isMissing(column: FrameColumn): boolean {
  if (column === null) return true
  for (let i = 0; i < column.length; i++) {
    const value = column[i]
    if (value !== '' && !Number.isNaN(value)) return false
  }
  return true
}
