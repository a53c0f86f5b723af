import { OpenbellError } from '../../core/errors.ts'
import type { RecordKind } from '../../ports/record-reader.ts'

/** What a column means. The same letter can mean two things (`c`: close of a bar, conditions of a print), so each kind has its own list. */
export type Role = string
export type Columns = ReadonlyMap<Role, number>

export interface Header {
  kind: RecordKind
  columns: Columns
  /** Headings without a meaning here. */
  ignored: string[]
  /** How many fields a row has. */
  width: number
}

const COMMON: Record<Role, string> = {
  time: 'timestamp time date datetime t ts opentime starttime bartime tradedate tsevent dateutc timeutc',
  symbol: 'symbol ticker S sym',
}

/** Headings of each role, without case, blanks and punctuation; a single letter counts as it is written, or in capitals where that is free. */
const ALIASES: Record<RecordKind, Record<Role, string>> = {
  bars: {
    ...COMMON,
    open: 'open o openprice',
    high: 'high h highprice',
    low: 'low l lowprice',
    close: 'close c last closeprice closelast',
    volume: 'volume v vol',
    prints: 'trades tradecount n prints barcount transactions numberoftrades tradesdone',
    vwap: 'vwap vw average wap',
    adjustedClose: 'adjclose adjustedclose',
    dividend: 'dividend dividends divcash dividendamount',
    splitRatio: 'splitratio stocksplits splitcoefficient splitfactor',
    filled: 'filled',
  },
  prints: {
    ...COMMON,
    price: 'price p tradeprice',
    size: 'size s qty quantity amount volume v',
    exchange: 'exchange x ex venue',
    conditions: 'conditions condition c cond salecondition',
    id: 'id i tradeid',
  },
  quotes: {
    ...COMMON,
    bidPrice: 'bidprice bp bid',
    bidSize: 'bidsize bs bidqty bidvolume',
    askPrice: 'askprice ap ask offer offerprice',
    askSize: 'asksize as askqty askvolume offersize',
    bidExchange: 'bidexchange bx',
    askExchange: 'askexchange ax',
  },
  actions: {
    ...COMMON,
    time: `${COMMON.time} exdate exday`,
    dateBeforeEx: 'datebeforeex',
    kind: 'kind type action',
    value: 'value',
    ratio: 'adjratio ratio',
    dividend: 'dividend dividends divcash amount',
    splitRatio: 'splitratio stocksplits split',
  },
}

const NEEDED: Record<RecordKind, string> = {
  bars: 'timestamp,open,high,low,close,volume',
  prints: 'timestamp,price,size',
  quotes: 'timestamp,bid_price,bid_size,ask_price,ask_size',
  actions: 'date_before_ex,kind,value or timestamp,adj_ratio,kind or timestamp,dividend or timestamp,split_ratio',
}

/**
 * Reads a header: what the rows are, and where each value stands. `wanted` is `--kind`.
 * @throws usage naming the header and what would be needed.
 */
export function readHeader(file: string, names: string[], wanted: RecordKind | null): Header {
  const keys = names.map(key)
  refuseFactors(file, names, keys)
  const kinds: RecordKind[] = wanted ? [wanted] : ['bars', 'quotes', 'prints', 'actions']
  for (const kind of kinds) {
    const columns = columnsOf(kind, keys)
    if (!complete(kind, columns)) continue
    const used = new Set(columns.values())
    return { kind, columns, ignored: names.filter((name, i) => !used.has(i) && name.trim() !== ''), width: names.length }
  }
  const needs = kinds.map((kind) => `${kind}: ${NEEDED[kind]}`).join('; ')
  throw new OpenbellError(
    'usage',
    `${file} holds no ${wanted ?? 'market data'} that openbell knows: its header is ${shown(names)}`,
    `needed for ${needs}`,
  )
}

/** The character that stands between fields, as the header shows. */
export function delimiterOf(header: string): string {
  const counts = [',', ';', '\t', '|'].map((one) => ({ one, count: header.split(one).length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).one
}

function columnsOf(kind: RecordKind, keys: string[]): Columns {
  const columns = new Map<Role, number>()
  for (const [role, aliases] of Object.entries(ALIASES[kind])) {
    const at = aliases
      .split(' ')
      .map((alias) => keys.indexOf(alias))
      .find((index) => index >= 0)
    if (at !== undefined) columns.set(role, at)
  }
  // `date` beside `time`: the clock stands in a column of its own.
  const [date, clock] = [keys.indexOf('date'), keys.indexOf('time')]
  if (date >= 0 && clock >= 0 && !keys.includes('timestamp')) columns.set('time', date).set('clock', clock)
  return columns
}

function complete(kind: RecordKind, columns: Columns): boolean {
  const has = (...roles: Role[]) => roles.every((role) => columns.has(role))
  if (kind === 'bars') return has('time', 'open', 'high', 'low', 'close')
  if (kind === 'prints') return has('time', 'price', 'size')
  if (kind === 'quotes') return has('time', 'bidPrice', 'askPrice')
  return (
    has('dateBeforeEx', 'kind', 'value') ||
    (has('time') && (has('ratio') || has('kind', 'value') || has('dividend') || has('splitRatio')))
  )
}

function refuseFactors(file: string, names: string[], keys: string[]): void {
  if (!keys.includes('pricefactor')) return
  throw new OpenbellError(
    'usage',
    `${file} holds cumulative adjustment factors, not actions: its header is ${shown(names)}`,
    `import the actions themselves: ${NEEDED.actions}`,
  )
}

function key(name: string): string {
  const plain = name.trim()
  if (plain.length === 1) return /[A-Z]/.test(plain) && plain !== 'S' && plain !== 'T' ? plain.toLowerCase() : plain
  return plain.toLowerCase().replace(/[^a-z0-9]/g, '')
}

function shown(names: string[]): string {
  const text = names.join(',')
  return `'${text.length > 160 ? `${text.slice(0, 160)}...` : text}'`
}
