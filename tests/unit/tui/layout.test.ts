import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasRoom, layout, type PaneRect } from '../../../src/tui/layout.ts'
import type { Pane } from '../../../src/tui/state.ts'

/** The arrangement as text: each pane's digit where it is, blanks between panes and in the lines of status and keys. Every fourth column, every second row. */
function picture(columns: number, rows: number, focus: Pane = 1, zoomed = false): string {
  const grid = Array.from({ length: rows }, () => new Array<string>(columns).fill(' '))
  for (const { x, y, width, height, pane } of layout({ columns, rows }, { focus, zoomed })) {
    for (let row = y; row < y + height; row++) grid[row].fill(String(pane), x, x + width)
  }
  return grid
    .filter((_, i) => i % 2 === 1)
    .map((row) => row.filter((_, i) => i % 4 === 0).join(''))
    .join('\n')
}

describe('layout', () => {
  it('has all five panes from 120x36 on', () => {
    expect(`\n${picture(120, 36)}\n`).toMatchInlineSnapshot(`
      "
      111111111112222222222222222222
      111111111112222222222222222222
      111111111112222222222222222222
      111111111112222222222222222222
      111111111112222222222222222222
      111111111112222222222222222222
      111111111112222222222222222222
      111111111112222222222222222222
      111111111112222222222222222222
      111111111112222222222222222222
      444444444442222222222222222222
      444444444443333333333 55555555
      444444444443333333333 55555555
      444444444443333333333 55555555
      444444444443333333333 55555555
      444444444443333333333 55555555
      444444444443333333333 55555555
                                    
      "
    `)
  })

  it('has two columns from 80x24 on, positions and signals one over the other where there is height', () => {
    expect(`\n${picture(100, 30)}\n`).toMatchInlineSnapshot(`
      "
      1111111112222222222222222
      1111111112222222222222222
      1111111112222222222222222
      1111111112222222222222222
      1111111112222222222222222
      1111111112222222222222222
      1111111112222222222222222
      1111111112222222222222222
      4444444443333333333333333
      4444444443333333333333333
      4444444443333333333333333
      4444444445555555555555555
      4444444445555555555555555
      4444444445555555555555555
                               
      "
    `)
  })

  it('shows positions or signals at 80x24, whichever was wanted last', () => {
    expect(`\n${picture(80, 24, 2)}\n`).toMatchInlineSnapshot(`
      "
      11111111222222222222
      11111111222222222222
      11111111222222222222
      11111111222222222222
      11111111222222222222
      11111111222222222222
      44444444222222222222
      44444444333333333333
      44444444333333333333
      44444444333333333333
      44444444333333333333
                          
      "
    `)
    expect(`\n${picture(80, 24, 5)}\n`).toMatchInlineSnapshot(`
      "
      11111111222222222222
      11111111222222222222
      11111111222222222222
      11111111222222222222
      11111111222222222222
      11111111222222222222
      44444444222222222222
      44444444555555555555
      44444444555555555555
      44444444555555555555
      44444444555555555555
                          
      "
    `)
  })

  it('has the focused pane alone below 80x24, and when it is zoomed', () => {
    expect(`\n${picture(60, 16, 4)}\n`).toMatchInlineSnapshot(`
      "
      444444444444444
      444444444444444
      444444444444444
      444444444444444
      444444444444444
      444444444444444
      444444444444444
                     
      "
    `)
    expect(layout({ columns: 200, rows: 60 }, { focus: 3, zoomed: true }).map((one) => one.pane)).toEqual([3])
  })

  it('uses a large terminal: three columns', () => {
    expect(`\n${picture(200, 60)}\n`).toMatchInlineSnapshot(`
      "
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      11111111111111111112222222222222222222222444444444
      55555555555555555552222222222222222222222444444444
      55555555555555555552222222222222222222222444444444
      55555555555555555552222222222222222222222444444444
      55555555555555555553333333333333333333333444444444
      55555555555555555553333333333333333333333444444444
      55555555555555555553333333333333333333333444444444
      55555555555555555553333333333333333333333444444444
      55555555555555555553333333333333333333333444444444
      55555555555555555553333333333333333333333444444444
      55555555555555555553333333333333333333333444444444
      55555555555555555553333333333333333333333444444444
                                                        
      "
    `)
  })

  it('gives what a short watchlist does not need to the pane below it', () => {
    const heights = (watched?: number) =>
      layout({ columns: 200, rows: 60 }, { focus: 1, zoomed: false }, watched)
        .filter((one) => one.x === 0)
        .map((one) => [one.pane, one.height])
    expect(heights()).toEqual([
      [1, 35],
      [5, 23],
    ])
    expect(heights(12)).toEqual([
      [1, 16],
      [5, 42],
    ])
    expect(heights(0)).toEqual([
      [1, 10],
      [5, 48],
    ])
  })

  it('has no room below 60x16', () => {
    expect(hasRoom({ columns: 60, rows: 16 })).toBe(true)
    expect(layout({ columns: 59, rows: 16 }, { focus: 1, zoomed: false })).toEqual([])
    expect(layout({ columns: 60, rows: 15 }, { focus: 1, zoomed: true })).toEqual([])
  })

  it('never lets panes overlap or leave the screen, and always shows the focused one', () => {
    const sizes = fc.record({ columns: fc.integer({ min: 60, max: 300 }), rows: fc.integer({ min: 16, max: 120 }) })
    fc.assert(
      fc.property(sizes, fc.constantFrom<Pane>(1, 2, 3, 4, 5), fc.boolean(), fc.nat(600), (size, focus, zoomed, watched) => {
        const panes = layout(size, { focus, zoomed }, watched)
        expect(panes.some((one) => one.pane === focus)).toBe(true)
        for (const one of panes) {
          expect(one.x >= 0 && one.x + one.width <= size.columns && one.y >= 1 && one.y + one.height <= size.rows - 1).toBe(true)
          expect(one.height).toBeGreaterThanOrEqual(3)
          for (const other of panes) if (other !== one) expect(overlap(one, other)).toBe(false)
        }
      }),
    )
  })
})

function overlap(a: PaneRect, b: PaneRect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}
