import type { z } from '../../operations/operation.ts'
import type { stateOutput } from '../../operations/trade/state-output.ts'
import { newYork } from './new-york.ts'
import type { Terminal } from './view.ts'

/** `halted by Ada since 2026-03-20 09:30:05 New York: the news is not clear`. */
export function stateLine({ state, by, reason, since, haltFile }: z.output<typeof stateOutput>, { paint }: Terminal): string {
  const word = state === 'active' ? paint.green('active') : paint.red(state)
  if (haltFile) return `${word}: the file HALT lies in the home folder`
  return by === null ? word : `${word} by ${by} since ${newYork(since)} New York: ${reason}`
}
