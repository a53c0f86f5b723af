import { z } from 'zod'
import { OpenbellError } from '../../core/errors.ts'
import type { Account, Broker } from '../../ports/broker.ts'
import { type AlpacaOptions, createTradingHost } from './client.ts'

export interface AlpacaBrokerOptions extends AlpacaOptions {
  tradingUrl: string
}

/** Amounts are decimal strings on the wire; numbers are taken too. */
const money = z.union([z.string(), z.number()]).transform(Number).pipe(z.number())
const flag = z.boolean().nullish().catch(null)

const accountSchema = z.object({
  id: z.string().nullish().catch(null),
  account_number: z.string().nullish().catch(null),
  status: z.string().nullish().catch(null),
  cash: money,
  equity: money.nullish().catch(null),
  portfolio_value: money.nullish().catch(null),
  buying_power: money.nullish().catch(null),
  account_blocked: flag,
  trading_blocked: flag,
  trade_suspended_by_user: flag,
})

/** The account at Alpaca, read only so far. Live is one host by name; every other address, a local one too, is paper. */
export function createAlpacaBroker(options: AlpacaBrokerOptions): Broker {
  const host = createTradingHost(options, options.tradingUrl)
  const mode = modeOf(options.tradingUrl)
  return {
    name: 'alpaca',
    async account(signal) {
      const answer = await host.get('the account', (init) => host.apis.accounts.getAccountRaw(init), signal)
      return decodeAccount(answer, mode)
    },
  }
}

export function modeOf(tradingUrl: string): Account['mode'] {
  return URL.canParse(tradingUrl) && new URL(tradingUrl).hostname === 'api.alpaca.markets' ? 'live' : 'paper'
}

/** Fields come and go on the vendor's side; only cash must be there, since nothing can stand in for it. */
export function decodeAccount(raw: unknown, mode: Account['mode']): Account {
  const parsed = accountSchema.safeParse(raw)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new OpenbellError(
      'unavailable',
      `alpaca answered the account without usable '${issue.path.join('.')}'`,
      'try again later',
    )
  }
  const found = parsed.data
  const equity = found.equity ?? found.portfolio_value ?? found.cash
  return {
    id: found.account_number ?? found.id ?? 'unknown',
    mode,
    cash: found.cash,
    equity,
    buyingPower: found.buying_power ?? found.cash,
    state: stateOf(found),
  }
}

function stateOf({
  status,
  account_blocked,
  trading_blocked,
  trade_suspended_by_user,
}: z.output<typeof accountSchema>): Account['state'] {
  if (account_blocked || trading_blocked) return 'blocked'
  if (trade_suspended_by_user || (status && status !== 'ACTIVE')) return 'restricted'
  return 'active'
}
