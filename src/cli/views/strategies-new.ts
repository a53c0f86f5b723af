import type { z } from '../../operations/operation.ts'
import type { strategiesNew } from '../../operations/strategies/new.ts'
import { nextLine } from './next.ts'
import type { View } from './view.ts'

type Output = z.output<typeof strategiesNew.output>

export const view: View<Output> = ({ name, file, from }, terminal) => {
  const done = terminal.dryRun ? 'would write' : 'wrote'
  const what = from === null ? 'a strategy that runs: change it' : `a copy of ${from}: change it`
  return `${done} ${file}: ${what}\n\n${nextLine([`openbell strategies info ${name}`, `openbell backtest ${name} SIMALL`], terminal)}`
}
