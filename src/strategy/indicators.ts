/** One declaration function for every indicator of the registry (a test holds the two together), named as there in camelCase. */
import { ofBars, ofInput } from './declare.ts'

export const sma = ofInput('sma', ['period'])
export const ema = ofInput('ema', ['period'])
export const rsi = ofInput('rsi', ['period'])
export const atr = ofBars('atr', ['period'])
export const highest = ofInput('highest', ['period'])
export const lowest = ofInput('lowest', ['period'])
export const stdev = ofInput('stdev', ['period'])
export const roc = ofInput('roc', ['period'])
