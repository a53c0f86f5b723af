import type { Context } from '../context.ts'
import { OpenbellError } from '../operation.ts'
import type { SessionView } from './view.ts'
import type { SessionInput } from './wanted.ts'

export type AttachOptions = Pick<SessionInput, 'live' | 'account' | 'confirm' | 'risk'>

type Shown = Pick<SessionView, 'broker' | 'mode' | 'account'>

/**
 * What this terminal would trade on must be what its screen shows.
 * @throws OpenbellError usage when the account of the session is at another broker, or the other of live and paper
 */
export function checkAccount({ settings }: Context, { live }: AttachOptions, { broker, mode }: Shown): void {
  if (settings.broker !== broker) {
    const told = `the session's account is at the ${broker} broker, this terminal's at the ${settings.broker} one`
    throw new OpenbellError('usage', told, `begin with --broker ${broker}`)
  }
  if (live === (mode === 'live')) return
  const told = `the session's account is the ${mode} one, this terminal's the ${live ? 'live' : 'paper'} one`
  throw new OpenbellError('usage', told, live ? 'begin without --live' : 'begin with --mode live --live')
}

/** The simulated account on the screen, whatever this terminal's own is called. */
export function accountShown(options: AttachOptions, { broker, account }: Shown): AttachOptions {
  const name = broker === 'simulated' ? account?.name : undefined
  return name === undefined ? options : { ...options, account: name }
}
