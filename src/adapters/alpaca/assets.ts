import { z } from 'zod'
import { OpenbellError } from '../../core/errors.ts'
import type { SymbolInfo } from '../../ports/market-data.ts'
import type { AlpacaHost, TradingApis } from './client.ts'

const assetSchema = z.object({
  symbol: z.string().min(1),
  name: z.string().nullish().catch(null),
  class: z.string().nullish().catch(null),
  status: z.string().nullish().catch(null),
  tradable: z.boolean().nullish().catch(null),
})

/** Every active, tradable symbol the vendor lists. */
export async function askAssets(host: AlpacaHost<TradingApis>, signal: AbortSignal): Promise<SymbolInfo[]> {
  const call = (init: RequestInit) => host.apis.assets.getV2AssetsRaw({ status: 'active', assetClass: 'us_equity' }, init)
  const answer = await host.get('the list of assets', call, signal)
  return (Array.isArray(answer) ? answer : []).map(toInfo).filter((info) => info !== null)
}

function toInfo(raw: unknown): SymbolInfo | null {
  const asset = assetSchema.safeParse(raw).data
  if (!asset || asset.tradable === false || (asset.status && asset.status !== 'active')) return null
  const name = asset.name || asset.symbol
  return { symbol: asset.symbol, name, kind: asset.class === 'crypto' ? 'crypto' : kindOf(name), sector: null }
}

/** The vendor does not tell funds from companies; their names mostly do. */
function kindOf(name: string): SymbolInfo['kind'] {
  return /\b(ETF|ETN|fund)\b/i.test(name) ? 'fund' : 'stock'
}

/** What the trading host says of a symbol: `unknown` when it lists no such thing, `silent` when it does or cannot be asked. */
export type Known = 'unknown' | 'silent'

/** Tells an unknown symbol from one without data; answers are remembered for the life of the source. */
export function createSymbolCheck(host: AlpacaHost<TradingApis> | null): (symbol: string, signal: AbortSignal) => Promise<Known> {
  const known = new Map<string, Known>()
  return async (symbol, signal) => {
    const before = known.get(symbol)
    if (!host || before) return before ?? 'silent'
    const call = (init: RequestInit) => host.apis.assets.getV2AssetsSymbolOrAssetIdRaw({ symbolOrAssetId: symbol }, init)
    try {
      await host.get(`asset ${symbol}`, call, signal)
      known.set(symbol, 'silent')
    } catch (thrown) {
      if (!(thrown instanceof OpenbellError) || thrown.kind === 'canceled') throw thrown
      if (thrown.kind === 'not-found') known.set(symbol, 'unknown')
    }
    return known.get(symbol) ?? 'silent'
  }
}
