import type { Frame } from './frame.ts'
import { frameOf } from './frame-view.ts'

/** What cannot leave the sandbox: too much of it, or nothing that JSON has a word for. */
export class OutputFault extends Error {
  override name = 'OutputFault'
}

/** Values inside values; deeper is no data. */
const DEEPEST = 64

/** Written on without being kept, to say how large an answer would have been, up to so many times the room. */
const COUNTED = 4

// What analytics code does to the globals must not change how its answer is written.
const { stringify } = JSON
const { isArray } = Array
const { keys } = Object
const { isView } = ArrayBuffer
const { isFinite: isFiniteNumber } = Number
const text = String

/**
 * Writes a value as JSON without asking it how (no `toJSON`): numbers that are none become null, typed arrays and sets arrays, maps objects, times
 * ISO 8601, frames arrays of records; missing properties are left out. What has no place in JSON is an `OutputFault` that names where it stands.
 */
export class Writer {
  /** Characters so far; from `most` on nothing is kept. */
  size = 0
  readonly #most: number
  readonly #open: object[] = []
  /** Names and numbers that lead to the value being written. */
  readonly #path: (string | number)[] = []
  #parts: string[] = []

  constructor(most: number) {
    this.#most = most
  }

  /** The JSON of a value. @throws OutputFault */
  write(value: unknown): string {
    this.#value(value)
    if (this.size > this.#most) throw tooLarge(this.size, this.#most)
    return this.#parts.join('')
  }

  #put(part: string): void {
    this.size += part.length
    if (this.size <= this.#most) this.#parts.push(part)
    else if (this.size > COUNTED * this.#most) throw tooLarge(this.size, this.#most)
  }

  #value(value: unknown): void {
    if (value === null || value === undefined) this.#put('null')
    else if (typeof value === 'number') this.#put(isFiniteNumber(value) ? text(value) : 'null')
    else if (typeof value === 'string') this.#put(stringify(value))
    else if (typeof value === 'boolean') this.#put(value ? 'true' : 'false')
    else if (typeof value === 'object') this.#inside(value)
    else throw this.#fault(`is ${NO_DATA[typeof value as keyof typeof NO_DATA]}: return numbers, words, arrays and records`)
  }

  #inside(value: object): void {
    for (const outer of this.#open) if (outer === value) throw this.#fault('holds itself: return plain data')
    if (this.#open.length >= DEEPEST) throw this.#fault(`lies more than ${DEEPEST} levels deep: return flatter data`)
    this.#open.push(value)
    this.#object(value)
    this.#open.pop()
  }

  #object(value: object): void {
    const frame = frameOf(value)
    if (frame) this.#frame(frame)
    else if (isArray(value) || (isView(value) && !(value instanceof DataView))) this.#list(value as ArrayLike<unknown>)
    else if (value instanceof Set) this.#list(Array.from(value))
    else if (value instanceof Map) this.#pairs(Array.from(value, ([key, one]) => [text(key), one]))
    else if (value instanceof Date) this.#put(isFiniteNumber(value.getTime()) ? `"${value.toISOString()}"` : 'null')
    else if (value instanceof Error) this.#put(stringify(`${value.name}: ${value.message}`))
    else if (value instanceof Promise) throw this.#fault('is a promise: nothing here takes time, return the value itself')
    else if (value instanceof Number || value instanceof String || value instanceof Boolean) this.#value(value.valueOf())
    else this.#record(value as Record<string, unknown>)
  }

  #frame(frame: Frame): void {
    this.#put('[')
    for (let row = 0; row < frame.length; row++) {
      if (row > 0) this.#put(',')
      this.#value(frame.row(row))
    }
    this.#put(']')
  }

  #list(values: ArrayLike<unknown>): void {
    this.#put('[')
    for (let i = 0; i < values.length; i++) {
      if (i > 0) this.#put(',')
      const one = values[i]
      if (typeof one === 'number') this.#put(isFiniteNumber(one) ? text(one) : 'null')
      else this.#step(i, one)
    }
    this.#put(']')
  }

  #record(value: Record<string, unknown>): void {
    const pairs: [string, unknown][] = []
    const names = keys(value)
    for (let i = 0; i < names.length; i++) {
      const one = value[names[i]]
      if (one !== undefined) pairs.push([names[i], one])
    }
    this.#pairs(pairs)
  }

  #pairs(pairs: [string, unknown][]): void {
    this.#put('{')
    for (let i = 0; i < pairs.length; i++) {
      this.#put(`${i > 0 ? ',' : ''}${stringify(pairs[i][0])}:`)
      this.#step(pairs[i][0], pairs[i][1])
    }
    this.#put('}')
  }

  #step(name: string | number, value: unknown): void {
    this.#path.push(name)
    this.#value(value)
    this.#path.pop()
  }

  #fault(what: string): OutputFault {
    const steps = this.#path.map((name) => (typeof name === 'number' ? `[${name}]` : `.${name.slice(0, 40)}`))
    return new OutputFault(`the result${steps.join('')} ${what}`)
  }
}

const NO_DATA = { function: 'a function', symbol: 'a symbol', bigint: 'a BigInt (Number(value) makes a number of it)' }

function tooLarge(size: number, most: number): OutputFault {
  const room = `the ${most} characters that are left for it`
  return new OutputFault(
    `the result is longer than ${room} (${size} or more): return fewer rows (df.tail(50)) or figures of them`,
  )
}
