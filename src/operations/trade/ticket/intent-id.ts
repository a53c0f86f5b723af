import { randomBytes } from 'node:crypto'

/** Id of an intent that a person makes: short enough to type, and never the same twice in the life of an account (48 bits). */
export function newIntentId(): string {
  return randomBytes(6).toString('hex')
}
