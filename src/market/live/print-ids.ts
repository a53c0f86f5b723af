/**
 * Rows of a ring by the vendor's print id. A chained hash table in fixed arrays, so that a print costs no allocation (a Map makes an entry for each and
 * rebuilds itself as rows come and go). The texts themselves are the vendor's, held as long as the row.
 */
export class PrintIds {
  #heads: Int32Array
  #next: Int32Array
  #hash: Int32Array
  #id: string[]
  #exchange: string[]

  constructor(capacity: number) {
    this.#heads = new Int32Array(bucketsFor(capacity)).fill(-1)
    this.#next = new Int32Array(capacity)
    this.#hash = new Int32Array(capacity)
    this.#id = new Array<string>(capacity).fill('')
    this.#exchange = new Array<string>(capacity).fill('')
  }

  add(row: number, exchange: string, id: string): void {
    const hash = hashOf(id)
    this.#hash[row] = hash
    this.#id[row] = id
    this.#exchange[row] = exchange
    this.#link(row, hash)
  }

  /** Row of an id (and exchange, unless null); -1 when there is none. */
  find(exchange: string | null, id: string): number {
    const hash = hashOf(id)
    let row = this.#heads[hash & (this.#heads.length - 1)]
    while (row >= 0 && !this.#is(row, hash, exchange, id)) row = this.#next[row]
    return row
  }

  remove(row: number): void {
    if (this.#id[row] === '') return
    const bucket = this.#hash[row] & (this.#heads.length - 1)
    if (this.#heads[bucket] === row) this.#heads[bucket] = this.#next[row]
    else {
      let before = this.#heads[bucket]
      while (this.#next[before] !== row) before = this.#next[before]
      this.#next[before] = this.#next[row]
    }
    this.#id[row] = ''
  }

  /** Room for more rows; those there are keep their numbers. */
  enlarge(capacity: number): void {
    const rows = this.#id.length
    const [hash, next] = [new Int32Array(capacity), new Int32Array(capacity)]
    hash.set(this.#hash)
    this.#hash = hash
    this.#next = next
    this.#heads = new Int32Array(bucketsFor(capacity)).fill(-1)
    for (let row = rows; row < capacity; row++) {
      this.#id.push('')
      this.#exchange.push('')
    }
    for (let row = 0; row < rows; row++) if (this.#id[row] !== '') this.#link(row, hash[row])
  }

  #is(row: number, hash: number, exchange: string | null, id: string): boolean {
    return this.#hash[row] === hash && this.#id[row] === id && (exchange === null || this.#exchange[row] === exchange)
  }

  #link(row: number, hash: number): void {
    const bucket = hash & (this.#heads.length - 1)
    this.#next[row] = this.#heads[bucket]
    this.#heads[bucket] = row
  }
}

/** A power of two of at least twice the rows: chains stay about one long. */
function bucketsFor(capacity: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(2, 2 * capacity)))
}

/**
 * The last characters read as a decimal number. Ids mostly count up, so neighbours stand side by side in the table: a scattering hash would miss the
 * processor's cache with nearly every print. Older characters are multiplied by so many twos that they fall out of the bucket's number.
 */
function hashOf(id: string): number {
  let hash = 0
  for (let i = Math.max(0, id.length - DIGITS); i < id.length; i++) hash = (Math.imul(hash, 10) + id.charCodeAt(i) - 48) | 0
  return hash
}

const DIGITS = 16
