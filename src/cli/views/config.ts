import { table } from './table.ts'
import type { View } from './view.ts'

interface Output {
  settings: { name: string; value: string | number | null; origin: string }[]
}

export const view: View<Output> = (output, terminal) =>
  table(
    [
      { title: 'setting', cell: (row) => row.name },
      { title: 'value', cell: (row) => (row.value === null ? '-' : String(row.value)) },
      { title: 'from', cell: (row) => row.origin },
    ],
    output.settings,
    terminal,
  )
