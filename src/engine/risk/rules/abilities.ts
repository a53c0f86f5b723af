import type { BrokerAbilities } from '../../../ports/broker.ts'
import { hasLegs } from '../../resting.ts'
import type { OrderIntent } from '../types.ts'
import { allowed, type Case, denied, type Rule } from './rule.ts'

/** Orders that the broker would refuse, whatever their price: legs, trailing stops, short sales, fractions of a share. */
export const abilitiesRule: Rule = {
  rule: 'abilities',
  sanity: true,
  judge(one) {
    const { broker } = one.view
    if (broker === 'none') return allowed('abilities', null, null, 'our own exchange takes every order')
    const abilities = broker?.abilities
    if (!abilities) return denied('abilities', null, null, 'what the broker takes is not known')
    const why = kindRefused(one, abilities) ?? fractionRefused(one, abilities)
    if (why) return denied('abilities', one.intent.shares, null, why)
    return allowed('abilities', null, null, 'the broker takes such orders')
  },
}

function kindRefused({ intent, view }: Case, { legs, trailingStops, shorting }: BrokerAbilities): string | null {
  const trails = intent.type === 'trailing-stop' || (intent.legs?.trail ?? null) !== null
  if (intent.legs && hasLegs(intent.legs) && !legs) return 'the broker keeps no protecting legs'
  if (trails && !trailingStops) return 'the broker keeps no trailing stops'
  if (!shorting && !intent.reduces && intent.side === 'sell' && !(intent.shares <= view.positionShares)) {
    return `the broker takes no short sales, and ${Math.max(0, view.positionShares)} shares are held`
  }
  return null
}

/**
 * A part of a share: what Alpaca takes of it (docs.alpaca.markets, fractional trading) stands for all: orders of the day by themselves, no
 * trailing stop, none that opens a short. Contracts have no parts.
 */
function fractionRefused({ intent, view, grid }: Case, { fractional }: BrokerAbilities): string | null {
  const { shares } = intent
  if (Number.isInteger(shares)) return null
  if (grid.kind === 'contract') return `${shares} is no whole number of contracts`
  if (!fractional) return `${shares} is no whole number of shares, and the broker takes no others`
  const advice = 'give a whole number of shares'
  if (intent.type === 'trailing-stop') return `${shares} shares: a trailing stop takes whole shares only: ${advice}`
  if (intent.legs && hasLegs(intent.legs)) return `${shares} shares: orders with legs take whole shares only: ${advice}`
  if (grid.kind !== 'cents') return null
  if ((intent.tif ?? 'day') !== 'day') return `${shares} shares: a part of a share is ordered for the day only: --tif day`
  const opens = !intent.reduces && intent.side === 'sell' && !(shares <= view.positionShares)
  return opens ? `${shares} shares: a short sale takes whole shares only: ${advice}` : null
}

/** Outside the regular session only plain limit orders of the day or until canceled fill; brokers refuse the others. */
export const extendedHoursRule: Rule = {
  rule: 'extendedHours',
  sanity: true,
  judge({ intent, view: { broker }, marketableLimit }) {
    if (!intent.extended) return allowed('extendedHours', null, null, 'for the regular session')
    if (broker === 'none' || broker?.abilities?.extendedHours !== true) {
      return denied('extendedHours', null, null, 'the broker takes no orders for extended hours')
    }
    const why = extendedRefused(intent, marketableLimit)
    return why
      ? denied('extendedHours', null, null, why)
      : allowed('extendedHours', null, null, 'a limit order may fill outside the regular session')
  },
}

function extendedRefused({ type, tif = 'day', legs }: OrderIntent, marketableLimit: number | null): string | null {
  const limited = type === 'limit' || (type === 'market' && marketableLimit !== null)
  if (!limited) return `a ${type} order fills in the regular session only: extended hours take limit orders`
  if (tif !== 'day' && tif !== 'gtc') return `extended hours take orders of the day or until canceled, not ${tif}`
  return legs && hasLegs(legs) ? 'orders with legs fill in the regular session only' : null
}
