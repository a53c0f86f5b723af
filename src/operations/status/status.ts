import { asOpenbellError } from '../../core/errors.ts'
import { type Instant, iso } from '../../core/time.ts'
import { calendarOf } from '../../market/calendar/calendar.ts'
import { dayPhase } from '../../market/calendar/day-phase.ts'
import { inQuietWindow, quietWindow } from '../../market/trading-rules.ts'
import type { Context } from '../context.ts'
import { defineOperation, z } from '../operation.ts'
import { session } from '../session/session.ts'
import type { Check, StartupOutput } from '../startup/output.ts'
import { startupAnswer } from '../startup/startup.ts'
import { type ModeFields, modeOf } from '../trade/desk/answer.ts'
import { type AccountFlags, accountInput } from '../trade/desk/input.ts'
import { withDesk } from '../trade/desk/with-desk.ts'
import { type DeskPart, deskPart } from './account.ts'
import { type StatusOutput, statusOutput } from './output.ts'

/** The whole house at a glance: one failing part hides no other. */
export const status = defineOperation({
  name: 'status',
  toolset: 'portfolio',
  summary: 'Show all at a glance: session, health, account, positions, orders, risk and the day so far.',
  effect: 'read',
  input: z.strictObject({ ...accountInput }),
  output: statusOutput,
  examples: [{ title: 'How do things stand', input: {} }],
  async run(context, input) {
    const failed: StatusOutput['failed'] = []
    const part = <T>(name: string, asked: Promise<T>): Promise<T | null> =>
      asked.catch((thrown) => {
        const error = asOpenbellError(thrown)
        if (error.kind === 'canceled' || error.kind === 'internal') throw error
        failed.push({ part: name, ...error.toJSON() })
        return null
      })
    // One after the other: both look at the same account, and what it told is written down once.
    const house = await startupAnswer(context, SLOW_CHECKS)
    const live = await part('session', session.run(context, {}) as Promise<LiveSession>)
    const opened = await part('account', openedPart(context, input))
    const { account = null, risk = null, today = null } = opened?.desk ?? {}
    return {
      ...{ asOf: house.asOf, source: house.source, feed: house.feed },
      ...(opened?.mode ?? settingsMode(context)),
      session: sessionPart(house, context.settings.quietWindow),
      health: healthPart(context, house, live, opened?.desk ?? null),
      ...{ account, risk, today, failed },
    }
  },
})

/** Looks at every symbol of the universe: for a morning, not for a glance. */
const SLOW_CHECKS = ['scanner']

type LiveSession = z.output<typeof session.output>

async function openedPart(context: Context, input: AccountFlags): Promise<{ mode: ModeFields; desk: DeskPart }> {
  const look = { readOnly: true }
  return withDesk(
    context,
    input,
    'status',
    async (desk) => ({ mode: modeOf(desk.broker), desk: await deskPart(context, desk) }),
    look,
  )
}

/** What the account would be, where it could not be opened. */
function settingsMode({ settings }: Context): ModeFields {
  return { mode: settings.mode, broker: settings.broker === 'alpaca' ? 'alpaca' : 'simulated', host: null }
}

function sessionPart({ asOf, session: market }: StartupOutput, window: string): StatusOutput['session'] {
  const at: Instant = Date.parse(asOf)
  const quiet = quietWindow(window, at)
  return {
    ...market,
    part: dayPhase(calendarOf('us'), at),
    quietWindow: quiet && { from: iso(quiet.open), to: iso(quiet.close), now: inQuietWindow(window, at) },
  }
}

function healthPart(
  context: Context,
  { ready, checks }: StartupOutput,
  live: LiveSession | null,
  desk: DeskPart | null,
): StatusOutput['health'] {
  const told = (status: Check['status']) =>
    checks.filter((one) => one.status === status).map(({ name, message, hint }) => ({ name, message, hint }))
  return {
    ready,
    failed: told('fail'),
    warned: told('warn'),
    session: live?.running ? liveOf(live) : null,
    halted: context.halted() || desk?.risk.state === 'halted',
    diverged: desk?.diverged ?? null,
    unknownOrders: desk?.unknownOrders ?? [],
  }
}

function liveOf({ pid, source, stream, symbols }: LiveSession): StatusOutput['health']['session'] {
  const notLive = symbols.filter(({ quality }) => quality !== 'live').map(({ symbol, quality }) => `${symbol} ${quality}`)
  return { pid: pid!, source, stream: stream && `${stream.state}: ${stream.message}`, watched: symbols.length, notLive }
}
