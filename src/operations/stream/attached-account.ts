import type { Context } from '../context.ts'
import { OpenbellError } from '../operation.ts'
import { nameOf } from './account-side.ts'
import type { SessionView } from './view.ts'
import type { SessionInput } from './wanted.ts'

export type AttachOptions = Pick<SessionInput, 'live' | 'account' | 'confirm' | 'risk'>

type Shown = Pick<SessionView, 'broker' | 'mode' | 'account'>

/**
 * What this terminal would trade on must be what its screen shows.
 * @throws OpenbellError usage when the account of the session is at another broker, the other of live and paper, or another that this terminal's keys open
 */
export async function checkAccount(context: Context, options: AttachOptions, shown: Shown): Promise<void> {
  const [{ settings }, { live }, { broker, mode }] = [context, options, shown]
  if (settings.broker !== broker) {
    const told = `the session's account is at the ${broker} broker, this terminal's at the ${settings.broker} one`
    throw new OpenbellError('usage', told, `begin with --broker ${broker}`)
  }
  if (live !== (mode === 'live')) {
    const told = `the session's account is the ${mode} one, this terminal's the ${live ? 'live' : 'paper'} one`
    throw new OpenbellError('usage', told, live ? 'begin without --live' : 'begin with --mode live --live')
  }
  if (broker !== 'simulated') await checkNumber(context, options, shown)
}

/** Keys and addresses are this terminal's own: which account they open only the broker knows. */
async function checkNumber(context: Context, { live }: AttachOptions, { account, mode }: Shown): Promise<void> {
  const broker = await context.broker({ live })
  try {
    const own = nameOf((await broker.account(context.signal)).id, mode)
    if (own === account?.name) return
    const told = `the session's account is ${account?.name ?? 'not known'}, this terminal's is ${own}`
    throw new OpenbellError('usage', told, 'begin with the keys and the address that the session has')
  } finally {
    await broker.close()
  }
}

/** The simulated account on the screen, whatever this terminal's own is called. */
export function accountShown(options: AttachOptions, { broker, account }: Shown): AttachOptions {
  const name = broker === 'simulated' ? account?.name : undefined
  return name === undefined ? options : { ...options, account: name }
}
