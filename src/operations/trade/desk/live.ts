import { OpenbellError } from '../../../core/errors.ts'
import { DAY } from '../../../core/time.ts'
import { LIMIT_NAMES, NO_LIMITS } from '../../../engine/risk/limits.ts'
import type { RiskLimits } from '../../../engine/risk/types.ts'
import type { Broker } from '../../../ports/broker.ts'
import type { Context } from '../../context.ts'
import { newestCertificate } from '../../drill/certificate.ts'
import { isProgram } from '../../permit.ts'
import type { DeskWish } from './desk.ts'

/** A kill-switch drill older than this does not open a live account. */
export const DRILL_DAYS = 30
/** The drill that live trading asks for. */
export const LIVE_DRILL = 'kill-switch'

/** What still has to be asked before a live account is traded. */
export interface LiveSession {
  /** @throws OpenbellError usage: limits may not be left out */
  refuseWithout(limits: RiskLimits | null): void
  /** Compares the last four of the account's number with what was typed. @throws OpenbellError denied */
  confirmAccount(broker: Broker): Promise<void>
}

/**
 * Null = paper. Live takes all of: `--mode live` (or OPENBELL_MODE, exactly that word), `--live`, a broker that has live accounts, keys of
 * its own, a kill-switch drill that passed in the last 30 days, and the last four of the account's number, typed or by `--confirm`. Looking at a live
 * account takes the mode alone, canceling and closing all but the drill. A program never gets more of a live account than to look and to stop.
 * @throws OpenbellError usage, config or denied naming what is missing
 */
export async function requireLive(context: Context, wish: DeskWish): Promise<LiveSession | null> {
  const { settings } = context
  if (settings.mode !== 'live') {
    if (wish.live) throw new OpenbellError('usage', '--live without --mode live: the account stays paper', '--mode live --live')
    return null
  }
  if (settings.broker !== 'alpaca') {
    throw new OpenbellError('usage', `broker '${settings.broker}' has no live account`, '--broker alpaca')
  }
  if (!settings.alpacaLiveKeyId || !settings.alpacaLiveSecretKey) {
    const message = 'live trading needs keys of its own: APCA_LIVE_API_KEY_ID and APCA_LIVE_API_SECRET_KEY'
    throw new OpenbellError('config', message, 'put both into .env (chmod 600), or leave --mode live out')
  }
  if (wish.readOnly) return { refuseWithout() {}, async confirmAccount() {} }
  if (isProgram(context.caller)) {
    if (wish.stopsOnly) return { refuseWithout() {}, async confirmAccount() {} }
    const message = 'the account is live: a program proposes, and a person sends from a terminal'
    throw new OpenbellError('denied', message, `openbell ${wish.holder} --mode live --live`)
  }
  if (!wish.live) throw new OpenbellError('denied', 'mode is live, but --live was not given: nothing is sent', '--live')
  if (!wish.onlyOut) await requireDrill(context)
  return { refuseWithout: refuseNone, confirmAccount: (broker) => confirmAccount(context, wish, broker) }
}

/** A file in which every limit is null is `none` by another name. */
function refuseNone(limits: RiskLimits | null): void {
  const inForce = LIMIT_NAMES.some((name) => limits !== null && NO_LIMITS[name] === null && limits[name] !== null)
  if (limits === null) throw new OpenbellError('usage', '--risk none is for simulated and paper accounts', '--risk settings')
  if (!inForce) throw new OpenbellError('usage', 'no limit is in force, and a live account takes some', '--risk settings')
}

async function requireDrill(context: Context): Promise<void> {
  const days = await drillAge(context)
  if (days !== null && days <= DRILL_DAYS) return
  const age = days === null ? 'there is none that passed last' : `the last one is ${Math.floor(days)} days old`
  throw new OpenbellError(
    'denied',
    `live trading asks for a ${LIVE_DRILL} drill younger than ${DRILL_DAYS} days; ${age}`,
    `openbell drill ${LIVE_DRILL}`,
  )
}

/** Days since the last kill-switch drill; null = there is none, or it failed: an older one that passed says nothing any more. */
export async function drillAge(context: Context): Promise<number | null> {
  const store = await context.store()
  const newest = newestCertificate(store, LIVE_DRILL)
  return newest?.passed ? (context.clock.now() - newest.at) / DAY : null
}

async function confirmAccount(context: Context, { confirm }: DeskWish, broker: Broker): Promise<void> {
  if (broker.mode !== 'live') throw new OpenbellError('internal', 'a paper account stood where a live one was asked for')
  const { id } = await broker.account(context.signal)
  const typed = confirm ?? (await context.ask('text', 'This is a LIVE account. Type the last four of its number'))
  if (typed !== null && typed.length === 4 && id.endsWith(typed)) return
  throw new OpenbellError(
    'denied',
    typed === null
      ? 'live trading needs the last four of the account number'
      : `'${typed}' is not the end of the account's number`,
    '--confirm with the last four of the account number',
  )
}
