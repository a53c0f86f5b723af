import type { Terminal } from './view.ts'

const LEVELS = '▁▂▃▄▅▆▇█'

/**
 * Values as one line of bars, lowest to highest, at most `width` columns (and no more than there are values): each column shows the last
 * value of its share. A line without variation stands half-way; what is no number leaves a gap.
 */
export function sparkline(values: readonly number[], width: number): string {
  const columns = Math.min(Math.max(1, Math.floor(width)), values.length)
  const shown = Array.from({ length: columns }, (_, i) => values[Math.ceil(((i + 1) * values.length) / columns) - 1])
  const known = shown.filter(Number.isFinite)
  const [low, high] = [Math.min(...known), Math.max(...known)]
  return shown.map((value) => (Number.isFinite(value) ? LEVELS[level(value, low, high)] : ' ')).join('')
}

function level(value: number, low: number, high: number): number {
  if (high === low) return 3
  return Math.min(LEVELS.length - 1, Math.floor(((value - low) / (high - low)) * LEVELS.length))
}

/** A sparkline with its first and last value beside it, as wide as the terminal allows; '' for no values. */
export function labelledSparkline(values: readonly number[], terminal: Terminal, label: (value: number) => string): string {
  if (values.length === 0) return ''
  const [first, last] = [label(values[0]), label(values[values.length - 1])]
  const width = Math.max(8, Math.min(terminal.width, 120) - first.length - last.length - 2)
  const { paint } = terminal
  const line = sparkline(values, width)
  const painted = values[values.length - 1] < values[0] ? paint.red(line) : paint.green(line)
  return `${paint.dim(first)} ${painted} ${last}`
}
