import { OpenbellError } from '../core/errors.ts'
import type { FinerBars } from './exchange.ts'
import type { LastingExchange } from './lasting.ts'
import { Venue } from './matching/venue.ts'
import { MatchingExchange } from './matching-exchange.ts'
import type { ExchangeOptions, Listing } from './models.ts'
import type { ExchangeEvent } from './order.ts'
import { restoreVenue } from './state/restore.ts'
import type { ExchangeState } from './state/state.ts'

/**
 * An exchange with one account. `listener` hears every event at once, in order, and may submit and cancel while it listens. `finer`
 * gives the bars inside an ambiguous one.
 * @throws OpenbellError usage when the options make no account (cash, margin or volume share not positive).
 */
export function createExchange(
  options: ExchangeOptions,
  listings: readonly Listing[],
  listener: (event: ExchangeEvent) => void,
  finer: FinerBars | null = null,
): LastingExchange {
  requireOptions(options)
  return new MatchingExchange(new Venue(options, listings, listener, finer))
}

/** What a restored exchange cannot know of itself. */
export interface Restored {
  finer?: FinerBars
  /** Whether an order that has ended had this client order id; asked for every new order under account rules. */
  usedBefore?: (clientOrderId: string) => boolean
}

/**
 * An exchange that goes on where `snapshot` left another: with the same options and the same market the same events follow. Series of bars
 * are attached anew by the caller.
 * @throws OpenbellError config when the state was kept by another version, usage as `createExchange`.
 */
export function restoreExchange(
  state: ExchangeState,
  options: ExchangeOptions,
  listener: (event: ExchangeEvent) => void,
  { finer, usedBefore }: Restored = {},
): LastingExchange {
  requireOptions(options)
  const venue = new Venue(options, [], listener, finer ?? null)
  restoreVenue(venue, state)
  if (usedBefore) venue.usedBefore = usedBefore
  return new MatchingExchange(venue)
}

function requireOptions(options: ExchangeOptions): void {
  for (const name of ['cash', 'margin', 'volumeShare'] as const) {
    if (options[name] > 0 && Number.isFinite(options[name])) continue
    throw new OpenbellError('usage', `an account with ${name} ${options[name]}`, 'openbell backtest --help')
  }
}
