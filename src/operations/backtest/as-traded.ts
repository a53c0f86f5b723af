import { type Instant, isoDate } from '../../core/time.ts'
import type { PreparedSeries } from '../../engine/types.ts'
import type { CorporateAction } from '../../market/actions.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import { splitsBy } from '../../market/split-view.ts'

type AsTraded = NonNullable<PreparedSeries['asTraded']>

/**
 * Between which instants prices were multiplied by what, given the splits that they were adjusted by: before each split the product of its
 * ratio and those of all later ones. Stretches that end before the first bar are left out.
 */
export function asTradedOf(applied: CorporateAction[], first: Instant, asOf: Instant, calendar: Calendar): AsTraded {
  const splits = splitsBy(applied, asOf, calendar)
    .filter(({ at }) => at > first)
    .sort((a, b) => b.at - a.at)
  let ratio = 1
  const stretches = splits.map((split) => {
    ratio *= split.ratio
    return { before: split.at, ratio }
  })
  return stretches.reverse()
}

/** What a run on prices adjusted by splits of its own future cannot know: dollar levels and whole shares were others then. */
export function adjustedNote({ bars, calendar, asTraded = [] }: PreparedSeries): string[] {
  const last = asTraded.at(-1)
  if (last === undefined) return []
  const dateOf = (at: Instant) => isoDate(calendar.dateOf(at))
  const [first] = asTraded
  const splits =
    asTraded.length === 1
      ? `the ${splitWords(last.ratio)} split`
      : `later splits (${asTraded.length}, together ${splitWords(first.ratio)} for prices before ${dateOf(first.before)})`
  return [
    `${bars.symbol}: prices before ${dateOf(last.before)} are in shares after ${splits}: dollar levels in rules and whole-share rounding are those of today; costs go by what was traded`,
  ]
}

/** Largest count of old shares that companies name; a ratio that none fits is written as it is. */
const MOST_OLD = 20

/** 7-for-1, 3-for-2, 1-for-10. */
function splitWords(ratio: number): string {
  const [more, less] = ratio <= 1 ? [1 / ratio, 1] : [1, ratio]
  for (let by = 1; by <= MOST_OLD; by++) {
    const [fresh, old] = [more * by, less * by]
    if (isWhole(fresh) && isWhole(old)) return `${Math.round(fresh)}-for-${Math.round(old)}`
  }
  return `${Number((1 / ratio).toPrecision(6))}-for-1`
}

/** Ratios are kept to six or seven digits at some sources. */
function isWhole(count: number): boolean {
  return Math.abs(count / Math.round(count) - 1) < 1e-5
}
