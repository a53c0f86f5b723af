import type { DayNumber } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { splitLike } from '../../market/quality/splits.ts'
import type { RecordBatch } from '../../ports/record-reader.ts'
import type { TradingDates } from './dates.ts'
import { parseDecimal } from './decimal.ts'
import type { Header } from './header.ts'
import { type Gatherer, places, RowsBySymbol, SymbolRows } from './rows.ts'
import { stampText } from './stamp-text.ts'
import type { StampReader } from './stamps.ts'

type Found = Pick<CorporateAction, 'kind' | 'value' | 'ratio'>

/** A ratio above one, or within a thousandth of a plain fraction, is a split; any other is a dividend in money or kind. */
const SPLIT_TOLERANCE = 0.001

/**
 * Gathers splits and dividends. Accepted: a kind with its value (new shares per old share; dollars a share), a price ratio with or
 * without a kind, or a dividend or split column. The date is the ex-date; `date_before_ex`, and the date beside an `adj_ratio`
 * (which holds for every price up to and including it), is the last trading date before.
 */
export class ActionsGatherer implements Gatherer {
  readonly #rows: RowsBySymbol
  readonly #header: Header
  readonly #stamps: StampReader
  readonly #dates: TradingDates
  readonly #time: (fields: string[]) => string

  constructor(header: Header, symbol: string | null, stamps: StampReader, dates: TradingDates) {
    this.#header = header
    this.#stamps = stamps
    this.#dates = dates
    this.#rows = new RowsBySymbol(header.columns, symbol, (name) => new SymbolRows(name, 0, 0))
    this.#time = stampText(header.columns)
  }

  take(fields: string[], line: number, text: string): string | null {
    const rows = this.#rows.of(fields)
    if (rows === null) return this.#rows.problem
    const stamp = this.#stamps.read(this.#time(fields), rows.previous)
    if (Number.isNaN(stamp)) return this.#stamps.problem
    const found = this.#read(fields)
    if (typeof found === 'string') return found
    rows.actions.push({ symbol: rows.symbol, exDay: this.#exDay(rows.symbol, stamp), source: 'import', ...found })
    this.#rows.keep(rows, [], [], line, text)
    return null
  }

  drain(all: boolean): RecordBatch[] {
    return this.#rows.ready(all).map((rows) => {
      const batch: RecordBatch = { kind: 'actions', actions: rows.actions, ...places(rows, null) }
      rows.clear()
      return batch
    })
  }

  #exDay(symbol: string, stamp: number): DayNumber {
    const { columns } = this.#header
    const day = this.#dates.tradingDate(symbol, stamp)
    return columns.has('dateBeforeEx') || columns.has('ratio') ? this.#dates.next(symbol, day) : day
  }

  #read(fields: string[]): Found | string {
    const field = (role: string) => {
      const at = this.#header.columns.get(role)
      return at === undefined ? '' : fields[at].trim()
    }
    if (field('ratio') !== '') return fromRatio(field('ratio'), field('kind'))
    if (field('kind') !== '')
      return fromKind(field('kind').toLowerCase(), field('value') || field('dividend') || field('splitRatio'))
    const dividend = amount(field('dividend'))
    const split = shares(field('splitRatio'))
    const isSplit = field('splitRatio') !== '' && split !== 0 && split !== 1
    if (isSplit && dividend > 0) return 'a split and a dividend in one row: give each its own'
    if (isSplit) return fromKind('split', field('splitRatio'))
    return fromKind('dividend', field('dividend'))
  }
}

function fromKind(kind: string, text: string): Found | string {
  if (kind !== 'split' && kind !== 'dividend') return `unknown kind of action '${kind}'`
  const value = kind === 'split' ? shares(text) : amount(text)
  if (!(value > 0)) return `${kind} value is not above zero: '${text}'`
  return { kind, value, ratio: kind === 'split' ? 1 / value : null }
}

function fromRatio(text: string, kind: string): Found | string {
  const ratio = parseDecimal(text)
  if (!(ratio > 0) || !Number.isFinite(ratio)) return `ratio is not above zero: '${text}'`
  const split = kind.toLowerCase() !== 'dividend' && (ratio > 1 || splitLike(1 / ratio, SPLIT_TOLERANCE) !== null)
  return split ? { kind: 'split', value: 1 / ratio, ratio } : { kind: 'dividend', value: null, ratio }
}

function amount(text: string): number {
  return text === '' ? 0 : parseDecimal(text)
}

/** New shares per old share: `7`, `7:1` or `7/1`. */
function shares(text: string): number {
  const [first, second] = text.split(/[:/]/)
  return second === undefined ? amount(first) : parseDecimal(first) / parseDecimal(second)
}
