export type SymbolKind = 'equity' | 'future' | 'crypto' | 'fx'

/** Upper case; the continuous-contract spelling `NQ=F` is the contract root `NQ`. */
export function normalizeSymbol(text: string): string {
  const upper = text.trim().toUpperCase()
  return upper.endsWith('=F') ? upper.slice(0, -2) : upper
}

const words = (text: string): Set<string> => new Set(text.split(' '))

/** Roots of the futures in contracts.ts: as bare symbols they name the continuous contract. */
export const FUTURE_ROOTS: ReadonlySet<string> = words('NQ MNQ ES MES YM RTY CL GC SIMFUT')

/** The one future of the simulated market; it keeps the hours of CME index futures. */
export const SIMULATED_FUTURE = 'SIMFUT'

const CODED = /^([0-9]?[A-Z]{1,3})[FGHJKMNQUVXZ]\d{1,2}$/
const DATED = /^([0-9]?[A-Z]{1,3})(?:19|20)\d{2}(?:0[1-9]|1[0-2])$/

/** Root of a dated contract (`ESZ6`, `ESZ26`, `ES202612`), or null when the symbol is none; US stocks have no digits. */
export function contractRoot(symbol: string): string | null {
  return (CODED.exec(symbol) ?? DATED.exec(symbol))?.[1] ?? null
}

/** ISO 4217 codes that are quoted against each other, with the four metals. */
const CURRENCIES = words(
  'USD EUR JPY GBP CHF AUD NZD CAD SEK NOK DKK ISK PLN CZK HUF RON BGN TRY RUB UAH ILS ZAR EGP KES NGN MAD AED SAR QAR KWD BHD OMR ' +
    'JOD INR PKR BDT LKR THB VND IDR MYR SGD PHP HKD CNY CNH TWD KRW BRL MXN ARS CLP COP PEN UYU XAU XAG XPT XPD',
)

/** Coins by their usual codes; a pair in one word (`ETHBTC`) is only read when its first half stands here. */
const COINS = words(
  'BTC XBT ETH ETC XRP LTC BCH BSV BNB DOGE SHIB PEPE SOL ADA DOT AVAX LINK MATIC POL UNI AAVE ATOM XLM XMR ZEC DASH EOS TRX TON NEO ' +
    'XTZ ALGO FIL ICP NEAR APT ARB SUI SEI OP INJ MKR CRV GRT SUSHI YFI BAT FTM SAND MANA AXS HBAR VET',
)
const CRYPTO_QUOTES = words('USD USDT USDC BUSD TUSD DAI EUR GBP JPY BRL TRY BTC XBT ETH BNB PERP')

/** What a symbol names, by its spelling alone: nothing is looked up. What fits nothing else is an equity. */
export function symbolKind(text: string): SymbolKind {
  const upper = text.trim().toUpperCase()
  const symbol = normalizeSymbol(upper)
  if (upper.endsWith('=F') || FUTURE_ROOTS.has(symbol) || contractRoot(symbol) || symbol === SIMULATED_FUTURE) return 'future'
  if (upper.endsWith('=X')) return 'fx'
  const parts = symbol.split(/[/-]/)
  if (parts.length === 2) return spelledPair(parts[0], parts[1])
  if (parts.length > 2) return 'equity'
  if (symbol.length === 6 && CURRENCIES.has(symbol.slice(0, 3)) && CURRENCIES.has(symbol.slice(3))) return 'fx'
  return joinedCryptoPair(symbol) ? 'crypto' : 'equity'
}

/** `BTC/USD`, `BTC-USD`: the separator says it is a pair, so the coin need not be known (`BRK-B` is no pair: B is no money). */
function spelledPair(base: string, quote: string): SymbolKind {
  if (CURRENCIES.has(base) && CURRENCIES.has(quote)) return 'fx'
  return base.length >= 2 && CRYPTO_QUOTES.has(quote) ? 'crypto' : 'equity'
}

function joinedCryptoPair(symbol: string): boolean {
  for (let split = 3; split <= symbol.length - 3; split++) {
    if (COINS.has(symbol.slice(0, split)) && CRYPTO_QUOTES.has(symbol.slice(split))) return true
  }
  return false
}
