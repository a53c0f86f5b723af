import type { Broker } from '../../../ports/broker.ts'
import { z } from '../../operation.ts'

/** What every answer that touched an account carries, so that no reader can take paper for live. */
export const modeFields = {
  mode: z.enum(['paper', 'live']).describe('paper, or live: real money'),
  broker: z.enum(['simulated', 'alpaca']).describe('Where the account is'),
  host: z.string().nullable().describe('A local exchange that stands in for the broker; null = the broker itself'),
}

/** Dollars (or a mean price) to a millionth: without what binary fractions add. */
export function plainDollars(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

/** The same of an answer that need not be about an account; `otherwise`: when all three are null. */
export function maybeModeFields(otherwise: string) {
  return {
    mode: modeFields.mode.nullable().describe(`Of the account: paper, or live: real money; null ${otherwise}`),
    broker: modeFields.broker.nullable().describe(`Where the account is; null ${otherwise}`),
    host: modeFields.host.describe(`A local exchange that stands in for the broker; null = the broker itself, and ${otherwise}`),
  }
}

export const NO_ACCOUNT = { mode: null, broker: null, host: null }

/** Mode and broker of an answer, as the broker itself says them. */
export function modeOf({ mode, name, host }: Pick<Broker, 'mode' | 'name' | 'host'>): ModeFields {
  return { mode, broker: name, host }
}

export interface ModeFields {
  mode: Broker['mode']
  broker: Broker['name']
  host: string | null
}

/** Where an account is, inside a sentence: a local exchange is never called by the broker's name. */
export function placeOf({ name, host }: Pick<Broker, 'name' | 'host'>): string {
  return host === null ? name : `a local exchange (${host})`
}
