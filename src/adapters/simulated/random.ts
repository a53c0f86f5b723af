import { inverseNormal } from '../../analysis/statistics/normal.ts'

/**
 * Random numbers by key: a stream is a pure function of (seed, name, index, purpose), so any session can be drawn without drawing another.
 *
 * Why our own: keyed access needs a generator that is seeded afresh for every (symbol, day, minute), millions of times a second. The general
 * libraries (pure-rand and its like) take one 32-bit seed, so two of the millions of keys of one market would soon share a whole day.
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand, public domain): 96 bits of key, a counter, no multiplication.
 */

/** Murmur3's 32-bit finaliser (Austin Appleby, public domain): every input bit changes about half of the output's. */
export function mix(value: number): number {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}

/** A 32-bit key of a text (FNV-1a, then mixed); `salt` makes independent keys of one text. */
function textKey(text: string, salt = 0): number {
  let hash = 0x811c9dc5 ^ salt
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return mix(hash)
}

/** The key of one symbol (or factor) in one simulated market. */
export interface Key {
  first: number
  second: number
}

/** Joins a market's seed (any safe integer) and a name into 64 bits of key. */
export function keyOf(seed: number, name: string): Key {
  const low = mix(seed | 0)
  const high = mix(Math.floor(seed / 2 ** 32) ^ 0x5bd1e995)
  return { first: mix(low ^ textKey(name, 1)), second: mix(high ^ textKey(name, 2)) ^ low }
}

const CELLS = 4096

/** Quantiles at the edges of 4,096 equal cells; inside a cell the curve is as good as straight, the outermost cells are computed. */
function quantiles(inverse: (probability: number) => number): Float64Array {
  return Float64Array.from({ length: CELLS + 1 }, (_, i) => (i === 0 || i === CELLS ? 0 : inverse(i / CELLS)))
}

const NORMAL = quantiles(inverseNormal)
const EXPONENTIAL = quantiles((probability) => -Math.log(probability))

/** A restartable stream of random numbers. `restart` costs about as much as 12 draws. */
export class Stream {
  readonly state = new Int32Array(4)

  /** Starts the stream of a key, an index (a day, a minute) and a purpose (a small whole number). */
  restart(key: Key, index: number, purpose: number): this {
    const state = this.state
    state[0] = key.first
    state[1] = key.second
    state[2] = mix(index) ^ Math.imul(purpose + 1, 0x9e3779b9)
    state[3] = 1
    for (let i = 0; i < 12; i++) this.bits()
    return this
  }

  /** 32 random bits as a whole number, 0 to 2^32 - 1. */
  bits(): number {
    const state = this.state
    const b = state[1]
    const c = state[2]
    const out = (state[0] + b + state[3]) | 0
    state[3] = (state[3] + 1) | 0
    state[0] = b ^ (b >>> 9)
    state[1] = (c + (c << 3)) | 0
    state[2] = (((c << 21) | (c >>> 11)) + out) | 0
    return out >>> 0
  }

  /** Uniform in the open interval (0, 1). */
  uniform(): number {
    return (this.bits() + 0.5) * 2.3283064365386963e-10
  }

  /** Whole number from 0 to `below` - 1. */
  below(below: number): number {
    return Math.floor((this.bits() * below) / 4294967296)
  }

  /** Standard normal, by inversion. */
  normal(): number {
    const bits = this.bits()
    const cell = bits >>> 20
    if (cell === 0 || cell === CELLS - 1) return inverseNormal((bits + 0.5) * 2.3283064365386963e-10)
    const low = NORMAL[cell]
    return low + (NORMAL[cell + 1] - low) * ((bits & 0xfffff) * 9.5367431640625e-7)
  }

  /** Exponential with mean 1, by inversion. */
  exponential(): number {
    const bits = this.bits()
    const cell = bits >>> 20
    if (cell < 16 || cell === CELLS - 1) return -Math.log((bits + 0.5) * 2.3283064365386963e-10)
    const low = EXPONENTIAL[cell]
    return low + (EXPONENTIAL[cell + 1] - low) * ((bits & 0xfffff) * 9.5367431640625e-7)
  }
}

/** What a stream is drawn for: streams of different purposes never share numbers. Appending is free; renumbering changes the whole market. */
export const PURPOSE = {
  series: 0,
  events: 1,
  factorPath: 2,
  activity: 3,
  path: 4,
  wicks: 5,
  halt: 6,
  extended: 7,
  levels: 8,
  prints: 9,
  quotes: 10,
  overnight: 11,
} as const
