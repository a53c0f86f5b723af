import type { Instant } from '../../core/time.ts'
import type { RecordingReader } from '../../ports/recording.ts'
import type { Context } from '../context.ts'
import { z } from '../operation.ts'
import { openOwnSession } from '../stream/own-session.ts'
import type { LiveSession } from '../stream/session.ts'
import { type SessionInput, sessionInput } from '../stream/wanted.ts'
import { marketContext } from './market-context.ts'
import { MarketPace } from './market-pace.ts'
import { ownStore } from './own-store.ts'
import type { Pass } from './replay-session.ts'

/** Lives through the day of a recorded market, without an account's past. */
export async function marketPass(
  context: Context,
  reader: RecordingReader,
  at: Instant | null,
  speed: number | null,
): Promise<Pass> {
  const stop = new AbortController()
  const signal = AbortSignal.any([context.signal, stop.signal])
  const store = await ownStore(context, `market ${reader.name}`)
  const world = await marketContext({ ...context, signal }, reader, store)
  if (speed === null) return unpaced(await openOwnSession(world, dayOf(reader, null), reader.name), stop)
  const { promise: opened, resolve } = Promise.withResolvers<MarketPace>()
  const paced: Context = {
    ...world,
    pace(start) {
      // While it opens, time stands.
      const pace = new MarketPace(start, 0, null, context.clock)
      resolve(pace)
      return pace
    },
  }
  const session = await openOwnSession(paced, dayOf(reader, 1), reader.name)
  const pace = await opened
  pace.speed = speed
  if (at !== null) pace.seek(at)
  return pacedPass(session, pace, stop)
}

function pacedPass(session: LiveSession, pace: MarketPace, stop: AbortController): Pass {
  return {
    ...passOf(session, stop),
    get speed() {
      return pace.wantedSpeed
    },
    setSpeed(wanted) {
      pace.speed = wanted
    },
    seek: (wanted) => pace.seek(wanted),
    arrived: () => pace.arrived(),
  }
}

/** As fast as it goes: nobody looks at a moment of it. */
function unpaced(session: LiveSession, stop: AbortController): Pass {
  const none = () => {}
  return { ...passOf(session, stop), speed: null, setSpeed: none, seek: none, arrived: async () => {} }
}

function passOf(session: LiveSession, stop: AbortController) {
  return {
    session,
    events: (options: { tape: boolean }) => session.events(options),
    standsAt: null,
    async stop() {
      stop.abort()
      await session.close()
    },
  }
}

/** The day of a recording as a session is asked for; `speed` null = as fast as it goes. */
export function dayOf({ header }: RecordingReader, speed: number | null, more: Partial<SessionInput> = {}): SessionInput {
  const { symbols, date, input } = header
  const { until } = input as Partial<SessionInput>
  return z.strictObject(sessionInput).parse({ symbols, date: date ?? undefined, until, speed: speed ?? 0, ...more })
}
