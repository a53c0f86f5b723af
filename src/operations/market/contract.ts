import { CONTRACTS, contractOf } from '../../market/contracts.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'

export const contractOutput = z.strictObject({
  symbol: z.string().describe('Contract root'),
  name: z.string().describe('Name'),
  exchange: z.string().describe('Exchange that lists it'),
  tickSize: z.number().describe('Smallest change of the price, in points'),
  multiplier: z.number().describe('Dollars for one point of one contract'),
  currency: z.string().describe('Currency of the multiplier'),
  months: z
    .array(z.string())
    .describe('Delivery months by code: F Jan, G Feb, H Mar, J Apr, K May, M Jun, N Jul, Q Aug, U Sep, V Oct, X Nov, Z Dec'),
  hours: z.string().describe('Trading hours in words; `hours --market cme` has dates'),
})

export type ContractOutput = z.output<typeof contractOutput>

/** Facts of a futures contract by root (`NQ`, `NQ=F`) or dated symbol (`NQZ6`). */
export const contract = defineOperation({
  name: 'contract',
  toolset: 'market',
  summary: 'Show the facts of a futures contract: tick, multiplier, months, hours.',
  effect: 'read',
  input: z.strictObject({ symbol: z.string().min(1).describe('Contract, e.g. NQ, NQ=F or NQZ6').meta({ positional: true }) }),
  output: contractOutput,
  examples: [
    { title: 'E-mini Nasdaq-100', input: { symbol: 'NQ' } },
    { title: 'Gold, by its Yahoo spelling', input: { symbol: 'GC=F' } },
  ],
  async run(_context, input): Promise<ContractOutput> {
    const facts = contractOf(input.symbol)
    if (!facts) {
      const roots = Object.keys(CONTRACTS).join(', ')
      throw new OpenbellError(
        'not-found',
        `no contract facts for '${input.symbol}' (there are those of ${roots})`,
        'openbell contract NQ',
      )
    }
    const { group: _group, ...answer } = facts
    return { ...answer, months: [...facts.months] }
  },
})
