import { numberOf, truthOf } from '../../analysis/scan/evaluate.ts'
import { type Operand, type ScanPlan, wants } from '../../analysis/scan/plan.ts'
import { asOpenbellError, OpenbellError, throwIfAborted } from '../../core/errors.ts'
import { iso } from '../../core/time.ts'
import { isIntraday } from '../../market/timeframe.ts'
import { mapLimit } from '../common/map-limit.ts'
import type { Failed } from '../common/shared.ts'
import { isSkipped, loadFacts, printsOf, type ScanFacts, type ScanScope, type Skipped, type Wanted } from './load.ts'
import { tellForecasts } from './told.ts'

/** Vendors are asked this many symbols at once; their own queues keep to their rate limits. */
const AT_ONCE = 8

export interface ScanResult {
  scanned: number
  matched: number
  skipped: Skipped[]
  failed: Failed
  failedClauses: { clause: string; failed: number }[]
  /** The best matches, ranked; `limit` at the most. */
  best: ScanFacts[]
  feeds: string[]
}

/** Tests every symbol, ranks what passed, and reads the dearer facts only of what will be shown. */
export async function runScan(asked: ScanScope, plan: ScanPlan, symbols: string[], limit: number): Promise<ScanResult> {
  const scope = { ...asked, told: asked.told ?? (await tellForecasts(asked, plan.shown, symbols)) }
  const first: Wanted = {
    operands: plan.shown,
    rvol: !isIntraday(scope.timeframe) || wantsRvol(plan.rule),
    printsPerMinute: wants(plan.rule, 'prints_per_minute'),
  }
  const { facts, skipped, failed } = await readAll(scope, symbols, first)
  if (facts.length === 0) throw nothing(scope, plan, symbols, skipped, failed)
  const truths = facts.map((one) => plan.clauses.map(({ node }) => truthOf(node, one) === true))
  const failedClauses = plan.clauses.map(({ text }, c) => ({ clause: text, failed: truths.filter((truth) => !truth[c]).length }))
  const matched = facts.filter((_, i) => truths[i].every(Boolean))
  const best = await ranked(scope, plan, matched, first, limit)
  const feeds = [...new Set(facts.map((one) => one.feed))].sort()
  return { scanned: facts.length, matched: matched.length, skipped, failed, failedClauses, best, feeds }
}

async function readAll(scope: ScanScope, symbols: string[], wanted: Wanted) {
  const { context } = scope
  const skipped: Skipped[] = []
  const failures = new Map<string, OpenbellError>()
  let done = 0
  const answers = await mapLimit(symbols, AT_ONCE, async (symbol) => {
    throwIfAborted(context.signal)
    try {
      return await loadFacts(scope, symbol, wanted)
    } catch (thrown) {
      const error = asOpenbellError(thrown)
      if (['canceled', 'internal', 'config'].includes(error.kind)) throw error
      failures.set(symbol, error)
      return null
    } finally {
      context.progress.update(++done, symbols.length, 'symbols')
    }
  })
  const facts: ScanFacts[] = []
  for (const answer of answers) {
    if (answer === null) continue
    if (isSkipped(answer)) skipped.push(answer)
    else facts.push(answer)
  }
  const failed = symbols.flatMap((symbol) => {
    const error = failures.get(symbol)
    return error ? [{ symbol, ...error.toJSON() }] : []
  })
  return { facts, skipped, failed }
}

/** Highest first; unknown last, then by symbol, so that a scan repeats exactly. */
async function ranked(
  scope: ScanScope,
  plan: ScanPlan,
  matched: ScanFacts[],
  known: Wanted,
  limit: number,
): Promise<ScanFacts[]> {
  const ordering: Wanted = {
    ...known,
    rvol: known.rvol || wantsRvol(plan.order),
    printsPerMinute: known.printsPerMinute || wants(plan.order, 'prints_per_minute'),
  }
  const pool = await completed(scope, matched, known, ordering)
  const value = new Map(pool.map((one) => [one, numberOf(plan.sort.node, one) ?? Number.NEGATIVE_INFINITY]))
  const difference = (a: ScanFacts, b: ScanFacts) => (value.get(b) as number) - (value.get(a) as number)
  const best = pool.toSorted((a, b) => difference(a, b) || (a.symbol < b.symbol ? -1 : 1)).slice(0, limit)
  return completed(scope, best, ordering, { ...ordering, rvol: true, printsPerMinute: true })
}

const wantsRvol = (operands: Operand[]) => wants(operands, 'rvol') || wants(operands, 'rvol_sessions')

/** The same symbols with the dearer facts too; a symbol that fails on the second reading keeps what is known of it. */
async function completed(scope: ScanScope, symbols: ScanFacts[], known: Wanted, wanted: Wanted): Promise<ScanFacts[]> {
  const rvol = wanted.rvol && !known.rvol
  const prints = wanted.printsPerMinute && !known.printsPerMinute
  if (!rvol && !prints) return symbols
  return mapLimit(symbols, AT_ONCE, async (one) => {
    throwIfAborted(scope.context.signal)
    try {
      const again = rvol ? await loadFacts(scope, one.symbol, { ...wanted, printsPerMinute: known.printsPerMinute }) : one
      const facts = isSkipped(again) ? one : again
      return prints ? await withPrints(scope, facts) : facts
    } catch (thrown) {
      const error = asOpenbellError(thrown)
      if (error.kind === 'canceled' || error.kind === 'internal') throw error
      scope.context.progress.warn(`${one.symbol}: ${error.message}`)
      return one
    }
  })
}

/** Adds the prints a minute. A vendor whose bars carry no counts is not asked for each row in vain. */
async function withPrints(scope: ScanScope, facts: ScanFacts): Promise<ScanFacts> {
  const countless = scope.source.metrics() !== null && facts.field('prints') === null
  const prints = countless ? null : await printsOf(scope, facts.symbol)
  const field: ScanFacts['field'] = (name) => (name === 'prints_per_minute' ? (prints?.perMinute ?? null) : facts.field(name))
  return { ...facts, printsFeed: prints?.feed ?? null, field }
}

/** Why a scan had nothing to judge: the first failure, else that no symbol has a bar. */
function nothing(scope: ScanScope, plan: ScanPlan, symbols: string[], skipped: Skipped[], failed: Failed): OpenbellError {
  const [first] = failed
  if (first) {
    const more = failed.length > 1 ? ` (and ${failed.length - 1} symbols more failed)` : ''
    return new OpenbellError(first.kind, `${first.symbol}: ${first.message}${more}`, first.hint)
  }
  const reasons = [...new Set(skipped.map((one) => one.reason))].join(', ')
  if (skipped.every((one) => one.reason === 'partial-feed')) return partial(plan.volumeWords, 'iex')
  return new OpenbellError(
    'no-data',
    `none of ${symbols.length} symbols has a ${scope.timeframe} bar in the session as of ${iso(scope.asOf)} (${reasons})`,
    scope.source.name === 'store' ? 'openbell data list' : 'openbell scan --as-of TIME',
  )
}

/** Volume of a partial feed says little about the market: measured on IEX, a spike scan found 23% of the spikes and was right on 37%. */
export function partial(words: string[], feed: string): OpenbellError {
  return new OpenbellError(
    'usage',
    `${words.join(', ')}: a volume rule needs the whole market's volume, and the feed '${feed}' carries only a part of it`,
    'add --rescale to estimate the whole from the part, or choose a rule and --sort without volume',
  )
}
