import { createHash } from 'node:crypto'
import type { Instant } from '../../core/time.ts'

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * An id in the shape of a ULID (github.com/ulid/spec: 48 bits of milliseconds, 80 of randomness, in Crockford's base 32), sorted by time and number.
 * The random part is the event's number and a hash of seed and number, so that a seeded session repeats byte for byte.
 */
export function eventId(seed: number, number: number, at: Instant): string {
  const hash = createHash('sha256').update(`event|${seed}|${number}`).digest().readUInt32BE(0)
  return base32(Math.floor(at), 10) + base32(number, 10) + base32(hash % 32 ** 6, 6)
}

function base32(value: number, length: number): string {
  let left = value
  let text = ''
  for (let i = 0; i < length; i++) {
    text = DIGITS[left % 32] + text
    left = Math.floor(left / 32)
  }
  return text
}
