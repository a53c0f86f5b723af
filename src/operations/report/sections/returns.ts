import { type Bin, histogram } from '../data/histogram.ts'
import { dailyReturns, monthlyReturns } from '../data/monthly.ts'
import { type Html, html } from '../html/html.ts'
import type { Section } from '../html/section.ts'
import { percent, signedPercent } from '../html/words.ts'
import type { ReportInput } from '../input.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A month of so much has the full colour. */
const FULL_COLOUR = 0.1

/** Returns of every month and year; the colour follows the sign and grows to ten percent. */
export function monthlySection({ answer, columns }: ReportInput): Section {
  const years = monthlyReturns(columns.day, columns.dayEquity, answer.costs.cash)
  const body = html`<div class="scroll"><table class="months">
<caption>Return of each month, and of each year with its months compounded</caption>
<thead><tr><th scope="col" class="t">Year</th>${MONTHS.map((month) => html`<th scope="col" class="n">${month}</th>`)}<th scope="col" class="n">Year</th></tr></thead>
<tbody>${years.map(
    ({ year, months, total }) =>
      html`<tr><th scope="row">${year}</th>${months.map((value) => coloured(value))}${coloured(total)}</tr>\n`,
  )}</tbody></table></div>`
  return { id: 'months', title: 'Monthly returns', body }
}

function coloured(value: number | null): Html {
  if (value === null) return html`<td class="n"></td>`
  const strength = Math.round(Math.min(1, Math.abs(value) / FULL_COLOUR) * 10)
  const sign = value > 0 ? 'p' : 'm'
  return html`<td class="n ${strength === 0 ? '' : `${sign}${strength}`}">${signedPercent(value, 1)}</td>`
}

/** How often which daily return came. */
export function distributionSection({ answer, columns }: ReportInput): Section {
  const returns = dailyReturns(columns.dayEquity, answer.costs.cash)
  const moved = returns.filter((one) => one !== 0)
  const still = returns.length - moved.length
  const { var95, cvar95 } = answer.metrics
  const losses = html`<p>On one session in twenty the loss was ${percent(var95)} or more; on those sessions it was ${percent(cvar95)} on average.</p>`
  return {
    id: 'distribution',
    title: 'Distribution of daily returns',
    body: html`${bars(histogram(moved))}${still > 0 && html`<p class="note">Without ${still} of ${returns.length} sessions on which equity did not change.</p>`}${var95 !== null && losses}`,
  }
}

const WIDTH = 720
const HEIGHT = 220
const FOOT = 24

/** Bars as a drawing that needs no script, so that it prints and scales. */
function bars(bins: Bin[]): Html {
  const highest = Math.max(...bins.map((bin) => bin.count), 1)
  const step = WIDTH / Math.max(1, bins.length)
  const shapes = bins.map(({ from, to, count }, i) => {
    const height = (count / highest) * (HEIGHT - FOOT - 14)
    const kind = from < 0 ? 'loss' : 'gain'
    const place = html`x="${(i * step + 0.5).toFixed(1)}" y="${(HEIGHT - FOOT - height).toFixed(1)}" width="${Math.max(0.5, step - 1).toFixed(1)}"`
    return html`<rect class="${kind}" ${place} height="${height.toFixed(1)}"><title>${signedPercent(from)} to ${signedPercent(to)}: ${count} sessions</title></rect>`
  })
  const every = Math.max(1, Math.ceil(bins.length / 8))
  const labels = bins.map(
    ({ from }, i) =>
      i % every === 0 && html`<text x="${(i * step).toFixed(1)}" y="${HEIGHT - 6}">${signedPercent(from, 1)}</text>`,
  )
  const text = `${bins.length} bins of daily returns, the fullest with ${highest} sessions`
  return html`<svg class="histogram" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${text}">
<line x1="0" x2="${WIDTH}" y1="${HEIGHT - FOOT}" y2="${HEIGHT - FOOT}"/>${shapes}${labels}</svg>`
}
