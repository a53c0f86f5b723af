import { throwIfAborted } from '../../core/errors.ts'
import type { Broker } from '../../ports/broker.ts'

export interface SimulatedBrokerOptions {
  /** Dollars in the account. */
  cash: number
}

/** The simulated paper account: all cash, no margin, no positions yet. */
export function createSimulatedBroker({ cash }: SimulatedBrokerOptions): Broker {
  return {
    name: 'simulated',
    async account(signal) {
      throwIfAborted(signal)
      return { id: 'SIM-PAPER', mode: 'paper', cash, equity: cash, buyingPower: cash, state: 'active' }
    },
  }
}
