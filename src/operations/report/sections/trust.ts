import { type Html, html } from '../html/html.ts'
import type { Section } from '../html/section.ts'
import { decimal, percent, signedPercent, stamp } from '../html/words.ts'
import type { ReportInput } from '../input.ts'
import { dataTable, list } from './table.ts'

type Answer = ReportInput['answer']

/** The honesty grade and everything it rests on: significance, look-ahead check, warnings. */
export function gradeSection({ answer }: ReportInput): Section {
  const { letter, reasons } = answer.grade
  return {
    id: 'grade',
    title: `Grade ${letter}: how far this may be trusted`,
    body: html`${list(reasons)}${significance(answer.significance)}${check(answer.check)}`,
  }
}

function significance(found: Answer['significance']): Html | null {
  if (!found) return null
  return html`<p>Entries against chance: the round trips gained ${signedPercent(found.meanReturn)} on average between opens, before costs;
random entries of the same number, side and length ${signedPercent(found.randomMedian)} in the middle set and ${signedPercent(found.random95)} in the
set that one in twenty exceeds. The chance that random entries do at least as well is ${percent(found.pValue, 1)} (${found.draws} sets, seed ${found.seed}).
${found.winners} gains against ${found.losers} losses: so many or more would come of a coin with a chance of ${percent(found.signPValue, 1)}.</p>`
}

function check(found: Answer['check']): Html | null {
  if (!found) return null
  const tried = `${found.cuts} cuts of the data, ${found.shuffles} shuffled futures, ${found.starts} later starts`
  if (found.passed) return html`<p>Look-ahead check: ${tried}; no intent changed.</p>`
  const rows = found.findings
  return html`<p class="alarm">Look-ahead check FAILED: ${tried}; these intents changed:</p>
${dataTable(
  [
    { title: 'Test', cell: (one) => one.kind },
    { title: 'Bar closed (UTC)', cell: (one) => stamp(one.at) },
    { title: 'Symbol', cell: (one) => one.symbol },
    { title: 'Reason given', cell: (one) => one.reason },
    { title: 'Was', cell: (one) => one.was ?? 'nothing' },
    { title: 'Became', cell: (one) => one.is ?? 'nothing' },
  ],
  rows,
  'Intents that depend on what could not be known',
)}`
}

/** What else the same daily returns could have made. */
export function monteCarloSection({ answer }: ReportInput): Section | null {
  const found = answer.monteCarlo
  if (!found) return null
  const rows = [
    { name: 'Total return', ...found.finalReturn },
    { name: 'Deepest drawdown', ...found.maxDrawdown },
  ]
  const what = `${found.paths} histories of ${found.days} sessions drawn from the daily returns in blocks of ${decimal(found.blockLength, 1)} on average, seed ${found.seed}`
  const table = dataTable(
    [
      { title: '', cell: (row) => row.name },
      { title: 'lowest twentieth', number: true, cell: (row) => signedPercent(row.p5) },
      { title: 'middle', number: true, cell: (row) => signedPercent(row.p50) },
      { title: 'highest twentieth', number: true, cell: (row) => signedPercent(row.p95) },
    ],
    rows,
    what,
  )
  const limit =
    found.lossLimit !== null &&
    chance(found.chanceOfLossLimit, `fell ${percent(found.lossLimit, 0)} from their highest equity (the loss limit)`)
  const sentences = [
    chance(found.chanceOfRuin, `came to ruin, a fall of ${percent(found.ruinLoss, 0)} from the start`),
    limit,
    chance(found.chanceOfLoss, 'ended below the start'),
  ]
  return {
    id: 'monte-carlo',
    title: 'Monte Carlo: other histories of the same returns',
    body: html`${table}${list(sentences.filter(Boolean))}`,
  }
}

function chance(share: number | null, what: string): string {
  return `${percent(share, 1)} of the histories ${what}.`
}
