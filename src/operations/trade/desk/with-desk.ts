import type { Context } from '../../context.ts'
import { isProgram } from '../../permit.ts'
import { type Desk, type DeskWish, openDesk } from './desk.ts'
import type { AccountFlags } from './input.ts'
import { inTurn } from './turns.ts'

/** How a command comes to an account. */
interface Way extends Pick<DeskWish, 'readOnly' | 'onlyOut' | 'stopsOnly' | 'ofProgram'> {
  /** It speaks of orders and positions that the broker may have from before: the books begin, if they have not. */
  begins?: boolean
}

/**
 * Opens the account that the flags name, works on it, and closes it whatever happens. A server sends for many callers in one process: what
 * sends goes one after the other there, what looks does not wait.
 */
export async function withDesk<T>(
  context: Context,
  flags: AccountFlags,
  holder: string,
  work: (desk: Desk) => Promise<T>,
  way: Way = {},
): Promise<T> {
  const run = () => atDesk(context, flags, holder, work, way)
  return isProgram(context.caller) && !way.readOnly ? inTurn(`desk ${context.settings.home}`, run) : run()
}

async function atDesk<T>(
  context: Context,
  { live, confirm, risk, account }: AccountFlags,
  holder: string,
  work: (desk: Desk) => Promise<T>,
  { begins = false, ...wish }: Way,
): Promise<T> {
  const desk = await openDesk(context, { live, confirm, risk, account, holder, ...wish })
  try {
    if (begins && !desk.path.books.isOpen && !context.dryRun) await desk.path.reconcile({ accept: null }, context.signal)
    return await work(desk)
  } finally {
    await desk.close()
  }
}
