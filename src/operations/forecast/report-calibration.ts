import { type Html, html } from '../report/html/html.ts'
import type { Section } from '../report/html/section.ts'
import type { ForecastResult } from './output.ts'
import { levelWords, share } from './words.ts'

const SIZE = 300
const LEFT = 46
const FOOT = 34
/** Standard errors either way that chance alone explains nineteen times of twenty. */
const CHANCE = 1.96

interface Held {
  symbol: string
  level: number
  achieved: number
  effective: number
}

/** What the bands promised against what they held; null where nothing could be judged. */
export function calibrationSection(results: readonly ForecastResult[]): Section | null {
  const held = results.flatMap(({ symbol, evaluation }) =>
    evaluation.coverage.flatMap(({ level, achieved }): Held[] =>
      achieved === null ? [] : [{ symbol, level, achieved, effective: evaluation.effectiveWindows }],
    ),
  )
  if (held.length === 0) return null
  return {
    id: 'calibration',
    title: 'Calibration: promised and held',
    body: html`<p class="note">A dot a symbol and band: across what it promised, up what it held at past origins. On the broken line both are the same.
The shade says how far off chance alone may bring a true band, with as many forecasts as are apart.</p>${drawing(held)}`,
  }
}

function drawing(held: Held[]): Html {
  const from = Math.max(0, Math.floor((Math.min(...held.flatMap((one) => [one.level, one.achieved])) - 0.06) * 10) / 10)
  const x = (value: number) => (LEFT + ((value - from) / (1 - from)) * (SIZE - 10)).toFixed(1)
  const y = (value: number) => (8 + ((1 - value) / (1 - from)) * (SIZE - 10)).toFixed(1)
  const ticks = Array.from({ length: Math.round((1 - from) * 10) + 1 }, (_, i) => from + i / 10)
  const grid = ticks.map(
    (
      at,
    ) => html`<line x1="${x(at)}" x2="${x(at)}" y1="${y(1)}" y2="${y(from)}"/><line x1="${x(from)}" x2="${x(1)}" y1="${y(at)}" y2="${y(at)}"/>
<text x="${x(at)}" y="${SIZE + 14}" text-anchor="middle">${share(at, 0)}</text><text x="${LEFT - 6}" y="${y(at)}" dy="4" text-anchor="end">${share(at, 0)}</text>`,
  )
  const chance = [...new Set(held.map((one) => one.level))].map((level) => {
    const effective = Math.max(1, median(held.filter((one) => one.level === level).map((one) => one.effective)))
    const off = CHANCE * Math.sqrt((level * (1 - level)) / effective)
    return html`<line class="chance" x1="${x(level)}" x2="${x(level)}" y1="${y(Math.min(1, level + off))}" y2="${y(Math.max(from, level - off))}"/>`
  })
  const dots = held.map(
    ({ symbol, level, achieved }) =>
      html`<circle cx="${x(level)}" cy="${y(achieved)}" r="3.5"><title>${symbol}: ${levelWords(level)} band held ${share(achieved)}</title></circle>`,
  )
  return html`<svg class="calibration" viewBox="0 0 ${SIZE + LEFT + 8} ${SIZE + FOOT}" role="img" aria-label="${words(held)}">
${grid}<line class="exact" x1="${x(from)}" y1="${y(from)}" x2="${x(1)}" y2="${y(1)}"/>${chance}${dots}
<text x="${LEFT + SIZE / 2}" y="${SIZE + 29}" text-anchor="middle">promised</text><text x="4" y="${SIZE / 2}" transform="rotate(-90 10 ${SIZE / 2})" text-anchor="middle">held</text></svg>`
}

function words(held: Held[]): string {
  const levels = [...new Set(held.map((one) => one.level))].sort((a, b) => a - b)
  return levels
    .map((level) => {
      const of = held.filter((one) => one.level === level).map((one) => one.achieved)
      return `the ${levelWords(level)} band held ${share(Math.min(...of))} to ${share(Math.max(...of))}`
    })
    .join(', ')
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1]
}
