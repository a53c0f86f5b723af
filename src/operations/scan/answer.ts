import { numberOf } from '../../analysis/scan/evaluate.ts'
import { render } from '../../analysis/scan/expression.ts'
import type { ScanPlan } from '../../analysis/scan/plan.ts'
import { expressionOf } from '../../analysis/scan/rules.ts'
import { RVOL_SESSIONS } from '../../analysis/scan/rvol.ts'
import { type Instant, iso, isoDate } from '../../core/time.ts'
import { asOfSession } from '../../market/calendar/as-of-session.ts'
import { calendarOf } from '../../market/calendar/calendar.ts'
import { isIntraday } from '../../market/timeframe.ts'
import { coverageOf } from '../common/feed-coverage.ts'
import type { Universe } from '../common/universe.ts'
import type { ScanFacts, ScanScope } from './load.ts'
import type { ScanOutput, ScanRow } from './output.ts'
import type { ScanResult } from './run.ts'

/** The answer of one scan, as the contract shapes it. */
export function answerOf(
  scope: ScanScope,
  rule: string | null,
  plan: ScanPlan,
  universe: Universe,
  result: ScanResult,
): ScanOutput {
  const session = asOfSession(calendarOf('us'), scope.timeframe, scope.asOf, scope.phases)
  return {
    rule,
    expression: rule === null ? null : expressionOf(rule),
    timeframe: scope.timeframe,
    source: scope.source.name,
    feed: result.feeds.join(','),
    asOf: iso(scope.asOf),
    session: session ? isoDate(session.day) : null,
    universe: { name: universe.name, symbols: universe.symbols.length },
    sort: plan.sort.text,
    scanned: result.scanned,
    matched: result.matched,
    skipped: result.skipped,
    failed: result.failed,
    failedClauses: result.failedClauses,
    rows: result.best.map((facts, i) => rowOf(scope, facts, i + 1, plan)),
    warnings: warningsOf(scope, plan, result),
  }
}

/** The fixed columns, then whatever the rule, the order and `--columns` name. */
function rowOf(scope: ScanScope, facts: ScanFacts, rank: number, plan: ScanPlan): ScanRow {
  const row: ScanRow = {
    rank,
    symbol: facts.symbol,
    time: iso(facts.time),
    adjustment: facts.adjustment,
    price: facts.field('price') as number,
    change: facts.field('change'),
    change_1: facts.field('change_1'),
    gap: facts.field('gap'),
    volume: facts.field('volume'),
    session_volume: facts.field('session_volume'),
    rvol: facts.field('rvol'),
    rvol_sessions: facts.field('rvol_sessions') ?? 0,
    prints_per_minute: facts.field('prints_per_minute'),
    prints_feed: facts.printsFeed,
    prints_coverage: facts.printsFeed === null ? null : coverageOf(scope.source, facts.printsFeed),
  }
  for (const node of [...plan.shown, ...plan.columns.map((one) => one.node)]) {
    const name = render(node)
    if (!Object.hasOwn(row, name)) row[name] = numberOf(node, facts)
  }
  return row
}

function warningsOf(scope: ScanScope, plan: ScanPlan, { best, feeds }: ScanResult): string[] {
  const warnings: string[] = []
  const partly = scope.source.coverage < 1 || feeds.some((feed) => coverageOf(scope.source, feed) < 1)
  if (partly && scope.rescale) warnings.push('volume and prints are estimates: a partial feed scaled up to the whole market')
  if (partly && !scope.rescale) {
    warnings.push(`volume, rvol and prints_per_minute are those of a partial feed; ranked by ${plan.sort.text}`)
  }
  warnings.push(...printWarnings(scope, best, partly))
  const thin = best.map((one) => one.field('rvol_sessions') ?? 0).filter((count) => count > 0 && count < RVOL_SESSIONS)
  if (thin.length > 0) {
    warnings.push(
      `rvol rests on fewer than ${RVOL_SESSIONS} sessions for ${thin.length} of ${best.length} rows (least: ${Math.min(...thin)})`,
    )
  }
  const unknown = best.filter((one) => one.field('rvol') === null).length
  if (unknown > 0) {
    const why = isIntraday(scope.timeframe) ? 'no earlier session is there' : `it takes ${RVOL_SESSIONS} bars before`
    warnings.push(`rvol is unknown for ${unknown} of ${best.length} rows: ${why}, with volume`)
  }
  const staleSince = oldest([...best.map((one) => one.staleSince), scope.source.metrics()?.staleSince ?? null])
  if (staleSince !== null) warnings.push(`the vendor failed: answers fetched at ${iso(staleSince)} stand in for newer ones`)
  if (feeds.length > 1) warnings.push(`feeds are mixed: ${feeds.join(', ')}`)
  return warnings
}

/** Bars of the whole market beside prints of a part of it: the prints must not be taken for the market's. */
function printWarnings(scope: ScanScope, best: ScanFacts[], partly: boolean): string[] {
  const feeds = new Set(best.flatMap((one) => (one.printsFeed === null ? [] : [one.printsFeed])))
  const partial = [...feeds].filter((feed) => coverageOf(scope.source, feed) < 1).sort()
  if (partly || partial.length === 0) return []
  const marked = `prints_per_minute of feed ${partial.join(', ')} (marked *)`
  if (scope.rescale) return [`${marked} are estimates: a partial feed scaled up to the whole market`]
  return [`${marked} count a part of the market only; --rescale estimates the whole`]
}

function oldest(stamps: (Instant | null)[]): Instant | null {
  const known = stamps.filter((at) => at !== null)
  return known.length === 0 ? null : Math.min(...known)
}
