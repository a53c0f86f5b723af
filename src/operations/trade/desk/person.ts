import type { Context } from '../../context.ts'
import { OpenbellError } from '../../operation.ts'

/**
 * Name and reason of what only a person decides: as flags, else asked for at a terminal.
 * @throws OpenbellError denied where neither was given and nobody can be asked
 */
export async function requirePerson(
  context: Context,
  given: { by?: string; reason?: string },
  question: string,
  hint: string,
): Promise<{ by: string; reason: string }> {
  const by = given.by ?? (await context.ask('text', 'Your name'))
  const reason = given.reason ?? (await context.ask('text', question))
  if (by?.trim() && reason?.trim()) return { by: by.trim(), reason: reason.trim() }
  throw new OpenbellError('denied', 'this takes a person: a name and a reason', hint)
}
