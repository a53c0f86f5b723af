import { number } from './format.ts'
import { table } from './table.ts'
import type { Terminal } from './view.ts'

/** How symbols move together: a row and a column each; where the screen is narrow the last columns go first. */
export function correlationTable(
  { symbols, matrix }: { symbols: string[]; matrix: (number | null)[][] },
  terminal: Terminal,
): string {
  const columns = symbols.map((symbol, column) => ({
    title: symbol,
    align: 'right' as const,
    drop: column + 1,
    cell: (row: number) => number(matrix[row][column]),
  }))
  return table<number>([{ title: '', cell: (row) => symbols[row] }, ...columns], [...symbols.keys()], terminal)
}
