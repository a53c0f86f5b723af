import { cut } from '../../audit/arguments.ts'
import { line } from '../../audit/record.ts'
import type { Context } from '../../context.ts'
import { isProgram } from '../../permit.ts'

/** Characters of a client's name that an order carries. */
const MOST_NAME = 60

/** Whose hand moves an order, as the journal keeps it: a person's, or a program's by the name that it gives itself. */
export function handOf({ caller, client }: Pick<Context, 'caller' | 'client'>): { origin: string; reason: string } {
  if (!isProgram(caller)) return { origin: 'person', reason: 'by hand' }
  const name = clientName({ client }) ?? caller
  return { origin: `program ${name}`, reason: `by ${name}` }
}

/** The name that a program gives itself, as one short line; null when it gives none. */
export function clientName({ client }: Pick<Context, 'client'>): string | null {
  return client === undefined ? null : cut(line(client), MOST_NAME) || null
}
