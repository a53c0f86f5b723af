import { type Context, OpenbellError } from '../operation.ts'

/**
 * Which servers are peers, and what of them may be called, a person decides at the terminal: no grant of a server lets a program do it.
 * @throws OpenbellError denied
 */
export function demandPerson({ caller }: Pick<Context, 'caller'>, operation: string): void {
  if (caller === 'cli' || caller === 'test') return
  throw new OpenbellError(
    'denied',
    `${operation} is a person's: no program decides which servers are peers`,
    `openbell ${operation.replaceAll('.', ' ')} at a terminal`,
  )
}
