import { orNull } from '../../core/errors.ts'
import { parseDate } from '../../core/time.ts'
import { calendarOf } from '../../market/calendar/calendar.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { limitsOfPrograms, resolveLimits } from '../../operations/common/limits.ts'
import type { ConditionsOutput } from '../../operations/conditions/output.ts'
import { OpenbellError } from '../../operations/operation.ts'
import type { StatusOutput } from '../../operations/status/output.ts'
import type { PerformanceOutput } from '../../operations/trade/performance.ts'
import type { ToolCall } from '../tool.ts'
import { answerOf } from '../tools/run.ts'
import { RISK_LEVELS, type RiskLevel, type SessionType } from './choices.ts'

/** Symbols that one guide may be about. */
const MOST_SYMBOLS = 6

/** What the trading guide is written from. */
export interface TradingFacts {
  type: SessionType
  level: RiskLevel
  status: StatusOutput
  /** What the account has come to; null where it cannot be opened. */
  past: PerformanceOutput | null
  conditions: ConditionsOutput | null
  /** Why there are no conditions; null when there are. */
  unknown: string | null
  /** Regular hours of the trading date; null on a day without. */
  hours: { open: number; close: number; halfDay: boolean } | null
  minimumPrints: number
  /** Times without new orders by the limits in force, New York wall clock: `08:00-08:15`. */
  quietWindows: readonly string[]
  budget: Budget
  /** Losses in a row after which the limits pause entries; null = no such limit. */
  losingStreak: number | null
}

export interface Budget {
  /** Share of equity that one entry may lose at its stop. */
  share: number
  /** The same in dollars; null without an account. */
  money: number | null
  /** What it was taken from. */
  of: string
}

/** Without a limit on the day's loss: the share that `size` takes when nothing is said, as if it were the day's. */
const UNLIMITED = 0.01

/** Symbols of a text with commas or blanks. @throws OpenbellError usage for too many */
export function targetSymbols(text: string | undefined): string[] {
  const symbols = [
    ...new Set(
      (text ?? '')
        .split(/[\s,]+/)
        .filter((one) => one !== '')
        .map(normalizeSymbol),
    ),
  ]
  if (symbols.length <= MOST_SYMBOLS) return symbols
  throw new OpenbellError(
    'usage',
    `target_symbols: ${symbols.length} symbols, at most ${MOST_SYMBOLS} fit into a guide`,
    'SIMALL,SIMTEC',
  )
}

/** Asks the operations for the state of the moment. */
export async function tradingFacts(
  call: ToolCall,
  type: SessionType,
  level: RiskLevel,
  symbols: string[],
): Promise<TradingFacts> {
  const status = (await answerOf(call, 'status', {})) as StatusOutput
  const past = status.account === null ? null : await pastOf(call)
  const seen = await conditionsOf(call, symbols)
  const { settings } = call.context
  const { regular, halfDay } = calendarOf('us').day(parseDate(status.session.date)!)
  const limits = await limitsInForce(call)
  return {
    ...{ type, level, status, past, ...seen },
    hours: regular && { open: regular.open, close: regular.close, halfDay },
    minimumPrints: limits.minimumPrintsPerMinute ?? settings.minimumPrintsPerMinute,
    quietWindows: limits.quietWindows,
    budget: budgetOf(limits, level, status.account?.equity ?? null),
    losingStreak: limits.losingStreak,
  }
}

/** A broker that has gone since it told its status, and a server that was started without it, hide only the past. */
async function pastOf(call: ToolCall): Promise<PerformanceOutput | null> {
  const past = await orNull(['unavailable', 'denied'], answerOf(call, 'trade.performance', {}))
  return past as PerformanceOutput | null
}

/** A symbol that the source does not know is the caller's mistake; data that is not there is a fact of the moment. */
async function conditionsOf(call: ToolCall, symbols: string[]): Promise<Pick<TradingFacts, 'conditions' | 'unknown'>> {
  try {
    const conditions = (await answerOf(call, 'conditions', { symbols })) as ConditionsOutput
    const wrong = conditions.failed.find(({ kind }) => kind === 'not-found' || kind === 'usage')
    if (wrong) throw new OpenbellError('usage', `target_symbols: ${wrong.message}`, wrong.hint)
    return { conditions, unknown: null }
  } catch (thrown) {
    const error = thrown as OpenbellError
    if (error.kind === 'not-found') throw new OpenbellError('usage', `target_symbols: ${error.message}`, error.hint)
    if (error.kind !== 'no-data' && error.kind !== 'unavailable') throw error
    return { conditions: null, unknown: error.message }
  }
}

type Limits = ReturnType<typeof limitsOfPrograms>['limits']

/** What an order of a program is judged by. */
async function limitsInForce({ context }: ToolCall): Promise<Limits> {
  const { limits } = await resolveLimits(context, context.grants?.risk ?? 'settings')
  return limitsOfPrograms(context.settings, limits).limits
}

/** A level is a part of what the limits in force let a day lose: the tighter of the share and the dollars. */
function budgetOf(limits: Limits, level: RiskLevel, equity: number | null): Budget {
  const byMoney = limits.dayLossNotional !== null && equity !== null && equity > 0 ? limits.dayLossNotional / equity : null
  const known = [limits.dayLossShare, byMoney].filter((one) => one !== null)
  const day = known.length > 0 ? Math.min(...known) : UNLIMITED
  const share = RISK_LEVELS[level] * day
  const basis =
    known.length > 0 ? 'of what the limits in force let a day lose' : 'of 1% (no limit on the loss of a day is in force)'
  return { share, money: equity === null ? null : share * equity, of: `${Math.round(100 * RISK_LEVELS[level])}% ${basis}` }
}
