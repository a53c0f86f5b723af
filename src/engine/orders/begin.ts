import { OpenbellError } from '../../core/errors.ts'
import { iso } from '../../core/time.ts'
import { openBooks } from './opening.ts'
import type { AccountPath } from './path.ts'
import { booksBegan } from './sync.ts'

/** The books of an account begin with what the broker holds. */
export async function beginBooks(path: AccountPath, signal: AbortSignal): Promise<void> {
  await openBooks(path.settling, { first: true, by: 'openbell', reason: 'first use of this account' }, signal)
  await markDay(path, signal)
}

/** One mark an exchange date at least: day limits need to know what the day began with. */
export async function markDay(path: AccountPath, signal: AbortSignal): Promise<void> {
  const [newest] = path.recorder.newest(['marked'], 1)
  const now = path.recorder.now()
  const today = newest !== undefined && newest.body.kind === 'marked' && newest.body.day === path.today(now)
  if (!today) await path.mark(signal)
}

/** A simulated account that is set back before its books begin would contradict them. */
export function refuseEarlier({ recorder, books, account }: AccountPath): void {
  if (!books.isOpen || recorder.now() >= booksBegan(recorder)) return
  const message = `the books of ${account} begin at ${iso(booksBegan(recorder))}, and it is ${iso(recorder.now())} there`
  throw new OpenbellError('usage', message, '--account NAME takes another simulated account')
}
