import { Secret, type Settings } from '../../core/settings.ts'
import { iso, isoDate } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import type { RecordingHeader, RecordingWriter } from '../../ports/recording.ts'
import type { Context } from '../context.ts'
import { doorContext } from './door/door-context.ts'
import { RecordingDoor } from './door/recording-door.ts'

/** What a session is, for the head of its recording. */
export interface RecordingWish {
  /** Of the file; default made of date, time and symbols. */
  name?: string | undefined
  symbols: string[]
  /** Exchange date that is lived through; absent = today. */
  date?: string | undefined
  strategy: RecordingHeader['strategy']
  /** What the session is started with: a replay starts it so again. */
  input: Record<string, unknown>
}

export interface Recorded {
  /** What the session must be given from its very beginning. */
  context: Context
  path: string
  counts: RecordingWriter['counts']
  /** Writes the end; the recording is whole then. */
  close(): Promise<void>
}

/**
 * Begins a recording and answers the context that keeps everything which comes through it. A recording that cannot go on (a full disk) is given
 * up with a warning; the session goes on.
 * @throws OpenbellError usage where a recording of the name exists
 */
export async function recordingContext(context: Context, wish: RecordingWish): Promise<Recorded> {
  const header = await headerOf(context, wish)
  const recordings = await context.recordings()
  const writer = await recordings.create(wish.name ?? nameOf(header), header)
  let isTold = false
  const onFault = (message: string) => {
    if (!isTold) context.progress.warn(`the recording ends here, the session goes on: ${message}`)
    isTold = true
  }
  const door = new RecordingDoor({
    clock: context.clock,
    writer,
    signal: context.signal,
    onFault,
  })
  return {
    context: doorContext(context, { door, store: () => context.store(), outside: context }),
    path: writer.path,
    counts: writer.counts,
    close: () => writer.close().catch((thrown) => onFault((thrown as Error).message)),
  }
}

async function headerOf(context: Context, wish: RecordingWish): Promise<Omit<RecordingHeader, 'openbell'>> {
  const { settings, clock, pid, requestId, interactive, assumeYes, dryRun } = context
  const { name, feed, coverage, now } = await context.source()
  const { symbols, strategy, input } = wish
  return {
    kind: 'session',
    made: clock.now(),
    symbols,
    source: name,
    feed,
    coverage,
    date: wish.date ?? isoDate(calendarFor(symbols[0]).dateOf(now())),
    broker: settings.broker,
    mode: settings.mode,
    strategy,
    input,
    settings: keptSettings(settings),
    process: { pid, requestId, interactive, assumeYes, dryRun },
  }
}

/** Settings that decide what a session does. Everything with an address, a key or a path in it stays out. */
const KEPT = [
  'source',
  'broker',
  'account',
  'mode',
  'session',
  'seed',
  'asOf',
  'accountCash',
  'requestTimeoutMs',
  'minimumPrintsPerMinute',
  'quietWindow',
  'risk',
] as const satisfies readonly (keyof Settings)[]

function keptSettings(settings: Settings): Record<string, unknown> {
  const kept = KEPT.map((name) => [name, settings[name]] as const)
  if (kept.some(([, value]) => (value as unknown) instanceof Secret)) throw new Error('a secret is no setting of a recording')
  const origins = Object.fromEntries(KEPT.map((name) => [name, settings.origins[name]]))
  return { ...Object.fromEntries(kept), origins }
}

/** The settings of a session that was recorded, with the rest as it is now. */
export function settingsOf(header: RecordingHeader, settings: Settings): Settings {
  const { origins, ...kept } = header.settings as { origins: Partial<Settings['origins']> } & Partial<Settings>
  return { ...settings, ...kept, origins: { ...settings.origins, ...origins } }
}

const MOST_SYMBOLS_IN_NAME = 3

function nameOf({ made, date, symbols, strategy }: Omit<RecordingHeader, 'openbell'>): string {
  const shown = symbols.slice(0, MOST_SYMBOLS_IN_NAME).join('-')
  const more = symbols.length > MOST_SYMBOLS_IN_NAME ? `-and-${symbols.length - MOST_SYMBOLS_IN_NAME}` : ''
  const at = iso(made).slice(0, 19).replaceAll(':', '').replace('T', '-')
  return [date, strategy?.name, `${shown}${more}`, at]
    .filter(Boolean)
    .join('_')
    .replaceAll(/[^\w.-]/g, '-')
}
