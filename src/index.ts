/** The engine library: what strategy files and programs import as 'openbell'. */

export { z } from 'zod'
export { type DefinedNetwork, defineNetwork, type NetworkDefinition } from './adapters/trainer/networks/define.ts'
export type { Forward, Initial, NetworkContext, TensorFlow } from './adapters/trainer/networks/types.ts'
export { type CustomBar, type CustomIndicator, defineIndicator } from './analysis/indicators/define.ts'
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
export { crossedAbove, crossedBelow, type Line } from './strategy/crossing.ts'
export { custom } from './strategy/custom.ts'
export { defineStrategy } from './strategy/define.ts'
export { type ForecastOptions, forecast } from './strategy/forecast.ts'
export * from './strategy/indicators.ts'
export type {
  AccountView,
  BarContext,
  BarView,
  Declared,
  Entry,
  Exit,
  ParamsOf,
  PositionView,
  SeriesView,
  Size,
  Strategy,
  SymbolContext,
  UniverseContext,
  ViewsOf,
} from './strategy/types.ts'
