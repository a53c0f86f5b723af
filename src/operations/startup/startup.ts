import { type Instant, iso } from '../../core/time.ts'
import { tradingRules } from '../../market/trading-rules.ts'
import { typedFlags } from '../common/typed-flags.ts'
import { type Context, defineOperation, z } from '../operation.ts'
import { checkCalendar } from './calendar.ts'
import { exitCodeOf, type Finding, runCheck, saidOnce } from './check.ts'
import { checkAccount, checkData, checkScanner, probeSymbol, unlessLater } from './market.ts'
import { checkModels, hasModels } from './models.ts'
import { checkDrill, checkOrders } from './orders.ts'
import { type Check, type StartupOutput, startupOutput } from './output.ts'
import { checkSession, sessionAt } from './session.ts'
import { checkClock, checkDisk, checkMemory, checkStore } from './system.ts'

export { exitCodeOf }

/** Is everything in place for the session? All checks at once; one that fails or hangs hides no other. */
export const startup = defineOperation({
  name: 'startup',
  toolset: 'market',
  summary: 'Check the house and the market session before trading; say what to do next.',
  effect: 'read',
  input: z.strictObject({}),
  output: startupOutput,
  examples: [{ title: 'Before the open', input: {} }],
  exitCode: exitCodeOf,
  run: (context) => startupAnswer(context),
})

/** What startup answers; `without`: checks that are left out, for who cannot wait for them. */
export async function startupAnswer(context: Context, without: readonly string[] = []): Promise<StartupOutput> {
  const { settings } = context
  const at = settings.asOf ?? (await nowOf(context))
  const session = sessionAt(at)
  const models: NamedCheck[] = (await hasModels(context)) ? [['models', checkModels]] : []
  const list = [...checkList(context, session, at), ...models].filter(([name]) => !without.includes(name))
  const checks = saidOnce(await Promise.all(list.map(([name, check]) => runCheck(context, name, check))))
  const data = await dataOf(context, checks)
  const output: StartupOutput = {
    asOf: iso(at),
    source: settings.source,
    feed: data?.feed ?? null,
    mode: settings.mode,
    broker: settings.broker,
    ready: checks.every((check) => check.status !== 'fail'),
    session,
    checks,
    rules: tradingRules(settings),
    next: [],
  }
  return { ...output, next: nextCommands(context, output, data?.symbol ?? 'SPY') }
}

type NamedCheck = [name: string, check: (context: Context) => Promise<Finding>]

/** Every check, in the order they are shown. */
function checkList(context: Context, session: StartupOutput['session'], at: Instant): NamedCheck[] {
  const { quietWindow, minimumPrintsPerMinute, broker, mode } = context.settings
  const foreign: NamedCheck[] = broker === 'simulated' ? [] : [['calendar', checkCalendar]]
  const live: NamedCheck[] = mode === 'live' ? [['drill', checkDrill]] : []
  return [
    ['store', checkStore],
    ['disk', checkDisk],
    ['memory', checkMemory],
    ['clock', checkClock],
    ['session', async () => checkSession(session, quietWindow, at)],
    ...foreign,
    ['account', (inner) => unlessLater(inner, checkAccount)],
    ['orders', (inner) => unlessLater(inner, checkOrders)],
    ...live,
    ['data', (inner) => checkData(inner, at)],
    ['risk', async () => checkRisk(context)],
    ['scanner', (inner) => checkScanner(inner, minimumPrintsPerMinute)],
  ]
}

/**
 * Now on the source's clock: an exchange that replays a day has its own. The store's clock stands still at its newest bar, which would
 * hide how old that is, so there, and where no source can be had, it is this machine's.
 */
async function nowOf(context: Context): Promise<Instant> {
  if (context.settings.source === 'store') return context.clock.now()
  const source = await context.source().catch(() => null)
  return source?.now() ?? context.clock.now()
}

/** The limits that stand between a signal and an order, as the settings have them. */
function checkRisk({ settings }: Context): Finding {
  const limits = `at least ${settings.minimumPrintsPerMinute} prints a minute, no new orders ${settings.quietWindow} New York`
  if (settings.mode === 'live') return { status: 'warn', message: `LIVE: orders move real money; ${limits}` }
  return { status: 'ok', message: `paper; ${limits}` }
}

/** The feed and a symbol to begin with; a source that failed its check is not asked again. */
async function dataOf(context: Context, checks: Check[]): Promise<{ feed: string; symbol: string } | null> {
  if (checks.some((check) => check.name === 'data' && check.status === 'fail')) return null
  const source = await context.source()
  return { feed: source.feed, symbol: await probeSymbol(context, source, context.asOf(source)) }
}

/** What helps now: first what the failed checks advise, then the day's usual way; on the same data. */
function nextCommands({ settings }: Context, { checks, session }: StartupOutput, symbol: string): string[] {
  // `init` is no operation and takes none of the flags.
  const onTheSame = (command: string) =>
    command === 'openbell init' ? command : command + typedFlags(settings, command.startsWith('openbell trade '))
  const failed = checks.filter((check) => check.status === 'fail')
  if (failed.length > 0) {
    const advice = failed.flatMap((check) => (check.hint?.startsWith('openbell') ? [check.hint] : []))
    return [...new Set([...advice, 'openbell doctor'])].map(onTheSame)
  }
  const first = session.phase === 'closed' ? ['openbell hours'] : session.phase === 'pre' ? ['openbell scan gap'] : []
  const usual = ['openbell scan momentum', 'openbell scan liquid --timeframe 1m', `openbell peak-trough ${symbol}`]
  return [...first, ...usual].map(onTheSame)
}
