import { html, type Part } from '../html/html.ts'
import type { Section } from '../html/section.ts'
import { decimal } from '../html/words.ts'
import type { ReportInput } from '../input.ts'
import { dataTable, facts, list } from './table.ts'

/** The parameters of the strategy. */
export function paramsSection(params: ReportInput['answer']['params']): Section {
  const rows = Object.entries(params).map(([name, value]): [string, Part] => [name, String(value)])
  return { id: 'params', title: 'Parameters', body: rows.length > 0 ? facts(rows) : html`<p>The strategy has none.</p>` }
}

/** What a run paid, and what it was allowed. */
export function termsSection({ costs, limits }: Pick<ReportInput['answer'], 'costs' | 'limits'>): Section {
  return {
    id: 'terms',
    title: 'Costs and limits in force',
    body: html`<div class="groups"><div><h3>Costs</h3>${list(costs.text)}</div><div><h3>Limits in force</h3>${list(limits.text)}</div></div>`,
  }
}

/** Where the round trips came from, or why there are none. */
export function whySection({ answer }: ReportInput): Section {
  const { barsSeen, signals, intents, denied, ignored } = answer.why
  const lost = [...denied, ...ignored]
  const rows: [string, Part][] = [
    ['Bars seen', decimal(barsSeen, 0)],
    ['Bars with a signal', decimal(signals, 0)],
    ['Intents', decimal(intents, 0)],
    ['Round trips', decimal(answer.roundTrips.length, 0)],
  ]
  const table =
    lost.length > 0 &&
    dataTable(
      [
        { title: 'Rule or reason', cell: (one) => one.rule },
        { title: 'Intents', number: true, cell: (one) => decimal(one.count, 0) },
      ],
      lost,
      'Intents that came to nothing, or to less than was asked: denied by a rule of risk, refused, or for another reason',
    )
  return { id: 'why', title: 'Why: from bars to round trips', body: html`${facts(rows)}${table}` }
}
