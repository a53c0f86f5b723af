/** One declaration function for every indicator of the registry, named as there in camelCase; a test holds the two together. */
import { ofBars, ofInput, ofTwo } from './declare.ts'

// Averages.
export const sma = ofInput('sma', ['period'])
export const ema = ofInput('ema', ['period'])
export const wma = ofInput('wma', ['period'])
export const smma = ofInput('smma', ['period'])
export const dema = ofInput('dema', ['period'])
export const tema = ofInput('tema', ['period'])
export const hma = ofInput('hma', ['period'])
export const kama = ofInput('kama', ['period', 'fast', 'slow'])
export const vwma = ofInput('vwma', ['period'])
export const zlema = ofInput('zlema', ['period'])
export const alma = ofInput('alma', ['period', 'offset', 'sigma'])
export const trima = ofInput('trima', ['period'])
export const hanning = ofInput('hanning', ['period'])

// Trend.
export const adx = ofBars('adx', ['period'], ['adx', 'plus_di', 'minus_di'])
export const aroon = ofBars('aroon', ['period'], ['up', 'down', 'oscillator'])
export const psar = ofBars('psar', ['step', 'maximum'], ['value', 'direction'])
export const supertrend = ofBars('supertrend', ['period', 'multiple'], ['value', 'direction'])
export const ichimoku = ofBars('ichimoku', ['conversion', 'base', 'span', 'shift'], ['conversion', 'base', 'span_a', 'span_b'])
export const vortex = ofBars('vortex', ['period'], ['plus', 'minus'])
export const massIndex = ofBars('mass_index', ['average', 'period'])
export const heikinAshi = ofBars('heikin_ashi', [], ['open', 'high', 'low', 'close'])
export const turns = ofInput('turns', ['window', 'lookahead', 'delta'], ['peak', 'trough', 'peak_age', 'trough_age'])

// Volatility.
export const trueRange = ofBars('true_range', [])
export const atr = ofBars('atr', ['period'])
export const natr = ofBars('natr', ['period'])
export const stdev = ofInput('stdev', ['period'])
export const bollinger = ofInput('bollinger', ['period', 'multiple'], ['upper', 'middle', 'lower', 'width', 'percent_b'])
export const keltner = ofBars('keltner', ['period', 'atr', 'multiple'], ['upper', 'middle', 'lower'])
export const donchian = ofBars('donchian', ['period'], ['upper', 'middle', 'lower'])
export const chandelier = ofBars('chandelier', ['period', 'multiple'], ['long', 'short'])
export const realisedVolatility = ofInput('realised_volatility', ['period', 'per_year'])
export const parkinson = ofBars('parkinson', ['period', 'per_year'])
export const garmanKlass = ofBars('garman_klass', ['period', 'per_year'])
export const yangZhang = ofBars('yang_zhang', ['period', 'per_year'])
export const choppiness = ofBars('choppiness', ['period'])
export const ulcer = ofInput('ulcer', ['period'])

// Volume.
export const vwap = ofBars('vwap', [])
export const obv = ofBars('obv', [])
export const adl = ofBars('adl', [])
export const cmf = ofBars('cmf', ['period'])
export const forceIndex = ofBars('force_index', ['period'])
export const easeOfMovement = ofBars('ease_of_movement', ['period', 'scale'])
export const nvi = ofBars('nvi', [])
export const pvi = ofBars('pvi', [])
export const volumeOscillator = ofBars('volume_oscillator', ['fast', 'slow'])
export const rvol = ofBars('rvol', ['period'])

// Statistics.
export const highest = ofInput('highest', ['period'])
export const lowest = ofInput('lowest', ['period'])
export const max = ofInput('max', ['period'])
export const min = ofInput('min', ['period'])
export const sum = ofInput('sum', ['period'])
export const median = ofInput('median', ['period'])
export const percentile = ofInput('percentile', ['period', 'percent'])
export const variance = ofInput('variance', ['period'])
export const zscore = ofInput('zscore', ['period'])
export const skewness = ofInput('skewness', ['period'])
export const kurtosis = ofInput('kurtosis', ['period'])
export const linreg = ofInput('linreg', ['period'], ['value', 'slope', 'intercept', 'r2'])
export const beta = ofTwo('beta', ['period'])
export const correlation = ofTwo('correlation', ['period'])

// Levels and sessions.
export const session = ofBars('session', [], ['minute', 'minutes_left', 'open', 'high', 'low', 'previous_close', 'bar'])
export const openingRange = ofBars('opening_range', ['minutes'], ['high', 'low'])

// Others.
export const rsi = ofInput('rsi', ['period'])
export const roc = ofInput('roc', ['period'])
