import { OpenbellError } from '../../../core/errors.ts'
import { type Instant, MINUTE } from '../../../core/time.ts'
import { openOrderPath } from '../../../engine/orders/open.ts'
import type { MarketFacts, OrderPath } from '../../../engine/orders/types.ts'
import { calendarFor } from '../../../market/calendar/calendar.ts'
import type { Broker } from '../../../ports/broker.ts'
import type { MarketDataSource } from '../../../ports/market-data.ts'
import { coverageOf } from '../../common/feed-coverage.ts'
import { type DescribedLimits, limitsOfPrograms, resolveLimits } from '../../common/limits.ts'
import { countPrints } from '../../common/prints-per-minute.ts'
import type { Context } from '../../context.ts'
import { isProgram } from '../../permit.ts'
import { paceOfHolder } from './holder-pace.ts'
import { requireLive } from './live.ts'

/** How an account is asked for. */
export interface DeskWish {
  /** What this process is, for others who find the account held: `trade buy`. */
  holder: string
  /** `--risk`; default settings. */
  risk?: string
  /** `--live`. */
  live?: boolean
  /** `--account`: which simulated account. */
  account?: string
  /** `--confirm`: the last four of the live account's number. */
  confirm?: string
  /** True for what only looks: what the broker tells is written down, nothing can be sent, and live needs no confirmation. */
  readOnly?: boolean
  /** True for what only takes orders back and closes positions: an old drill must lock nobody in. */
  onlyOut?: boolean
  /** True for what can only stop: halts, and cancels entries. On a live account a program may do no more. */
  stopsOnly?: boolean
  /** The order to be sent is one that a program proposed: the limits of programs hold for it, whoever sends it. */
  ofProgram?: boolean
  /** The time that a simulated account lives at; default `--as-of`, else the source's. */
  now?: () => Instant
}

/** An account, opened: broker, books and the one order path. */
export interface Desk {
  path: OrderPath
  broker: Broker
  source: MarketDataSource
  /** How screens call it. */
  label: 'SIMULATED' | 'PAPER' | 'LIVE'
  limits: DescribedLimits
  now(): Instant
  close(): Promise<void>
}

/**
 * Opens the account of the settings: builds the broker, reads the journal, settles what is unknown, reconciles. The only way from an
 * operation to an order.
 * @throws OpenbellError config or denied when live is not fully asked for, and when a program asks for what a person chooses; usage for
 * `--risk none` on a live account
 */
export async function openDesk(context: Context, wish: DeskWish): Promise<Desk> {
  if (isProgram(context.caller)) refuseChoices(wish)
  const live = await requireLive(context, wish)
  const { limits, described } = await limitsFor(context, wish)
  if (live) live.refuseWithout(limits)
  const source = await context.source()
  const pace = wish.now ? null : await paceOfHolder(context, source, wish.account)
  const now = wish.now ?? pace ?? (() => context.settings.asOf ?? source.now())
  const broker = await context.broker({ live: live !== null, account: wish.account, now, follows: pace !== null })
  try {
    await live?.confirmAccount(broker)
    const path = await openOrderPath(
      {
        broker,
        store: await context.store(),
        clock: context.clock,
        log: context.log,
        limits,
        market: (symbol, signal) => marketFacts(source, symbol, now(), signal),
        minutesToClose,
        halted: () => context.halted(),
        holder: wish.holder,
        pid: context.pid,
        isDead: (pid) => context.isDead(pid),
        confirmed: broker.mode === 'paper' || live !== null,
        readOnly: context.dryRun,
        looksOnly: wish.readOnly === true,
        stopsOnly: live !== null && isProgram(context.caller),
      },
      context.signal,
    )
    return { path, broker, source, label: labelOf(broker), limits: described, now, close: () => broker.close() }
  } catch (thrown) {
    await broker.close()
    throw thrown
  }
}

/** Limits of the wish; those of a program are what its server was started with, and the tighter ones of the settings. */
async function limitsFor(context: Context, { risk, ofProgram }: DeskWish) {
  const { caller, grants, settings } = context
  const program = isProgram(caller)
  const resolved = await resolveLimits(context, (program ? grants?.risk : risk) ?? 'settings')
  return program || ofProgram ? limitsOfPrograms(settings, resolved.limits) : resolved
}

/** Which account and which limits is not a program's to say. */
function refuseChoices({ risk = 'settings', account, live, confirm }: DeskWish): void {
  if (risk === 'settings' && account === undefined && !live && confirm === undefined) return
  const message = 'account, limits and live are chosen where the server is started, not by a call'
  throw new OpenbellError('denied', message, 'leave account, risk, live and confirm out')
}

/** SIMULATED, PAPER or LIVE: what every answer about an account begins with. */
function labelOf({ name, mode }: Pick<Broker, 'name' | 'mode'>): Desk['label'] {
  if (mode === 'live') return 'LIVE'
  return name === 'simulated' ? 'SIMULATED' : 'PAPER'
}

/** The market as verdicts need it; a source that cannot answer gives no quote, and says why. */
export async function marketFacts(
  source: MarketDataSource,
  symbol: string,
  asOf: Instant,
  signal: AbortSignal,
): Promise<MarketFacts> {
  const [quote, prints] = await Promise.allSettled([
    source.snapshot(symbol, asOf, signal),
    countPrints(source, symbol, asOf, signal),
  ])
  const counted = prints.status === 'fulfilled' ? prints.value : null
  const coverage = counted === null ? 1 : coverageOf(source, counted.feed)
  return {
    quote: quote.status === 'fulfilled' ? quote.value : null,
    printsPerMinute: counted === null ? null : counted.perMinute / coverage,
    coverage,
    fault: quote.status === 'rejected' ? String((quote.reason as Error).message) : null,
  }
}

/** Minutes to the regular close of the symbol's session; null outside of it. */
export function minutesToClose(symbol: string, at: Instant): number | null {
  const { phase, session } = calendarFor(symbol).at(at)
  return phase === 'regular' ? (session!.regular!.close - at) / MINUTE : null
}
