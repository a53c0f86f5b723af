import { number } from './format.ts'
import type { Terminal } from './view.ts'

export interface HeatMapOutput {
  across: string
  down: string
  acrossValues: (number | string | boolean)[]
  downValues: (number | string | boolean)[]
  cells: (number | null)[][]
}

const SHADES = ' ░▒▓█'

/** Widest map that is drawn without its figures: a cell is two columns then. */
const CELL = 2

/**
 * An objective by two parameters: figures with a shade each (darkest = best) where they fit the width, shades alone where they do not; ''
 * where not even those fit. The best cell has a star.
 */
export function heatMapText(map: HeatMapOutput, direction: 'higher' | 'lower', terminal: Terminal): string {
  const known = map.cells.flat().filter((value) => value !== null)
  if (known.length === 0) return ''
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const best = direction === 'higher' ? high : low
  const shade = (value: number) => {
    const share = high === low ? 1 : (value - low) / (high - low)
    return SHADES[Math.min(4, Math.floor((direction === 'higher' ? share : 1 - share) * 5))]
  }
  const side = Math.max(...map.downValues.map((value) => String(value).length))
  const figures = map.cells.map((row) => row.map((value) => (value === null ? '' : number(value))))
  const widths = map.acrossValues.map((value, i) => Math.max(String(value).length, ...figures.map((row) => row[i].length)) + 2)
  const room = terminal.width - side - 2
  const wide = widths.reduce((sum, width) => sum + width + 1, 0) <= room
  if (!wide && map.acrossValues.length * CELL > room) return ''
  const title = terminal.paint.bold(`${map.across} across, ${map.down} down`)
  const rows = map.cells.map((row, r) => {
    const cells = row.map((value, c) => {
      const mark = value === null ? ' ' : value === best ? '*' : shade(value)
      return wide ? `${figures[r][c].padStart(widths[c])}${mark}` : mark === '*' ? '**' : mark.repeat(CELL)
    })
    return `${String(map.downValues[r]).padStart(side)} ${cells.join('')}`.trimEnd()
  })
  const head = wide ? [heads(map, widths, side)] : []
  const key = wide
    ? ''
    : `\n${ends(map)}; shades from ${number(direction === 'higher' ? low : high)} (blank) to ${number(best)} (**)`
  return `${title}\n${[...head, ...rows].join('\n')}${key}`
}

function heads({ acrossValues }: HeatMapOutput, widths: number[], side: number): string {
  return `${' '.repeat(side + 1)}${acrossValues.map((value, i) => `${String(value).padStart(widths[i])} `).join('')}`.trimEnd()
}

function ends({ across, acrossValues }: HeatMapOutput): string {
  return `${across} from ${acrossValues[0]} to ${acrossValues[acrossValues.length - 1]}`
}
