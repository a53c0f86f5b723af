/** The engine library: what programs (and, with the strategy issue, strategy files) import as 'openbell'. */

export { findTurns } from './analysis/peaks/find-turns.ts'
export { turnSettings } from './analysis/peaks/settings.ts'
export { TurnTracker } from './analysis/peaks/tracker.ts'
export { type ErrorKind, OpenbellError } from './core/errors.ts'
export type { Settings } from './core/settings.ts'
export { type Bars, type BarsHead, type Column, createBars, sliceBars } from './market/bars.ts'
export { type Calendar, calendarFor, calendarOf, type SessionDay } from './market/calendar/calendar.ts'
export type { Prints, Quotes } from './market/prints.ts'
export { resample } from './market/resample.ts'
export { parseTimeframe, TIMEFRAMES, type Timeframe } from './market/timeframe.ts'
