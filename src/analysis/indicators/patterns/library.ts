import { createRequire } from 'node:module'

/** Prices of a few bars, oldest first, as technicalindicators takes them. */
export interface CandleWindow {
  open: number[]
  high: number[]
  low: number[]
  close: number[]
}

type Recognise = (window: CandleWindow) => boolean
type Library = Record<RecogniserName, Recognise>

/** The recognisers of the package technicalindicators that are used here. */
export type RecogniserName =
  | 'abandonedbaby'
  | 'bearishengulfingpattern'
  | 'bearishhammerstick'
  | 'bearishharami'
  | 'bearishharamicross'
  | 'bearishinvertedhammerstick'
  | 'bearishmarubozu'
  | 'bearishspinningtop'
  | 'bullishengulfingpattern'
  | 'bullishhammerstick'
  | 'bullishharami'
  | 'bullishharamicross'
  | 'bullishinvertedhammerstick'
  | 'bullishmarubozu'
  | 'bullishspinningtop'
  | 'darkcloudcover'
  | 'doji'
  | 'downsidetasukigap'
  | 'dragonflydoji'
  | 'eveningdojistar'
  | 'eveningstar'
  | 'gravestonedoji'
  | 'morningdojistar'
  | 'morningstar'
  | 'piercingline'
  | 'threeblackcrows'
  | 'threewhitesoldiers'

let library: Library | null = null

/**
 * Whether the package recognises its pattern in exactly the bars given. The package is one file of all its indicators and takes
 * milliseconds to load, so it is loaded when the first pattern is looked for, not with the list of indicators.
 */
export function recognises(name: RecogniserName, window: CandleWindow): boolean {
  library ??= createRequire(import.meta.url)('technicalindicators') as Library
  return library[name](window)
}
