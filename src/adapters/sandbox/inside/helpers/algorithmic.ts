import { type AlgorithmicEstimate, algorithmicActivity, FEWEST_PRINTS } from '../../../../analysis/algorithmic/estimate.ts'
import { oneSeries } from '../bars-of.ts'

export interface AlgorithmicFound {
  /** Score over the threshold; null where the tape cannot be judged. */
  isAlgorithmic: boolean | null
  /** A heuristic score from 0 to 1, not a measured frequency. */
  probability: number | null
  pattern: AlgorithmicEstimate['pattern'] | null
  features: AlgorithmicEstimate['features'] | null
  /** Why there is no answer. */
  reason: string | null
}

/** How much prints look machine-made (`algorithmicActivity`): needs the tape, columns time, price and size, 100 prints at least. Bars cannot tell. */
export function identifyAlgorithmicActivity(df: unknown, threshold = 0.7): AlgorithmicFound {
  const frame = oneSeries(df, 'identifyAlgorithmicActivity')
  if (!frame.has('time') || !frame.has('size'))
    return unknown('it takes prints (columns time and size): bars and quotes cannot tell')
  const [time, size] = [frame.col('time') as Float64Array, frame.col('size') as Float64Array]
  const price = frame.has('price') ? (frame.col('price') as Float64Array) : new Float64Array(frame.length)
  const none = { codes: new Uint16Array(frame.length), names: [''] }
  const head = { symbol: frame.symbols[0] ?? frame.name, source: frame.source, feed: frame.feed ?? '' }
  const found = algorithmicActivity({
    ...head,
    length: frame.length,
    time,
    price,
    size,
    exchange: none,
    conditions: none,
    id: null,
  })
  if (!found) return unknown(`${frame.length} prints are too few: ${FEWEST_PRINTS} at least`)
  return { isAlgorithmic: found.probability > threshold, ...found, reason: null }
}

function unknown(reason: string): AlgorithmicFound {
  return { isAlgorithmic: null, probability: null, pattern: null, features: null, reason }
}
