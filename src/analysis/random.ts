/**
 * Random numbers from a seed and a name: the same pair gives the same numbers on every machine.
 * splitmix32: a counter stepped by the golden ratio, each value mixed by a 32-bit finaliser (after Steele, Lea and Flood,
 * "Fast Splittable Pseudorandom Number Generators", 2014).
 */
export class Random {
  #state: number

  constructor(seed: number, name: string) {
    let state = finalise(seed ^ Math.floor(seed / 2 ** 32))
    for (let i = 0; i < name.length; i++) state = finalise(state ^ name.charCodeAt(i))
    this.#state = state
  }

  /** Uniform in the open interval (0, 1). */
  uniform(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0
    return ((finalise(this.#state) >>> 0) + 0.5) / 2 ** 32
  }

  /** Whole number from 0 to `below` - 1; `below` up to 2^32. */
  below(below: number): number {
    return Math.floor(this.uniform() * below)
  }

  /** Standard normal, by the method of Box and Muller (1958); the second number of each pair is not used. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform())
  }
}

function finalise(value: number): number {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return x ^ (x >>> 15)
}
