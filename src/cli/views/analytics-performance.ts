import type { analyticsPerformance } from '../../operations/analytics/performance.ts'
import type { z } from '../../operations/operation.ts'
import { count, counted, number, percent, stamp } from './format.ts'
import { paragraphs } from './paragraphs.ts'
import { table } from './table.ts'
import type { View } from './view.ts'

type Output = z.output<typeof analyticsPerformance.output>

export const view: View<Output> = (output, terminal) => {
  if (output.executions === 0) return paragraphs(output.suggestions, terminal)
  const share = percent(output.successRate, 0).replace('+', '')
  const times = `half within ${number(output.p50Ms, 0)} ms, 19 of 20 within ${number(output.p95Ms, 0)} ms`
  const drawn = table(
    [
      { title: 'When (UTC)', cell: (one) => stamp(one.at.replace(/\.\d+Z$/, 'Z')) },
      { title: 'Dataset', cell: (one) => one.dataset ?? 'none' },
      { title: 'Rows', align: 'right', drop: 1, cell: (one) => count(one.rows) },
      { title: 'Ms', align: 'right', cell: (one) => number(one.executionMs, 0) },
      { title: 'Went', cell: (one) => one.error ?? 'ok' },
      { title: 'Code', drop: 2, cell: (one) => one.code },
    ],
    output.recent,
    terminal,
  )
  const errors = output.byError.map((one) => `${one.kind} ${count(one.count)}`).join(' · ')
  const head = `${counted(output.executions, 'execution')}, ${share} ran to their end; ${times}${errors === '' ? '' : `; ${errors}`}`
  return [head, drawn, paragraphs(output.suggestions, terminal)].filter((part) => part !== '').join('\n\n')
}
