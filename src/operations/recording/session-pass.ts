import { OpenbellError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { RecordingReader } from '../../ports/recording.ts'
import type { Context } from '../context.ts'
import { openOwnSession } from '../stream/own-session.ts'
import type { LiveSession } from '../stream/session.ts'
import type { SessionInput } from '../stream/wanted.ts'
import { ownStore } from './own-store.ts'
import { replayContext, replayedEvents } from './replay-context.ts'
import { ReplayPace } from './replay-pace.ts'
import type { Pass } from './replay-session.ts'

/** Starts the session of a recording anew on what was recorded, in a store of its own. */
export async function sessionPass(
  context: Context,
  reader: RecordingReader,
  at: Instant | null,
  speed: number | null,
): Promise<Pass> {
  const stop = new AbortController()
  const signal = AbortSignal.any([context.signal, stop.signal])
  const pace = new ReplayPace(context.clock, speed, at, signal)
  const store = await ownStore(context, `replay ${reader.name}`)
  const replay = replayContext({ ...context, signal }, { reader, store, pace: () => pace.wait() })
  const opening = openOwnSession(replay.context, reader.header.input as SessionInput, reader.name)
  // The session asks first; then things happen.
  const running = afterTurn().then(() => replay.run())
  running.catch(() => {})
  const session = await Promise.race([opening, running.then(() => stillborn(opening, reader))])
  pace.now = () => session.view.now
  return passOf(session, running, pace, stop)
}

function passOf(session: LiveSession, running: Promise<void>, pace: ReplayPace, stop: AbortController): Pass {
  return {
    session,
    events: (options) => replayedEvents(session.events(options), running),
    get speed() {
      return pace.speed
    },
    get standsAt() {
      return pace.standsAt
    },
    setSpeed(wanted) {
      pace.speed = wanted
    },
    seek: (wanted) => pace.seek(wanted),
    arrived: () => Promise.race([pace.arrived(), running.catch(() => {})]),
    async stop() {
      stop.abort()
      await running.catch(() => {})
    },
  }
}

/** What opening came to, where the recording ends with it. */
async function stillborn(opening: Promise<LiveSession>, { path }: RecordingReader): Promise<LiveSession> {
  return Promise.race([
    opening,
    afterTurn().then(() => {
      throw new OpenbellError('no-data', `${path} ends before its session was open`, 'openbell recordings list')
    }),
  ])
}

function afterTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
