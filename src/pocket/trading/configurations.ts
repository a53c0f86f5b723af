import { Refusal } from '../reply.ts'

/** What the account's owner may set; field names are the vendor's. */
export interface Configurations {
  suspend_trade: boolean
  no_shorting: boolean
  fractional_trading: boolean
  max_margin_multiplier: '1' | '2' | '4'
  trade_confirm_email: 'all' | 'none'
  max_options_trading_level: number | null
  ptp_no_exception_entry: boolean
  disable_overnight_trading: boolean
}

export function defaultConfigurations(): Configurations {
  return {
    suspend_trade: false,
    no_shorting: false,
    fractional_trading: true,
    max_margin_multiplier: '2',
    trade_confirm_email: 'all',
    max_options_trading_level: null,
    ptp_no_exception_entry: false,
    disable_overnight_trading: false,
  }
}

const FLAGS = [
  'suspend_trade',
  'no_shorting',
  'fractional_trading',
  'ptp_no_exception_entry',
  'disable_overnight_trading',
] as const

/** Takes what a PATCH names and knows; fields it does not know are passed over, as the vendor does. */
export function changeConfigurations(kept: Configurations, body: unknown): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Refusal(400, 'request body format is invalid', 40010000)
  const wish = body as Record<string, unknown>
  const next = { ...kept }
  for (const name of FLAGS) if (wish[name] !== undefined && wish[name] !== null) next[name] = flag(name, wish[name])
  const multiplier = wish.max_margin_multiplier
  if (multiplier !== undefined && multiplier !== null)
    next.max_margin_multiplier = choice('max_margin_multiplier', String(multiplier), ['1', '2', '4'])
  const email = wish.trade_confirm_email
  if (email !== undefined && email !== null)
    next.trade_confirm_email = choice('trade_confirm_email', String(email), ['all', 'none'])
  const level = wish.max_options_trading_level
  if (level !== undefined)
    next.max_options_trading_level =
      level === null ? null : Number(choice('max_options_trading_level', String(level), ['0', '1', '2', '3']))
  Object.assign(kept, next)
}

function flag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value
  throw new Refusal(422, `invalid ${name}: must be true or false`, 40010001)
}

function choice<T extends string>(name: string, value: string, choices: readonly T[]): T {
  const found = choices.find((one) => one === value)
  if (found === undefined) throw new Refusal(422, `invalid ${name}: must be one of ${choices.join(', ')}`, 40010001)
  return found
}
