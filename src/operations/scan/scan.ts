import { ruleHelp } from '../../analysis/scan/help.ts'
import { planScan, type ScanPlan } from '../../analysis/scan/plan.ts'
import { namedRules } from '../../analysis/scan/rules.ts'
import { calendarFor, calendarOf } from '../../market/calendar/calendar.ts'
import { parseTimeframe } from '../../market/timeframe.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { timeframeInput } from '../common/shared.ts'
import { resolveUniverse, type Universe } from '../common/universe.ts'
import { type Context, defineOperation, OpenbellError, z } from '../operation.ts'
import { answerOf } from './answer.ts'
import { keepScan, scanHistory } from './history.ts'
import type { ScanScope } from './load.ts'
import { everyBoundary, parseEvery } from './loop.ts'
import { type ScanOutput, scanOutput } from './output.ts'
import { partial, runScan } from './run.ts'

const input = z.strictObject({
  rule: z
    .string()
    .optional()
    .describe(
      `${Object.keys(namedRules).join(', ')}, or an expression such as 'change > 0.03 and rsi(14) < 70'; none = everything`,
    )
    .meta({ positional: true }),
  universe: z
    .string()
    .optional()
    .describe(
      'all (whatever the source lists, the default), a name (dow-30, mega-caps, sector-etfs, index-funds; of alpaca and yahoo also movers, most-actives), a file, or A,B,C',
    ),
  timeframe: timeframeInput('1d'),
  sort: z.string().optional().describe('Field or expression to rank by, highest first; -FIELD = lowest first. Default rvol'),
  limit: z.int().min(1).max(5000).default(20).describe('Rows to return'),
  columns: z.string().optional().describe('More columns, with commas: fields and indicators, e.g. rsi(14),vwap'),
  rescale: z.boolean().default(false).describe('Scale the volume of a partial feed (IEX) up to the whole market, as an estimate'),
  every: z.string().optional().describe('Run again at each 5m, 30s, 1h ... of the session until interrupted'),
  history: z.boolean().default(false).describe('List kept scans instead (of RULE, when given)'),
})

type Input = z.output<typeof input>

/**
 * Ranks a universe of symbols by a rule. Definitions: contract.md and `analysis/scan/facts.ts`; a clause with an unknown operand counts as failed.
 */
export const scan = defineOperation({
  name: 'scan',
  toolset: 'analysis',
  summary: 'Rank a universe of symbols by a rule.',
  effect: 'read',
  input,
  output: scanOutput,
  examples: [
    { title: 'Up on unusual volume', input: { rule: 'momentum' } },
    { title: 'A rule of your own', input: { rule: 'rsi(14) < 40 and price > sma(50)', sort: 'change', limit: 10 } },
    {
      title: 'Five-minute bars, another order, more columns',
      input: { rule: 'gap', timeframe: '5m', sort: '-gap', columns: 'vwap,rsi(14)' },
    },
    { title: 'What was found before', input: { history: true } },
  ],
  help: ruleHelp(),
  deadlineMs: 600_000,
  streams: (given) => given.every !== undefined && !given.history,
  run(context, given) {
    if (given.history) return listHistory(context, given)
    return given.every === undefined ? scanNow(context, given) : scanOften(context, given, given.every)
  },
})

async function scanNow(context: Context, given: Input): Promise<ScanOutput> {
  const asked = planOf(given, null)
  const source = await context.source()
  const universe = await resolveUniverse(context, source, given.universe ?? null)
  return scanOnce(context, source, given, asked, universe)
}

async function scanOften(context: Context, given: Input, every: string): Promise<AsyncIterable<ScanOutput>> {
  if (context.settings.asOf !== null) {
    throw new OpenbellError('usage', '--every follows the clock, --as-of stops it: choose one', 'openbell scan --every 5m')
  }
  const interval = parseEvery(every)
  const asked = planOf(given, null)
  const source = await context.source()
  const resolve = () => resolveUniverse(context, source, given.universe ?? null)
  const universe = await resolve()
  const markets = new Set(universe.symbols.map((symbol) => calendarFor(symbol).market))
  const calendar = markets.size === 1 ? calendarOf([...markets][0]) : calendarOf('us')
  const once = async () => scanOnce(context, source, given, asked, universe.live ? await resolve() : universe)
  return everyBoundary(context, source, calendar, interval, context.settings.session, once)
}

function planOf(given: Input, standingOrder: string | null): ScanPlan {
  return planScan({ rule: given.rule ?? null, sort: given.sort ?? standingOrder, columns: splitColumns(given.columns) })
}

async function scanOnce(
  context: Context,
  source: MarketDataSource,
  given: Input,
  asked: ScanPlan,
  universe: Universe,
): Promise<ScanOutput> {
  const partialFeed = source.coverage < 1 && !given.rescale
  // A rule without volume must not be ranked by a volume that the feed does not know.
  const plan = partialFeed && given.rule !== undefined ? planOf(given, 'change') : asked
  const scope: ScanScope = {
    context,
    source,
    timeframe: parseTimeframe(given.timeframe),
    asOf: context.asOf(source),
    phases: context.settings.session,
    rescale: given.rescale,
    needsVolume: plan.volumeWords.length > 0,
    needsPrints: plan.volumeWords.includes('prints_per_minute'),
    listed: universe.listed,
  }
  if (scope.needsVolume && partialFeed) throw partial(plan.volumeWords, source.feed)
  const result = await runScan(scope, plan, universe.symbols, given.limit)
  const output = answerOf(scope, given.rule ?? null, plan, universe, result)
  await keepScan(context, output, scope.asOf)
  return output
}

/** `rsi(14),sma(volume,20),macd:12,26,9` split at the commas outside brackets; a bare number belongs to the name before it. */
function splitColumns(text: string | undefined): string[] {
  const parts: string[] = []
  let depth = 0
  for (const piece of (text ?? '').split(',')) {
    if (depth > 0 || /^\s*[\d.]+\s*$/.test(piece)) parts.push(`${parts.pop() ?? ''},${piece}`)
    else parts.push(piece)
    for (const character of piece) depth += character === '(' ? 1 : character === ')' ? -1 : 0
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}

async function listHistory(context: Context, given: Input): Promise<ScanOutput> {
  return {
    rule: given.rule ?? null,
    expression: null,
    timeframe: parseTimeframe(given.timeframe),
    source: null,
    feed: null,
    asOf: null,
    session: null,
    universe: { name: '', symbols: 0 },
    sort: '',
    scanned: 0,
    matched: 0,
    skipped: [],
    failed: [],
    failedClauses: [],
    rows: [],
    warnings: [],
    history: await scanHistory(context, given.rule ?? null, given.limit),
  }
}
