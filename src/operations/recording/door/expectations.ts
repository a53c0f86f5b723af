import { OpenbellError } from '../../../core/errors.ts'
import { keyOf } from './records.ts'

/** A call that was made and is not yet answered. */
export interface Arrival {
  what: string
  asked: unknown
  /** Told its number in the recording. */
  matched(number: number): void
}

interface Expected {
  key: string
  number: number
}

/** What the recording says a session did at this point, and what it does now: both must come to the same. */
export class Expectations {
  readonly #calls: Expected[] = []
  readonly #arrivals: (Arrival & { key: string })[] = []
  readonly #wrote = new Map<string, unknown[]>()
  readonly #early = new Map<string, unknown[]>()
  #difference: OpenbellError | null = null
  #newest = 0

  /** Everything that was recorded so far has been done again. @throws OpenbellError diverged once something else was */
  get isMet(): boolean {
    if (this.#difference) throw this.#difference
    return this.#calls.length === 0 && [...this.#wrote.values()].every((left) => left.length === 0)
  }

  /** Something was asked that the recording does not (yet) know of. */
  get hasStrangers(): boolean {
    return this.#arrivals.length > 0
  }

  expectCall(number: number, what: string, asked: unknown): void {
    this.#newest = number
    const key = keyOf(what, asked)
    const at = this.#arrivals.findIndex((one) => one.key === key)
    if (at < 0) this.#calls.push({ key, number })
    else this.#arrivals.splice(at, 1)[0].matched(number)
  }

  called(arrival: Arrival): void {
    const key = keyOf(arrival.what, arrival.asked)
    const at = this.#calls.findIndex((one) => one.key === key)
    if (at < 0) this.#arrivals.push({ ...arrival, key })
    else arrival.matched(this.#calls.splice(at, 1)[0].number)
  }

  expectWrote(what: string, asked: unknown): void {
    const early = this.#early.get(what)?.shift()
    if (early !== undefined) this.#compare(what, asked, early)
    else listOf(this.#wrote, what).push(asked)
  }

  wrote(what: string, asked: unknown): void {
    const expected = this.#wrote.get(what)?.shift()
    if (expected !== undefined) this.#compare(what, expected, asked)
    else listOf(this.#early, what).push(asked)
  }

  /** Why nothing goes on. */
  unmet(): OpenbellError {
    const missing = this.#calls[0]?.key ?? JSON.stringify([...this.#wrote].find(([, left]) => left.length > 0))
    const instead = this.#arrivals[0]?.key ?? 'nothing'
    const number = this.#calls[0]?.number ?? this.#newest
    return differs(number, shortened(missing), shortened(instead))
  }

  #compare(what: string, expected: unknown, actual: unknown): void {
    const [then, now] = [JSON.stringify(expected), JSON.stringify(actual)]
    if (then !== now) this.#difference ??= differs(this.#newest, `${what} ${around(then, now)}`, around(now, then))
  }
}

function listOf<T>(map: Map<string, T[]>, name: string): T[] {
  const list = map.get(name) ?? []
  map.set(name, list)
  return list
}

function differs(number: number, then: string, now: string): OpenbellError {
  const message = `the recording and this version differ at call ${number}: recorded ${then}, now ${now}`
  return new OpenbellError('diverged', message, 'replay it with the version that recorded it: openbell recordings info')
}

const SHOWN = 160

function shortened(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text
}

/** The part of a text where it leaves another. */
function around(text: string, other: string): string {
  let at = 0
  while (at < text.length && text[at] === other[at]) at++
  return shortened(text.slice(Math.max(0, at - SHOWN / 2)))
}
