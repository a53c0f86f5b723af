import type { Settings } from '../../core/settings.ts'

type MarketSettings = Pick<Settings, 'seed' | 'alpacaDataUrl' | 'alpacaFeed' | 'yahooUrl' | 'home'>

/** Which market the numbers of a source are of: two processes with the same answer see the same. Nothing secret stands in it. */
export function marketOf(source: string, settings: MarketSettings): string {
  if (source === 'simulated') return `simulated, seed ${settings.seed}`
  if (source === 'alpaca') return `alpaca, ${settings.alpacaDataUrl}, ${settings.alpacaFeed ?? 'the feed of the account'}`
  if (source === 'yahoo') return `yahoo, ${settings.yahooUrl ?? 'the real one'}`
  return `${source}, ${settings.home}`
}

/** Seed of a simulated market by its name; null for another market. */
export function seedOf(market: string): number | null {
  const [, seed] = /^simulated, seed (-?\d+)$/.exec(market) ?? []
  return seed === undefined ? null : Number(seed)
}
