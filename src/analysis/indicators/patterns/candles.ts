import { type CandleWindow, type RecogniserName, recognises } from './library.ts'

/** 1 speaks for rising prices, -1 for falling ones; 0 means that the pattern is not there. */
export type PatternDirection = 1 | 0 | -1

export interface CandlePattern {
  name: string
  summary: string
  /** Bars it consists of, with the trend before it where that is part of it. */
  bars: number
  /** Looks at exactly so many bars, oldest first. */
  find(window: CandleWindow): PatternDirection
}

function single(name: string, summary: string, bars: number, direction: 1 | -1, recogniser: RecogniserName): CandlePattern {
  return { name, summary, bars, find: (window) => (recognises(recogniser, window) ? direction : 0) }
}

function pair(name: string, summary: string, bars: number, bullish: RecogniserName, bearish: RecogniserName): CandlePattern {
  return {
    name,
    summary,
    bars,
    find: (window) => (recognises(bullish, window) ? 1 : recognises(bearish, window) ? -1 : 0),
  }
}

/** The package tells a spinning top by its shadows only; the body gives it its side. */
const spinningTop: CandlePattern = {
  name: 'spinning_top',
  summary: 'Spinning top: a small body between longer shadows; 1 when it closed higher, -1 lower',
  bars: 1,
  find(window) {
    const body = window.close[0] - window.open[0]
    if (body > 0) return recognises('bullishspinningtop', window) ? 1 : 0
    return body < 0 && recognises('bearishspinningtop', window) ? -1 : 0
  },
}

const TREND_BARS = 5

/**
 * A stick that means something after a trend and once the next bar confirms it: three closes of trend, the stick, the confirmation.
 * The package has these too, but compares the mean rise and the mean fall as text (`[9.5] > [10.2]` holds), so only its sticks are used;
 * a mean rise above the mean fall is a last close above the first.
 */
function afterTrend(
  name: string,
  summary: string,
  trend: 1 | -1,
  direction: 1 | -1,
  sticks: readonly RecogniserName[],
): CandlePattern {
  return {
    name,
    summary,
    bars: TREND_BARS,
    find({ open, high, low, close }) {
      const moved = Math.sign(close[2] - close[0])
      const confirms = direction * (close[4] - open[4]) > 0 && direction * (close[4] - close[3]) > 0
      if (moved !== trend || !confirms) return 0
      const stick = { open: [open[3]], high: [high[3]], low: [low[3]], close: [close[3]] }
      return sticks.some((one) => recognises(one, stick)) ? direction : 0
    },
  }
}

/** Two bars after a trend that stop at the very same price. */
function tweezers(name: string, summary: string, trend: 1 | -1, side: 'high' | 'low'): CandlePattern {
  return {
    name,
    summary,
    bars: TREND_BARS,
    find(window) {
      const moved = Math.sign(window.close[2] - window.close[0])
      return moved === trend && window[side][3] === window[side][4] ? (-trend as 1 | -1) : 0
    },
  }
}

const HAMMERS = ['bullishhammerstick', 'bearishhammerstick'] as const
const INVERTED = ['bullishinvertedhammerstick', 'bearishinvertedhammerstick'] as const

/** A doji alone takes no side: 1 only says that it is there. */
export const DOJI = single('doji', 'Doji: open and close are equal within 0.1%; 1 where there is one', 1, 1, 'doji')

/**
 * Candlestick patterns (Steve Nison, Japanese Candlestick Charting Techniques, 1991), recognised by the rules of the package
 * technicalindicators, on the bars up to the row only. "Equal" is its 0.1% of the price, so on bars of a minute most are doji.
 */
export const CANDLE_PATTERNS: readonly CandlePattern[] = [
  DOJI,
  single('dragonfly_doji', 'Dragonfly doji: only a lower shadow', 1, 1, 'dragonflydoji'),
  single('gravestone_doji', 'Gravestone doji: only an upper shadow', 1, -1, 'gravestonedoji'),
  spinningTop,
  pair('marubozu', 'Marubozu: a body without shadows', 1, 'bullishmarubozu', 'bearishmarubozu'),
  pair('engulfing', 'Engulfing: a body that takes in the one before', 2, 'bullishengulfingpattern', 'bearishengulfingpattern'),
  pair('harami', 'Harami: a small body inside the one before', 2, 'bullishharami', 'bearishharami'),
  pair('harami_cross', 'Harami cross: a doji inside the body before', 2, 'bullishharamicross', 'bearishharamicross'),
  single('piercing_line', 'Piercing line: opens under the low before and closes above its middle', 2, 1, 'piercingline'),
  single(
    'dark_cloud_cover',
    'Dark cloud cover: opens above the high before and closes under its middle',
    2,
    -1,
    'darkcloudcover',
  ),
  single('morning_star', 'Morning star: a fall, a small bar below it, a rise past its middle', 3, 1, 'morningstar'),
  single('evening_star', 'Evening star: a rise, a small bar above it, a fall past its middle', 3, -1, 'eveningstar'),
  single('morning_doji_star', 'Morning star whose small bar is a doji', 3, 1, 'morningdojistar'),
  single('evening_doji_star', 'Evening star whose small bar is a doji', 3, -1, 'eveningdojistar'),
  single('abandoned_baby', 'Abandoned baby: a doji with gaps on both sides under a fall and a rise', 3, 1, 'abandonedbaby'),
  single('three_white_soldiers', 'Three rising bars, each from within the body before', 3, 1, 'threewhitesoldiers'),
  single('three_black_crows', 'Three falling bars, each from within the body before', 3, -1, 'threeblackcrows'),
  // The package files it under its bullish patterns; in the literature the gap that stays open speaks for the fall to go on.
  single('downside_tasuki_gap', 'Downside tasuki gap: a rise that does not close the gap of a fall', 3, -1, 'downsidetasukigap'),
  afterTrend('hammer', 'Hammer after a fall, confirmed by the next bar', -1, 1, [...HAMMERS, ...INVERTED]),
  afterTrend('hanging_man', 'Hanging man after a rise, confirmed by the next bar', 1, -1, HAMMERS),
  afterTrend('shooting_star', 'Shooting star after a rise, confirmed by the next bar', 1, -1, INVERTED),
  tweezers('tweezer_bottom', 'Tweezer bottom: two equal lows after a fall', -1, 'low'),
  tweezers('tweezer_top', 'Tweezer top: two equal highs after a rise', 1, 'high'),
]
