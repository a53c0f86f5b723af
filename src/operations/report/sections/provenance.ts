import { html, type Part } from '../html/html.ts'
import type { Section } from '../html/section.ts'
import { decimal, stamp } from '../html/words.ts'
import type { ReportInput } from '../input.ts'
import { facts } from './table.ts'

/** What every answer about a run says of its data. */
export type Provenance = Pick<
  ReportInput['answer'],
  'run' | 'symbols' | 'bars' | 'timeframe' | 'from' | 'to' | 'source' | 'feed' | 'asOf' | 'adjustment' | 'dataHash'
>

/** Where every number comes from. */
export function provenanceSection(answer: Provenance, keptAt: string | null): Section {
  const rows: [string, Part][] = [
    ['Run', html`<code>${answer.run}</code>`],
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
  ]
  if (keptAt !== null) rows.push(['Kept', `${stamp(keptAt)} UTC`])
  return { id: 'provenance', title: 'Where this comes from', body: facts(rows) }
}
