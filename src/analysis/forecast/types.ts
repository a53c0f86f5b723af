/** How values are brought to the scale that forecasts are made in: the natural logarithm of prices, or the values as they are. */
export type Transform = 'log' | 'level'

/** Forecasts that need no training, and are always beside the others. */
export const BASELINES = ['naive', 'drift', 'seasonal'] as const
export type Baseline = (typeof BASELINES)[number]

/**
 * Who may speak for a series: a baseline, the least-squares line of the series itself (`linear`), the trained network (`network`), the mean of
 * those two (`blend`), and the latter three drawn halfway to the last value.
 */
export const EXPERTS = [
  'naive',
  'drift',
  'seasonal',
  'linear',
  'network',
  'blend',
  'half-linear',
  'half-network',
  'half-blend',
] as const
export type Expert = (typeof EXPERTS)[number]

/**
 * What each expert said at origins of the past, each time knowing only rows up to the origin, and what came. Transformed units, as differences
 * from the value at the origin. `told[expert]` and `came` hold `horizon` numbers an origin, one origin after another.
 */
export interface PastForecasts {
  horizon: number
  /** Row numbers, ascending; row `origin + horizon` exists for each. */
  origins: Int32Array
  /** The stretch of the walk-forward that each origin lies in, from 0: what was fitted for it used rows before its stretch began. */
  stretch: Int32Array
  /** Scale at each origin: the EWMA volatility, above zero. */
  scale: Float64Array
  came: Float64Array
  told: Partial<Record<Expert, Float64Array>>
}

/** A prediction band at a level, as distances from the median forecast by step, in units of the square root of the scale at the origin. */
export interface BandShape {
  /** Nominal coverage: 0.8, 0.95. */
  level: number
  low: number[]
  high: number[]
}

/** Skill against the last value: 1 - loss / loss of naive, with the bounds of its 95% block-bootstrap interval. */
export interface Skill {
  skill: number
  low: number
  high: number
}

/** How well the procedure did at past origins, each forecast made before its time. */
export interface Evaluation {
  /** Mean absolute scaled error: Hyndman and Koehler (2006); against the one-step naive error of the rows before the first origin. */
  mase: number | null
  /** Of the mean absolute error. */
  skill: number | null
  skillLow: number | null
  skillHigh: number | null
  /** Of the weighted interval score: Bracher, Ray, Gneiting and Reich (2021). */
  wisSkill: number | null
  wisSkillLow: number | null
  wisSkillHigh: number | null
  /** What the bands held, each calibrated on the origins before it, and at how many of them: the first have nothing before them. */
  coverage: { level: number; achieved: number | null; windows: number }[]
  /** Past forecasts, and how many of them do not overlap (rows / horizon). */
  windows: number
  effectiveWindows: number
}

export type SignalAction = 'BUY' | 'SELL' | 'HOLD'

/** What a forecast says to do. Never more than HOLD where no skill is shown. */
export interface ForecastSignal {
  action: SignalAction
  /** Probability of the side that it leans to, from 0.5 to 1; of HOLD too. */
  confidence: number
  probabilityUp: number
  /** Bounds of 95% (Wilson, 1927) on effective windows. */
  probabilityUpLow: number
  probabilityUpHigh: number
  /** Median move to the last step, as a fraction of the last value; null where the last value is zero. */
  expectedMove: number | null
  /** Mean size of the move either way, as a fraction. */
  expectedAbsoluteMove: number | null
  /** Why, in a sentence. */
  reason: string
}
