import type { Context } from '../context.ts'
import { openOwnSession } from './own-session.ts'
import type { LiveSession } from './session.ts'
import type { SessionInput } from './wanted.ts'

/** A session of this process. */
export async function openSession(context: Context, given: SessionInput & { record: boolean }): Promise<LiveSession> {
  return openOwnSession(context, given)
}
