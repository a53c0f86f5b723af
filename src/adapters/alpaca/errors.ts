import { errors } from '@alpacahq/alpaca-trade-api/rest'
import { OpenbellError } from '../../core/errors.ts'
import type { Log } from '../../ports/log.ts'
import { ownError } from '../common/vendor-fault.ts'
import { type KeyNames, PAPER_KEYS } from './keys.ts'

/** True for a refusal of consolidated data of the last 15 minutes: a matter of the plan, not of the keys. */
export function isFeedRefusal(thrown: unknown): boolean {
  return (
    thrown instanceof OpenbellError &&
    thrown.cause instanceof errors.ApiError &&
    thrown.cause.status === 403 &&
    isAboutPlan(thrown.cause.message)
  )
}

/** Our error for whatever a call threw: by status first, by the vendor's words only for the wording. */
export function alpacaError(what: string, thrown: unknown, log: Log, keyNames: KeyNames = PAPER_KEYS): OpenbellError {
  const own = ownError(thrown)
  if (own) return own
  if (!(thrown instanceof errors.ApiError)) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    return new OpenbellError('unavailable', `alpaca: ${what} failed: ${printable(reason)}`, 'try again later', thrown)
  }
  log.warn('alpaca.refused', { what, status: thrown.status, code: thrown.code, vendorRequest: thrown.requestId })
  return refusal(what, thrown, keyNames)
}

function refusal(what: string, error: errors.ApiError, keys: KeyNames): OpenbellError {
  const said = `${what}: alpaca said ${error.status}${error.message ? ` (${printable(error.message)})` : ''}`
  switch (error.status) {
    case 401:
      return new OpenbellError(
        'config',
        `${said}: it does not know these keys, check ${keys.id} and ${keys.secret}`,
        'openbell init',
        error,
      )
    case 403:
      return isAboutPlan(error.message)
        ? new OpenbellError(
            'config',
            `${said}: the plan behind ${keys.id} has no real-time sip feed`,
            'set OPENBELL_ALPACA_FEED=iex',
            error,
          )
        : new OpenbellError('config', `${said}: ${keys.id} may not do this`, 'openbell init', error)
    case 404:
      return new OpenbellError('not-found', said, 'check the spelling, or look at: openbell data list', error)
    case 400:
    case 422:
      return isAboutSymbol(error.message)
        ? new OpenbellError('not-found', said, 'check the spelling', error)
        : new OpenbellError('usage', said, null, error)
    default:
      return new OpenbellError('unavailable', said, 'try again later, or read what is kept: --source store', error)
  }
}

function isAboutPlan(message: string): boolean {
  return /subscription/i.test(message)
}

function isAboutSymbol(message: string): boolean {
  return /invalid symbol/i.test(message)
}

/** A vendor's words go to a terminal: no control characters, no essays. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, 200)
}
