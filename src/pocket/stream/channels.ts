/** Channels of the market-data streams, with the letter their messages carry. */
export const LETTERS = {
  trades: 't',
  quotes: 'q',
  bars: 'b',
  updatedBars: 'u',
  dailyBars: 'd',
  statuses: 's',
  lulds: 'l',
  imbalances: 'i',
  corrections: 'c',
  cancelErrors: 'x',
  news: 'n',
} as const

export type Channel = keyof typeof LETTERS

/** What a client may ask for on a stock stream; corrections and cancelled prints come along with trades. */
export const STOCK_CHANNELS: readonly Channel[] = [
  'trades',
  'quotes',
  'bars',
  'updatedBars',
  'dailyBars',
  'statuses',
  'lulds',
  'imbalances',
]
export const NEWS_CHANNELS: readonly Channel[] = ['news']

/** The vendor's words for what went wrong; `close`: whether the connection ends with it. */
export const STREAM_ERRORS = {
  400: { msg: 'invalid syntax', close: false },
  401: { msg: 'not authenticated', close: false },
  402: { msg: 'auth failed', close: true },
  403: { msg: 'already authenticated', close: false },
  404: { msg: 'auth timeout', close: true },
  405: { msg: 'symbol limit exceeded', close: false },
  406: { msg: 'connection limit exceeded', close: true },
  407: { msg: 'slow client', close: true },
  409: { msg: 'insufficient subscription', close: true },
  410: { msg: 'invalid subscribe action for this feed', close: false },
  500: { msg: 'internal error', close: true },
} as const

export type StreamErrorCode = keyof typeof STREAM_ERRORS

/** One error as it travels: alone in its array, like every control message. */
export function errorMessage(code: StreamErrorCode): unknown {
  return [{ T: 'error', code, msg: STREAM_ERRORS[code].msg }]
}
