import { OpenbellError } from '../../../core/errors.ts'
import { type AlpacaHost, type AlpacaOptions, createTradingHost, type TradingApis } from '../client.ts'

/** The trading host as an account's: nothing kept can stand in for what an account holds, so no hint may say so. */
export function createAccountHost(options: AlpacaOptions, tradingUrl: string): AlpacaHost<TradingApis> {
  const host = createTradingHost(options, tradingUrl)
  return {
    ...host,
    get: (what, call, signal) => host.get(what, call, signal).catch((thrown) => Promise.reject(plainHint(thrown))),
  }
}

function plainHint(thrown: unknown): unknown {
  if (!(thrown instanceof OpenbellError) || thrown.kind !== 'unavailable') return thrown
  const hint = thrown.hint?.replace(/, or read what is kept.*$/, '') ?? null
  return new OpenbellError(thrown.kind, thrown.message, hint, thrown.cause)
}
