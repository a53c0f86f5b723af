import { Random } from '../random.ts'
import { blockLength } from '../statistics/block-length.ts'
import { quantileOfSorted } from '../statistics/quantile.ts'

export interface YearFigures {
  /** Mean return of a year, deviation of a year, and the one over the other (no interest taken off); null without variation. */
  return: number
  risk: number
  sharpe: number | null
}

/** A difference of two rules, with the bounds of its 95% interval. */
export interface Difference {
  value: number
  low: number
  high: number
}

export interface Comparison {
  return: Difference
  risk: Difference
  sharpe: Difference
  /** Chance of no higher Sharpe ratio, and of no lower risk: (1 + such draws) / (1 + draws), never zero. */
  sharpeLuck: number
  riskLuck: number
  /** Mean days of a block. */
  blockLength: number
}

const DRAWS = 2000

/** So many draws as odds: B. Phipson and G. K. Smyth, Statistical Applications in Genetics and Molecular Biology 9(1), 2010. */
const chance = (draws: number) => (1 + draws) / (1 + DRAWS)

/**
 * How much of the difference between two rules that were followed through the same days may be luck: pasts of the same length are drawn from
 * blocks of those days, the same days for both, by the stationary bootstrap of D. N. Politis and J. P. Romano (Journal of the American Statistical
 * Association 89, 1994), with the automatic block length of the differences or of their sizes, whichever is longer. Intervals are percentiles.
 * Null where one of the two does not vary.
 */
export function compareRules(
  first: Float64Array,
  second: Float64Array,
  { daysPerYear, seed }: { daysPerYear: number; seed: number },
): Comparison | null {
  const apart = first.map((value, k) => value - second[k])
  const [own, other] = [yearFigures(first, daysPerYear), yearFigures(second, daysPerYear)]
  if (own.sharpe === null || other.sharpe === null) return null
  const length = Math.max(blockLength(apart), blockLength(apart.map(Math.abs)))
  const drawn = draw(first, second, { length, daysPerYear, random: new Random(seed, 'portfolio-luck') })
  const between = (values: Float64Array, value: number): Difference => {
    const sorted = values.slice().sort()
    return { value, low: quantileOfSorted(sorted, 0.025), high: quantileOfSorted(sorted, 0.975) }
  }
  return {
    return: between(drawn.return, own.return - other.return),
    risk: between(drawn.risk, own.risk - other.risk),
    sharpe: between(drawn.sharpe, own.sharpe - other.sharpe),
    sharpeLuck: chance(drawn.sharpe.filter((value) => value <= 0).length),
    riskLuck: chance(drawn.risk.filter((value) => value >= 0).length),
    blockLength: length,
  }
}

/** Mean and deviation (n - 1) of daily returns, of a year. */
export function yearFigures(returns: Float64Array, daysPerYear: number): YearFigures {
  let [sum, squares] = [0, 0]
  for (const value of returns) {
    sum += value
    squares += value * value
  }
  return figuresOf(sum, squares, returns.length, daysPerYear)
}

function figuresOf(sum: number, squares: number, days: number, daysPerYear: number): YearFigures {
  const mean = sum / days
  const variance = Math.max(0, (squares - days * mean * mean) / (days - 1))
  const risk = Math.sqrt(variance * daysPerYear)
  return { return: mean * daysPerYear, risk, sharpe: risk > 1e-12 ? (mean * daysPerYear) / risk : null }
}

function draw(
  first: Float64Array,
  second: Float64Array,
  { length, daysPerYear, random }: { length: number; daysPerYear: number; random: Random },
) {
  const days = first.length
  const drawn = { return: new Float64Array(DRAWS), risk: new Float64Array(DRAWS), sharpe: new Float64Array(DRAWS) }
  const goesOn = Math.log(1 - 1 / length)
  for (let k = 0; k < DRAWS; k++) {
    let [sumOne, squaresOne, sumTwo, squaresTwo, place, left] = [0, 0, 0, 0, 0, 0]
    for (let day = 0; day < days; day++) {
      if (left === 0) {
        place = random.below(days)
        left = 1 + Math.floor(Math.log(random.uniform()) / goesOn)
      }
      const [one, two] = [first[place], second[place]]
      sumOne += one
      squaresOne += one * one
      sumTwo += two
      squaresTwo += two * two
      place = place + 1 === days ? 0 : place + 1
      left--
    }
    const [own, other] = [figuresOf(sumOne, squaresOne, days, daysPerYear), figuresOf(sumTwo, squaresTwo, days, daysPerYear)]
    drawn.return[k] = own.return - other.return
    drawn.risk[k] = own.risk - other.risk
    drawn.sharpe[k] = (own.sharpe ?? 0) - (other.sharpe ?? 0)
  }
  return drawn
}
