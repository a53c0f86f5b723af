import type { BrokerOrder, BrokerOrderRequest, SubmitOutcome } from '../../src/ports/broker.ts'

/** Ten shares at the market, good for the day: what is asked of a broker, all of it but what is said. */
export function brokerRequest(changes: Partial<BrokerOrderRequest> = {}): BrokerOrderRequest {
  return {
    clientOrderId: 'one',
    symbol: 'SIMALL',
    side: 'buy',
    shares: changes.notional ? null : 10,
    notional: null,
    type: 'market',
    limit: null,
    stop: null,
    trail: null,
    tif: 'day',
    extended: false,
    orderClass: 'simple',
    legs: null,
    reduces: false,
    ...changes,
  }
}

/** The order of an outcome that must be one. */
export function accepted(outcome: SubmitOutcome): BrokerOrder {
  if (outcome.kind !== 'accepted') throw new Error(`${outcome.kind}: ${JSON.stringify(outcome)}`)
  return outcome.order
}
