import { html, type Part } from '../html/html.ts'
import type { Section } from '../html/section.ts'
import { decimal, stamp } from '../html/words.ts'
import type { ReportInput } from '../input.ts'
import { dataTable, facts, list } from './table.ts'

/** What the run paid, what it was allowed, and its parameters. */
export function termsSection({ answer }: ReportInput): Section {
  const params = Object.entries(answer.params).map(([name, value]): [string, Part] => [name, String(value)])
  return {
    id: 'terms',
    title: 'Parameters, costs, limits',
    body: html`<div class="groups">
<div><h3>Parameters</h3>${params.length > 0 ? facts(params) : html`<p>None.</p>`}</div>
<div><h3>Costs</h3>${list(answer.costs.text)}</div>
<div><h3>Limits in force</h3>${list(answer.limits.text)}</div></div>`,
  }
}

/** Where the round trips came from, or why there are none. */
export function whySection({ answer }: ReportInput): Section {
  const { barsSeen, signals, intents, denied } = answer.why
  const rows: [string, Part][] = [
    ['Bars seen', decimal(barsSeen, 0)],
    ['Bars with a signal', decimal(signals, 0)],
    ['Intents', decimal(intents, 0)],
    ['Round trips', decimal(answer.roundTrips.length, 0)],
  ]
  const table =
    denied.length > 0 &&
    dataTable(
      [
        { title: 'Rule or reason', cell: (one) => one.rule },
        { title: 'Intents', number: true, cell: (one) => decimal(one.count, 0) },
      ],
      denied,
      'Intents that were not sent',
    )
  return { id: 'why', title: 'Why: from bars to round trips', body: html`${facts(rows)}${table}` }
}

/** Where every number comes from. */
export function provenanceSection({ answer, keptAt }: ReportInput): Section {
  const rows: [string, Part][] = [
    ['Run', html`<code>${answer.run}</code>`],
    ['Strategy', answer.strategy],
    ['Symbols', answer.symbols.join(' ')],
    ['Bars', `${decimal(answer.bars, 0)} of ${answer.timeframe}`],
    ['From', `${stamp(answer.from)} UTC`],
    ['To', `${stamp(answer.to)} UTC`],
    ['Source', answer.source],
    ['Feed', answer.feed],
    ['As of', `${stamp(answer.asOf)} UTC`],
    [
      'Prices',
      answer.adjustment === 'splits' ? 'split-adjusted: in the shares after each split' : 'as traded, or as the source gave them',
    ],
    ['Data hash', html`<code>${answer.dataHash}</code>`],
    ...(keptAt === null ? [] : [['Kept', `${stamp(keptAt)} UTC`] satisfies [string, Part]]),
  ]
  return { id: 'provenance', title: 'Where this comes from', body: facts(rows) }
}
