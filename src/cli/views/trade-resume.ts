import type { z } from '../../operations/operation.ts'
import type { tradeResume } from '../../operations/trade/resume.ts'
import { accountLine } from './mode-label.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { stateLine } from './trade-state.ts'
import type { View } from './view.ts'

type Output = z.output<typeof tradeResume.output>

export const view: View<Output> = (output, terminal) => {
  const head = accountLine(output, [stateLine(output.trading, terminal)], terminal)
  const warnings = terminal.paint.yellow(paragraphs(output.warnings, terminal))
  return [head, warnings, nextLine(['openbell trade status'], terminal)].filter((part) => part !== '').join('\n\n')
}
