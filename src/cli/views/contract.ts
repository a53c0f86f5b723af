import type { ContractOutput } from '../../operations/market/contract.ts'
import { table } from './table.ts'
import type { View } from './view.ts'

/** A contract's facts, a line each, with what one tick is worth. */
export const view: View<ContractOutput> = (contract, terminal) => {
  const tickValue = contract.tickSize * contract.multiplier
  const facts: [string, string][] = [
    ['exchange', contract.exchange],
    ['tick', `${contract.tickSize} points = ${tickValue.toFixed(2)} ${contract.currency}`],
    ['multiplier', `${contract.multiplier} ${contract.currency} a point`],
    ['months', contract.months.join(' ')],
    ['hours', contract.hours],
  ]
  const columns = [
    { title: contract.symbol, cell: (fact: [string, string]) => fact[0] },
    { title: contract.name, cell: (fact: [string, string]) => fact[1] },
  ]
  return table(columns, facts, terminal)
}
