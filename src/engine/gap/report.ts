import { attribute, type Measures } from './attribute.ts'
import { inCents, sumOf, wholeCents } from './cents.ts'
import { CAUSES, type Causes, type Pair } from './types.ts'

/** One pair with its money taken apart; everything in whole cents, so that it adds up as it is printed. */
export interface Row {
  pair: Pair
  measures: Measures
  /** Cents. */
  money: number
  causes: Causes
}

export interface Apart {
  rows: Row[]
  /** Cents: the sum of the rows' money, and of each cause. */
  total: number
  causes: Causes
  /** Dollars before rounding. */
  exact: number
}

/**
 * Takes every pair apart: the causes of a row add up to its money, the rows to the total, cent by cent.
 * @param wanted cents that they shall add up to (two sums that were rounded apart); default the rounded sum
 */
export function takeApart(pairs: readonly Pair[], measuresOf: (pair: Pair) => Measures, wanted?: number): Apart {
  const parts = pairs.map((pair) => {
    const measures = measuresOf(pair)
    return { pair, measures, exact: attribute(pair, measures) }
  })
  const moneys = parts.map(({ exact }) => sumOf(Object.values(exact)))
  const exact = sumOf(moneys)
  const total = wanted ?? wholeCents(exact)
  const cents = inCents(moneys, total)
  const rows = parts.map(({ pair, measures, exact }, i) => {
    const split = inCents(
      CAUSES.map((cause) => exact[cause]),
      cents[i],
    )
    return { pair, measures, money: cents[i], causes: causesOf(split) }
  })
  const causes = causesOf(CAUSES.map((cause) => sumOf(rows.map((row) => row.causes[cause]))))
  return { rows, total, causes, exact }
}

function causesOf(values: readonly number[]): Causes {
  return Object.fromEntries(CAUSES.map((cause, i) => [cause, values[i]])) as Causes
}
