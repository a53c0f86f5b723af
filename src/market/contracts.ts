import { contractRoot, normalizeSymbol } from './symbols.ts'

/** Facts of a futures contract. `multiplier`: dollars for one point of price; `tickSize` in points. */
export interface Contract {
  symbol: string
  name: string
  exchange: string
  tickSize: number
  multiplier: number
  currency: string
  /** Month codes listed in turn: F Jan, G Feb, H Mar, J Apr, K May, M Jun, N Jul, Q Aug, U Sep, V Oct, X Nov, Z Dec. */
  months: string[]
  hours: string
  /** Which products' hours and holidays it keeps. */
  group: 'index' | 'commodity'
}

const QUARTERS = ['H', 'M', 'U', 'Z']
const EVERY_MONTH = ['F', 'G', 'H', 'J', 'K', 'M', 'N', 'Q', 'U', 'V', 'X', 'Z']
const EVEN_MONTHS = ['G', 'J', 'M', 'Q', 'V', 'Z']
const CHICAGO_HOURS = 'Sunday 17:00 to Friday 16:00 Chicago, with a break from 16:00 to 17:00 each day'
const NEW_YORK_HOURS = 'Sunday 18:00 to Friday 17:00 New York, with a break from 17:00 to 18:00 each day'

function index(symbol: string, name: string, exchange: string, tickSize: number, multiplier: number): Contract {
  return { symbol, name, exchange, tickSize, multiplier, currency: 'USD', months: QUARTERS, hours: CHICAGO_HOURS, group: 'index' }
}

function commodity(
  symbol: string,
  name: string,
  exchange: string,
  tickSize: number,
  multiplier: number,
  months: string[],
): Contract {
  return { symbol, name, exchange, tickSize, multiplier, currency: 'USD', months, hours: NEW_YORK_HOURS, group: 'commodity' }
}

/** The contracts openbell knows, by root, as the exchanges' specifications state them. */
export const CONTRACTS: Readonly<Record<string, Contract>> = {
  NQ: index('NQ', 'E-mini Nasdaq-100', 'CME', 0.25, 20),
  MNQ: index('MNQ', 'Micro E-mini Nasdaq-100', 'CME', 0.25, 2),
  ES: index('ES', 'E-mini S&P 500', 'CME', 0.25, 50),
  MES: index('MES', 'Micro E-mini S&P 500', 'CME', 0.25, 5),
  YM: index('YM', 'E-mini Dow ($5)', 'CBOT', 1, 5),
  RTY: index('RTY', 'E-mini Russell 2000', 'CME', 0.1, 50),
  CL: commodity('CL', 'Crude Oil (WTI)', 'NYMEX', 0.01, 1000, EVERY_MONTH),
  GC: commodity('GC', 'Gold', 'COMEX', 0.1, 100, EVEN_MONTHS),
  // The one future of the simulated market; it keeps the hours of the index futures.
  SIMFUT: index('SIMFUT', 'Simulated Market Future', 'simulated', 0.25, 50),
}

/** Facts of a contract root, its `=F` spelling or one of its dated contracts; null when openbell has none. */
export function contractOf(text: string): Contract | null {
  const symbol = normalizeSymbol(text)
  const root = contractRoot(symbol)
  return CONTRACTS[symbol] ?? (root ? CONTRACTS[root] : undefined) ?? null
}
