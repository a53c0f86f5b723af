import type { SymbolInfo } from '../../ports/market-data.ts'
import { FUNDS } from './funds.ts'
import { keyOf, Stream } from './random.ts'

/** Sectors of the invented companies; the factor of a sector carries its index. */
export const SECTORS = [
  'Technology',
  'Healthcare',
  'Finance',
  'Energy',
  'Industrials',
  'Consumer',
  'Materials',
  'Utilities',
  'Property',
  'Media',
  'Transport',
] as const

/** What a symbol is: fixed facts, the same for every seed. The seed draws what happens to it. */
export interface Profile extends SymbolInfo {
  /** Index into SECTORS; -1 for funds of the whole market and the future. */
  sectorIndex: number
  marketBeta: number
  sectorBeta: number
  /** Daily standard deviation of its own return, beside the factors'. */
  deviation: number
  /** Dollars, at the first session of 2015. */
  startPrice: number
  /** Log return a year that is its own. */
  drift: number
  /** Pull towards `startPrice` per session; 0 for all but penny stocks. */
  pull: number
  /** Dollars a day in a quiet year. */
  turnover: number
  /** Mean units of a print; null = from the price, as `printSizeAt` has it. */
  printSize: number | null
  /** Yearly dividend over price; 0 = pays none. */
  dividendYield: number
  /** A close above this price is followed by a split; Infinity = never. */
  splitAbove: number
  /** Reports earnings four times a year. */
  reports: boolean
  /** Price step in units of 0.0001 dollars; null = the rule of stocks (0.01, and 0.0001 under a dollar). */
  tick: number | null
}

/** Mean shares of a print at a price in dollars: few of a dear stock, many of a cheap one. */
export function printSizeAt(profile: Profile, price: number): number {
  return profile.printSize ?? Math.min(1500, 45 + 2500 / price)
}

const COMPANIES = 505
const PENNY_STOCKS = 28

const FIRST =
  'bal bel bov cal cov dal del dov fal fen fir gal gel gov hal hel hov jal jov kal kel kov lam lem lov mel mov nal nev nov pal pel pov qual ral rel rov sal sel sov tal tev tov val vel wal wel wov yal yel zal zel zov'.split(
    ' ',
  )
const LAST = 'bex dax dor fix gan jix kor lan mir nax por rix sor tar vun zan'.split(' ')

const TRADES: Record<(typeof SECTORS)[number], string[]> = {
  Technology: ['Systems', 'Semiconductors', 'Software', 'Networks'],
  Healthcare: ['Therapeutics', 'Medical', 'Diagnostics', 'Biologics'],
  Finance: ['Bancorp', 'Insurance', 'Capital', 'Payments'],
  Energy: ['Energy', 'Drilling', 'Pipelines', 'Solar'],
  Industrials: ['Machinery', 'Aerospace', 'Tools', 'Controls'],
  Consumer: ['Foods', 'Apparel', 'Stores', 'Beverages'],
  Materials: ['Chemicals', 'Mining', 'Steel', 'Packaging'],
  Utilities: ['Power', 'Water', 'Grid', 'Gas'],
  Property: ['Properties', 'Residential', 'Storage', 'Towers'],
  Media: ['Studios', 'Broadcasting', 'Games', 'Publishing'],
  Transport: ['Airlines', 'Freight', 'Railways', 'Shipping'],
}

/** Six-letter names in a fixed shuffled order; no US listing has six letters, and none of these pairs two currency codes. */
function symbolNames(): string[] {
  const all = FIRST.flatMap((first) => (first.length === 3 ? LAST.map((last) => (first + last).toUpperCase()) : []))
  const stream = new Stream().restart(keyOf(0, 'listing'), 0, 0)
  for (let i = all.length - 1; i > 0; i--) {
    const j = stream.below(i + 1)
    const swapped = all[i]
    all[i] = all[j]
    all[j] = swapped
  }
  return all.slice(0, COMPANIES)
}

/** The company of a rank: 0 is the most traded, `COMPANIES - 1` the quietest. */
function company(symbol: string, rank: number): Profile {
  const stream = new Stream().restart(keyOf(0, symbol), 0, 0)
  const place = rank / COMPANIES
  const sectorIndex = stream.below(SECTORS.length)
  const sector = SECTORS[sectorIndex]
  const trades = TRADES[sector]
  const word = symbol[0] + symbol.slice(1).toLowerCase()
  // Penny stocks stand in the middle of the table: cheap, not unknown.
  const penny = rank >= 200 && rank < 200 + PENNY_STOCKS * 4 && rank % 4 === 0
  const small = Math.max(0, place - 0.1)
  return {
    symbol,
    name: `${word} ${trades[stream.below(trades.length)]}`,
    kind: 'stock',
    sector,
    sectorIndex,
    marketBeta: Math.max(0.2, 1 + 0.3 * stream.normal()),
    sectorBeta: Math.max(0.1, 0.9 + 0.3 * stream.normal()),
    deviation: (penny ? 0.045 : 0.0128 + 0.016 * small) * Math.exp(0.25 * stream.normal()),
    startPrice: penny ? 0.25 + 0.6 * stream.uniform() : Math.exp(4.6 - 2.2 * small + (place < 0.1 ? 0.4 : 0.7) * stream.normal()),
    drift: penny ? 0 : 0.01 + 0.04 * stream.normal(),
    pull: penny ? 0.004 : 0,
    turnover: 9e9 * Math.exp(-12.9 * place ** 0.8 + 0.3 * stream.normal()),
    printSize: null,
    dividendYield: !penny && stream.uniform() < 0.45 ? 0.005 + 0.03 * stream.uniform() : 0,
    splitAbove: 250 + 600 * stream.uniform(),
    reports: true,
    tick: null,
  }
}

let listed: Map<string, Profile> | null = null

/** Every symbol of the simulated market: funds and the future first, then companies from the most traded to the quietest. */
export function listing(): Map<string, Profile> {
  listed ??= new Map([...FUNDS, ...symbolNames().map(company)].map((profile) => [profile.symbol, profile]))
  return listed
}
