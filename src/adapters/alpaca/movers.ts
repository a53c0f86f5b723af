import { z } from 'zod'
import type { SymbolLists } from '../../ports/market-data.ts'
import type { AlpacaHost, DataApis } from './client.ts'
import { field } from './decode.ts'

export interface Mover {
  symbol: string
  price: number
  /** Fraction against the close before: 0.03 = 3 %. */
  change: number
}

export interface Active {
  symbol: string
  volume: number
  trades: number
}

const moverSchema = z.object({ symbol: z.string(), percent_change: z.number(), price: z.number() })
const activeSchema = z.object({ symbol: z.string(), volume: z.number(), trade_count: z.number() })

/** The stocks that rose and fell most today, at most 50 of each. */
export async function askMovers(
  host: AlpacaHost<DataApis>,
  top: number,
  signal: AbortSignal,
): Promise<{ gainers: Mover[]; losers: Mover[] }> {
  const call = (init: RequestInit) => host.apis.screener.moversRaw({ marketType: 'stocks', top }, init)
  const answer = await host.get('movers', call, signal)
  const read = (name: string) =>
    records(field(answer, name), moverSchema).map(({ symbol, price, percent_change }) => ({
      symbol,
      price,
      change: percent_change / 100,
    }))
  return { gainers: read('gainers'), losers: read('losers') }
}

/** The stocks with most volume, or most prints, today; at most 100. */
export async function askMostActive(
  host: AlpacaHost<DataApis>,
  by: 'volume' | 'trades',
  top: number,
  signal: AbortSignal,
): Promise<Active[]> {
  const call = (init: RequestInit) => host.apis.screener.mostActivesRaw({ by, top }, init)
  const answer = await host.get('most active stocks', call, signal)
  return records(field(answer, 'most_actives'), activeSchema).map(({ symbol, volume, trade_count }) => ({
    symbol,
    volume,
    trades: trade_count,
  }))
}

/** The lists as universes: 50 that rose most and 50 that fell most; the 100 with most volume. */
export function alpacaLists(host: AlpacaHost<DataApis>): SymbolLists {
  return {
    names: ['movers', 'most-actives'],
    async read(name, signal) {
      if (name === 'most-actives') return (await askMostActive(host, 'volume', 100, signal)).map((one) => one.symbol)
      const { gainers, losers } = await askMovers(host, 50, signal)
      return [...gainers, ...losers].map((one) => one.symbol)
    },
  }
}

function records<T>(raw: unknown, schema: z.ZodType<T>): T[] {
  return (Array.isArray(raw) ? raw : []).map((one) => schema.safeParse(one).data).filter((one) => one !== undefined)
}
