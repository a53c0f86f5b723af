import type { z } from '../../operations/operation.ts'
import type { runsShow } from '../../operations/runs/show.ts'
import { stamp } from './format.ts'
import { nextLine } from './next.ts'
import { type RunAnswer, runSummary } from './run-summary.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof runsShow.output>

export const view: View<Output> = (output, terminal) => {
  const kept = terminal.paint.dim(`${output.kind} ${output.run}, kept ${stamp(output.at.replace(/\.\d+Z$/, 'Z'))}`)
  const body = output.kind === 'backtest' ? runSummary(output.answer as unknown as RunAnswer, terminal) : plain(output, terminal)
  return [kept, body, nextLine([`openbell report ${output.run}`], terminal)].join('\n\n')
}

/** Kinds without a summary of their own on a screen: what was asked and the plain values of the answer. */
function plain({ request, answer }: Output, { paint }: Terminal): string {
  return [paint.bold('Asked'), ...lines(request, '  '), '', paint.bold('Answered'), ...lines(answer, '  ')].join('\n')
}

function lines(value: Record<string, unknown>, indent: string): string[] {
  return Object.entries(value).flatMap(([name, inner]) => {
    if (Array.isArray(inner) && inner.some((one) => typeof one === 'object'))
      return [`${indent}${name}: ${inner.length} rows (--json)`]
    if (Array.isArray(inner)) return [`${indent}${name}: ${inner.join(' ')}`]
    if (typeof inner === 'object' && inner !== null)
      return [`${indent}${name}:`, ...lines(inner as Record<string, unknown>, `${indent}  `)]
    return [`${indent}${name}: ${inner ?? 'n/a'}`]
  })
}
