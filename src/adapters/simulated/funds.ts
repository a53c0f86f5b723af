import type { Profile } from './listing.ts'

const FUND: Omit<
  Profile,
  'symbol' | 'name' | 'sector' | 'sectorIndex' | 'marketBeta' | 'sectorBeta' | 'startPrice' | 'turnover'
> = {
  kind: 'fund',
  deviation: 0.0004,
  drift: 0,
  pull: 0,
  printSize: null,
  dividendYield: 0.014,
  splitAbove: Number.POSITIVE_INFINITY,
  reports: false,
  tick: null,
}

/** The name of the one future; its sessions are CME's. */
export const FUTURE = 'SIMFUT'

/** Index funds and the future; they carry the factors and next to nothing of their own. */
export const FUNDS: Profile[] = [
  {
    ...FUND,
    symbol: 'SIMALL',
    name: 'Simulated Whole Market Fund',
    sector: null,
    sectorIndex: -1,
    marketBeta: 1,
    sectorBeta: 0,
    startPrice: 200,
    turnover: 2.4e10,
  },
  {
    ...FUND,
    symbol: 'SIMTEC',
    name: 'Simulated Technology Fund',
    sector: 'Technology',
    sectorIndex: 0,
    marketBeta: 1.1,
    sectorBeta: 1,
    startPrice: 105,
    turnover: 1.1e10,
  },
  {
    ...FUND,
    symbol: 'SIMFIN',
    name: 'Simulated Finance Fund',
    sector: 'Finance',
    sectorIndex: 2,
    marketBeta: 1,
    sectorBeta: 1,
    startPrice: 25,
    turnover: 1.6e9,
  },
  {
    ...FUND,
    symbol: 'SIMINV',
    name: 'Simulated Inverse Market Fund',
    sector: null,
    sectorIndex: -1,
    marketBeta: -1,
    sectorBeta: 0,
    startPrice: 60,
    turnover: 4e8,
    pull: 0.0015,
    dividendYield: 0,
  },
  {
    ...FUND,
    symbol: FUTURE,
    name: 'Simulated Market Future',
    kind: 'future',
    sector: null,
    sectorIndex: -1,
    marketBeta: 1,
    sectorBeta: 0,
    startPrice: 2000,
    turnover: 3e9,
    printSize: 1.8,
    dividendYield: 0,
    tick: 2500,
  },
]
