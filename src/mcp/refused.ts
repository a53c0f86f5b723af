import { asOpenbellError, type OpenbellError } from '../core/errors.ts'
import { recordAudit } from '../operations/audit/record.ts'
import { markRecorded } from '../operations/audit/trail.ts'
import type { Context } from '../operations/context.ts'
import type { Effect } from '../operations/operation.ts'

/** A call of a tool that this server was not started for: the audit hears of it too. */
export async function refused(
  context: Context,
  { tool, effect, args, thrown }: { tool: string; effect: Effect; args: unknown; thrown: unknown },
): Promise<OpenbellError> {
  const error = asOpenbellError(thrown)
  await recordAudit(context, { tool, effect, arguments: args, outcome: error.kind, detail: error.message })
  markRecorded(error)
  return error
}
