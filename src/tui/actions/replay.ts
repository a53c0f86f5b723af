import { OpenbellError } from '../../core/errors.ts'
import { parseInstant, SECOND } from '../../core/time.ts'
import { newYorkDay, newYorkInstant } from '../../market/calendar/new-york.ts'
import { prompt } from './prompt.ts'
import type { Screen } from './screen.ts'

/** Speeds that `<` and `>` go through; 1 is the pace of the market itself. */
const SPEEDS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600]

/** Speed before a pause, by session: space goes on as it was. */
const before = new WeakMap<object, number>()

export function cannotSetSpeed({ session }: Screen): string | null {
  return session.setSpeed ? null : 'only in a replay or a day of the past'
}

export function cannotSeek({ session }: Screen): string | null {
  return session.seek ? null : 'only in a replay'
}

export function togglePlay(screen: Screen) {
  const { session } = screen
  const { speed } = session.view
  if (speed === 0) {
    session.setSpeed?.(before.get(session) ?? 1)
    return screen.toast('note', `goes on at ${session.view.speed ?? 1} times`)
  }
  before.set(session, speed ?? SPEEDS[SPEEDS.length - 1])
  session.setSpeed?.(0)
  screen.toast('note', 'time stands still; space goes on')
}

export function changeSpeed(screen: Screen, faster: boolean) {
  const { session } = screen
  const speed = session.view.speed === 0 ? (before.get(session) ?? 1) : (session.view.speed ?? Number.POSITIVE_INFINITY)
  const next = faster ? SPEEDS.find((one) => one > speed) : SPEEDS.findLast((one) => one < speed)
  if (next === undefined) return screen.toast('note', faster ? 'no faster' : 'no slower')
  session.setSpeed?.(next)
  screen.toast('note', `${next} ${next === 1 ? 'market second' : 'market seconds'} a second`)
}

/** `g`: a time of the replayed day in New York, or an instant. */
export function askTime(screen: Screen): void {
  prompt(screen, {
    label: 'Go to',
    note: 'time in New York (10:32 or 10:32:05), or an ISO instant',
    enter(text) {
      const at = parseInstant(text) ?? newYorkTime(screen, text)
      if (at === null) return `'${text}' is no time: 10:32, or 2026-03-20T14:32:00Z`
      screen.start('seek', async () => {
        if (!screen.session.seek) throw new OpenbellError('usage', 'only a replay can go to a time')
        await screen.session.seek(at)
      })
      return null
    },
  })
}

/** `10:32` in New York on the day that the session lives through; null for no time. */
function newYorkTime({ session: { view } }: Screen, text: string): number | null {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text)
  if (!match) return null
  const [hours, minutes, seconds] = match.slice(1).map((one) => Number(one ?? 0))
  if (hours > 23 || minutes > 59 || seconds > 59) return null
  return newYorkInstant(newYorkDay(view.now), ((hours * 60 + minutes) * 60 + seconds) * SECOND)
}
