import { type Instant, MINUTE } from '../../core/time.ts'
import { LOOK_EVERY, look } from './look.ts'
import { beginMinute, closeMinute, isComplete, tellRevised } from './minutes.ts'
import { pollPrices } from './poll.ts'
import { repair } from './repair.ts'
import { isTape, makesBar, minuteOf, type Station } from './station.ts'

/** Time as the managed stream goes through it: the next minute to be answered, and the next look at quality. */
export class Advance {
  readonly #station: Station
  /** End of the next minute to be answered. */
  nextEnd: Instant = 0
  #nextLook: Instant = 0
  /** The minute whose end was noticed, and when, in real time: a market that runs fast does not make a vendor's answers faster. */
  #noticed: Instant = Number.NEGATIVE_INFINITY
  #noticedAt: Instant = Number.NEGATIVE_INFINITY

  constructor(station: Station) {
    this.#station = station
    this.startAt(station.position)
  }

  startAt(at: Instant): void {
    this.#station.position = at
    this.nextEnd = minuteOf(at) + MINUTE
    this.#nextLook = Math.ceil(at / LOOK_EVERY) * LOOK_EVERY
  }

  /** @returns ends of the minutes that were answered */
  async to(to: Instant): Promise<Instant[]> {
    const ends: Instant[] = []
    if (isTape(this.#station)) await this.#tape(to, ends)
    else this.#socket(to, ends)
    return ends
  }

  /** Step by step, so that the same happens however the way is cut into calls. */
  async #tape(to: Instant, ends: Instant[]): Promise<void> {
    const station = this.#station
    while (station.position < to) {
      this.#skipNight(to)
      const mark = Math.min(to, this.nextEnd, this.#nextLook)
      await station.stream!.catchUp(mark, station.parts.signal)
      station.position = mark
      tellRevised(station)
      if (mark === this.nextEnd) this.#answer(mark, ends)
      if (mark >= this.#nextLook) this.#look(mark)
    }
  }

  /** While every market is closed there is nothing to look at: the next step ends at the first minute that opens, or at `to`. */
  #skipNight(to: Instant): void {
    const { tracks, position } = this.#station
    if (tracks.size === 0) return
    let opens = to
    for (const track of tracks.values()) {
      if (track.state !== 'closed') return
      const { phase, to: end } = track.calendar.at(position)
      if (phase !== 'closed') return
      opens = Math.min(opens, end)
    }
    this.nextEnd = Math.max(this.nextEnd, minuteOf(opens) + MINUTE)
    this.#nextLook = Math.max(this.#nextLook, Math.ceil(opens / LOOK_EVERY) * LOOK_EVERY)
  }

  #socket(to: Instant, ends: Instant[]): void {
    const station = this.#station
    const { clock } = station.parts
    station.position = Math.max(station.position, to)
    if (station.position >= this.#nextLook) this.#look(station.position)
    while (this.nextEnd <= station.position) {
      if (this.#noticed !== this.nextEnd) {
        this.#noticed = this.nextEnd
        this.#noticedAt = clock.now()
        beginMinute(station, this.nextEnd)
      }
      if (!isComplete(station, this.nextEnd, station.position, clock.now() - this.#noticedAt)) break
      this.#answer(this.nextEnd, ends)
    }
    tellRevised(station)
    repair(station, station.position)
    pollPrices(station, station.position)
  }

  #answer(end: Instant, ends: Instant[]): void {
    const station = this.#station
    const isMinute = [...station.tracks.values()].some((track) => makesBar(station, track, end - MINUTE))
    closeMinute(station, end)
    if (isMinute) ends.push(end)
    this.nextEnd = end + MINUTE
  }

  #look(at: Instant): void {
    this.#station.at = at
    look(this.#station, at)
    this.#nextLook = Math.floor(at / LOOK_EVERY) * LOOK_EVERY + LOOK_EVERY
  }
}
