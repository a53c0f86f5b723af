/** A column as analytics code gets it: numbers (NaN = not there), times in epoch milliseconds, or words ('' = not there). */
export interface FrameColumn {
  name: string
  type: 'number' | 'time' | 'text'
  values: Float64Array | string[]
}

/** What a frame knows of where its rows came from. */
export interface FrameSource {
  name: string
  timeframe: string | null
  source: string
  feed: string | null
}

/** The rows of a column with these numbers, in their order. */
export function gather(column: FrameColumn, rows: ArrayLike<number>): FrameColumn {
  const { name, type, values } = column
  if (typeof values[0] === 'string' || type === 'text') {
    const words: string[] = []
    for (let i = 0; i < rows.length; i++) words.push(values[rows[i]] as string)
    return { name, type, values: words }
  }
  const numbers = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) numbers[i] = values[rows[i]] as number
  return { name, type, values: numbers }
}

/** Row numbers of each distinct value, in the order in which the values first come. */
export function rowsByValue(column: FrameColumn): Map<string | number, number[]> {
  const groups = new Map<string | number, number[]>()
  for (let row = 0; row < column.values.length; row++) {
    const key = column.values[row]
    const rows = groups.get(key)
    if (rows) rows.push(row)
    else groups.set(key, [row])
  }
  return groups
}
