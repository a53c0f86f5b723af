import { DAY, type DayNumber, HOUR } from '../../core/time.ts'
import type { FeeModel, FillFacts, Named } from '../models.ts'
import { type DatedRate, SECTION_31, TRADING_ACTIVITY } from './us-rates.ts'

/**
 * What a US broker without commission passes on: the SEC's section 31 fee and FINRA's TAF, both on sales of stocks only (coins, currencies
 * and futures pay neither), each rounded up to the cent for every fill (brokers round up; some add up a day's sales first, which costs a little less). The audit trail (CAT) fee of a few
 * millionths of a dollar a share is left out. Rates by the date of the fill (`us-rates.ts`).
 */
export function usFee(): Named<FeeModel> {
  const section31 = ratesByDay(SECTION_31)
  const activity = ratesByDay(TRADING_ACTIVITY)
  return {
    name: 'us',
    text: 'No commission; SEC section 31 fee and FINRA TAF on sales of stocks, at the rates of the date, each rounded up to the cent.',
    model: (fill) => (fill.side === 'buy' || fill.kind !== 'equity' ? 0 : saleFee(fill, section31, activity)),
  }
}

function saleFee(fill: FillFacts, section31: RateLookup, activity: RateLookup): number {
  const day = newYorkDay(fill.time)
  const sec = fill.shares * fill.price * fill.multiplier * section31(day).rate
  const { rate, cap } = activity(day)
  return upToCent(sec) + upToCent(Math.min(fill.shares * rate, cap))
}

type RateLookup = (day: DayNumber) => DatedRate

/** Finds the rate of a day; the answer is kept until a day outside its dates is asked for, because runs ask in order. */
function ratesByDay(table: readonly DatedRate[]): RateLookup {
  let index = 0
  let from = Number.NEGATIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  return (day) => {
    if (day < from || day >= to) {
      index = Math.max(
        0,
        table.findLastIndex((one) => one.from <= day),
      )
      from = index === 0 ? Number.NEGATIVE_INFINITY : table[index].from
      to = table[index + 1]?.from ?? Number.POSITIVE_INFINITY
    }
    return table[index]
  }
}

/** The New York date of an instant in a session; sessions keep hours away from midnight, so daylight saving makes no difference. */
function newYorkDay(time: number): DayNumber {
  return Math.floor((time - 5 * HOUR) / DAY)
}

/** Whole cents upwards; a double a hair above a whole cent is that cent. */
function upToCent(dollars: number): number {
  return Math.ceil(dollars * 100 - 1e-9) / 100
}
