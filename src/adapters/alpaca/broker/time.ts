import type { Instant } from '../../../core/time.ts'
import type { Clock } from '../../../ports/clock.ts'
import { type AlpacaHost, isLoopback, type TradingApis } from '../client.ts'
import { vendorTime } from '../vendor-time.ts'

/** The clock that an account lives by. */
export interface BrokerTime {
  now(): Instant
  /** The vendor has told of something at this instant. */
  saw(at: Instant | null): void
  stop(): void
}

/**
 * The vendor's clock is ours, but for an exchange on this machine, which has a time of its own. That one is read now and then only, so whatever it
 * tells of moves the reading on: nothing is ever told that would not have happened yet.
 * @throws OpenbellError `unavailable` when a local exchange does not tell its time
 */
export async function brokerTime(host: AlpacaHost<TradingApis>, tradingUrl: string, clock: Clock): Promise<BrokerTime> {
  if (!isLoopback(tradingUrl)) return { now: () => clock.now(), saw() {}, stop() {} }
  const time = await vendorTime(host, clock)
  let newest: Instant = Number.NEGATIVE_INFINITY
  return {
    now: () => Math.max(time.now(), newest),
    saw(at) {
      if (at !== null && at > newest) newest = at
    },
    stop: time.stop,
  }
}
