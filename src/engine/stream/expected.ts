import type { Instant } from '../../core/time.ts'
import type { Bars } from '../../market/bars.ts'
import type { Station } from './station.ts'
import type { Track } from './track.ts'

/** Half an hour of bars says how often a symbol prints. */
const PRIOR_BARS = 30
/** Bars that are looked through for them: more than a day of minutes. */
const LOOKED_AT = 1500
/** Takes from bars of the past how often the symbol prints at this hour. */
export function expectFrom(track: Track, bars: Bars, at: Instant): void {
  const rate = printsPerMinute(track, bars, at)
  if (rate !== null) track.rhythm.expect(rate)
}

/** Mean prints of the newest bars of the phase that it is now: before the open a symbol prints as rarely as it will not after it. Null where no bar counts them. */
function printsPerMinute({ calendar }: Track, { prints, time, length }: Bars, at: Instant): number | null {
  const { phase } = calendar.at(at)
  let [sum, count] = [0, 0]
  for (let row = length - 1; row >= 0 && row >= length - LOOKED_AT && count < PRIOR_BARS; row--) {
    if (!(prints !== null && prints[row] > 0) || calendar.at(time[row]).phase !== phase) continue
    sum += prints[row]
    count++
  }
  return count === 0 ? null : sum / count
}

/** What is usual of all symbols together, by what their bars say. */
export function expectWhole({ whole, tracks }: Station, at: Instant): void {
  let sum = 0
  for (const track of tracks.values()) sum += printsPerMinute(track, track.tape.closed, at) ?? 0
  whole.rhythm.expect(sum)
}
