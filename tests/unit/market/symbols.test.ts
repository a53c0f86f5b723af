import { expect, it } from 'vitest'
import { calendarFor } from '../../../src/market/calendar/calendar.ts'
import { CONTRACTS, contractOf } from '../../../src/market/contracts.ts'
import { FUTURE_ROOTS, normalizeSymbol, symbolKind } from '../../../src/market/symbols.ts'

const kinds: Record<string, string> = {
  crypto: 'BTCUSD ETHBTC XRPETH LTCBTC BTC/USD BTC-USD BTCUSDT LTCUSDT BTCPERP DOGEUSD ETHUSD DOGE-USD btcusd PEPE-USD SOL/USDT',
  fx: 'EURUSD GBPUSD USDJPY EURUSD=X EUR/USD EUR-USD XAUUSD usdcad',
  future: 'NQ NQ=F ES YM RTY CL GC MNQ MES ESZ6 ESZ26 ES201312 GC201312 6EH4 NQH5 HG=F nq=f',
  equity:
    'SPY AAPL BRK.B BRK-B BF-B GOOG A SIMALL QUANTO EURUSX ABCUSD BTC OBX VIX ^GSPC ESZ EURO SOLARX CADENT TRYING METALS ADAPTS',
}

it.each(Object.entries(kinds).flatMap(([kind, symbols]) => symbols.split(' ').map((symbol) => [symbol, kind])))(
  '%s is %s',
  (symbol, kind) => {
    expect(symbolKind(symbol)).toBe(kind)
  },
)

it('each kind has its calendar', () => {
  expect(['SPY', 'ES', 'CL', 'BTCUSD', 'EURUSD'].map((symbol) => calendarFor(symbol).market)).toEqual([
    'us',
    'cme',
    'cme',
    'crypto',
    'fx',
  ])
  expect(calendarFor('ES')).not.toBe(calendarFor('CL'))
  expect(calendarFor('GCZ6')).toBe(calendarFor('CL'))
})

it('one contract has one name', () => {
  expect(['nq', ' NQ=F ', 'NQ'].map(normalizeSymbol)).toEqual(['NQ', 'NQ', 'NQ'])
  expect(contractOf('nqz6')).toBe(CONTRACTS.NQ)
  expect(contractOf('ES201312')).toBe(CONTRACTS.ES)
  expect(contractOf('SPY')).toBeNull()
})

it('every root has facts, and a tick is worth what the exchange says', () => {
  expect(Object.keys(CONTRACTS).sort()).toEqual([...FUTURE_ROOTS].sort())
  const tickValues = Object.values(CONTRACTS).map((contract) => [
    contract.symbol,
    Math.round(contract.tickSize * contract.multiplier * 100) / 100,
  ])
  expect(Object.fromEntries(tickValues)).toEqual({
    NQ: 5,
    MNQ: 0.5,
    ES: 12.5,
    MES: 1.25,
    YM: 5,
    RTY: 5,
    CL: 10,
    GC: 10,
    SIMFUT: 12.5,
  })
})
