import { type Instant, MINUTE } from '../../core/time.ts'
import { clockMinutes, newYork } from '../../market/calendar/new-york.ts'

/** What one rule, and all rules together, may send in a minute. More would only teach a person to look away. */
export const SENDS_A_MINUTE = { rule: 4, all: 20 } as const

/** What is done with an alert that has fired: it is sent with what was held back before it, or held back itself. */
export interface SendVerdict {
  send: boolean
  reason: 'sent' | 'limited' | 'quiet'
  /** Alerts held back since the last one that was sent (of any rule); told with this one. */
  held: { limited: number; quiet: number }
}

/**
 * How often a person is disturbed: by rate and by quiet hours, both on the real clock, since both are about the person and not about the market's
 * time. Quiet hours are New York wall clock like every time of day in the settings; `22:00-06:00` goes over midnight. What is held back is counted,
 * and the count goes with the next that is sent.
 */
export class Throttle {
  readonly #quietHours: string | null
  readonly #sent: { rule: number; at: Instant }[] = []
  #held = { limited: 0, quiet: 0 }

  constructor(quietHours: string | null) {
    this.#quietHours = quietHours
  }

  judge(rule: number, at: Instant): SendVerdict {
    if (inQuietHours(this.#quietHours, at)) return this.#hold('quiet')
    while (this.#sent.length > 0 && this.#sent[0].at <= at - MINUTE) this.#sent.shift()
    const ofRule = this.#sent.filter((one) => one.rule === rule).length
    if (ofRule >= SENDS_A_MINUTE.rule || this.#sent.length >= SENDS_A_MINUTE.all) return this.#hold('limited')
    this.#sent.push({ rule, at })
    const held = this.takeHeld()
    return { send: true, reason: 'sent', held }
  }

  /** What is held back and was not told yet; it counts as told then. */
  takeHeld(): { limited: number; quiet: number } {
    const held = this.#held
    this.#held = { limited: 0, quiet: 0 }
    return held
  }

  #hold(reason: 'limited' | 'quiet'): SendVerdict {
    this.#held[reason]++
    return { send: false, reason, held: { limited: 0, quiet: 0 } }
  }
}

/** True inside `HH:MM-HH:MM` of New York's wall clock, its end not included; null = never. */
export function inQuietHours(hours: string | null, at: Instant): boolean {
  if (hours === null) return false
  const [from, to] = hours.split('-').map(clockMinutes)
  const wall = newYork.wall(at) / MINUTE
  const minutes = ((Math.floor(wall) % 1440) + 1440) % 1440
  return from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to
}

/** What was held back, as the end of a sentence; '' when nothing was. */
export function heldWords({ limited, quiet }: { limited: number; quiet: number }): string {
  const parts = [
    ...(limited > 0 ? [`${limited} more held back by the rate limit`] : []),
    ...(quiet > 0 ? [`${quiet} more in the quiet hours`] : []),
  ]
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}
