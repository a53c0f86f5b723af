import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import { type TableColumn, table } from '../../../../src/cli/views/table.ts'
import type { Terminal } from '../../../../src/cli/views/view.ts'

const terminal = (width: number, level: 0 | 1 = 0): Terminal => ({ width, paint: new Chalk({ level }), terminal: false })
interface Row {
  name: string
  size: number
}
const columns: TableColumn<Row>[] = [
  { title: 'name', cell: (row) => row.name },
  { title: 'note', drop: 1, cell: () => 'something long enough' },
  { title: 'size', align: 'right', cell: (row) => String(row.size) },
]

describe('a table', () => {
  it('is as wide as its widest cells, numbers right', () => {
    const rows = [
      { name: 'a', size: 12_345 },
      { name: 'abcdef', size: 7 },
    ]
    expect(table(columns, rows, terminal(80))).toBe(
      [
        'name    note                    size',
        'a       something long enough  12345',
        'abcdef  something long enough      7',
      ].join('\n'),
    )
  })

  it('drops what matters least when it is too wide, and says so', () => {
    const text = table(columns, [{ name: 'a', size: 1 }], terminal(20))
    expect(text).toBe(['name  size', 'a        1', '(1 column left out; widen the terminal or use --json)'].join('\n'))
  })

  it('cuts a long text before it drops a column, and drops it where even the cut one has no room', () => {
    const why = { title: 'why', drop: 1, least: 6, cell: () => 'a very long story indeed' }
    const [name, , size] = columns
    const rows = [{ name: 'a', size: 1 }]
    expect(table([name, why, size], rows, terminal(80))).toContain('a very long story indeed')
    expect(table([name, why, size], rows, terminal(24))).toBe('name  why           size\na     a very long…     1')
    expect(table([name, why, size], rows, terminal(18))).toBe('name  why     size\na     a ver…     1')
    expect(table([name, why, size], rows, terminal(15))).toContain('(1 column left out')
  })

  it('has all its rows in order and one width, however many they are', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => ({ name: `row ${i}`, size: i }))
    const lines = table(columns, rows, terminal(80)).split('\n')
    expect(lines).toHaveLength(20_001)
    expect(new Set(lines.map((line) => line.length)).size).toBe(1)
    expect(lines.slice(1).map((line) => Number(line.split(' ').at(-1)))).toEqual(rows.map((row) => row.size))
  })

  it('without rows is its heading', () => expect(table(columns, [], terminal(80))).toBe('name  note  size'))

  it('counts paint as nothing', () => {
    const { paint } = terminal(80, 1)
    const painted = [{ title: 'mark', cell: (row: Row) => paint.green(row.name) }, columns[2]]
    const text = table(painted, [{ name: '▲ up', size: 1 }], terminal(80, 1))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(text.replaceAll(/\u001b\[\d+m/g, '')).toBe(['mark  size', '▲ up     1'].join('\n'))
  })
})
