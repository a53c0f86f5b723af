import { randomBytes } from 'node:crypto'
import type { Context } from '../../context.ts'

/** Id of an intent that a person makes: short enough to type, and never the same twice in the life of an account (48 bits). */
export function newIntentId({ door }: Pick<Context, 'door'>): string {
  const make = () => randomBytes(6).toString('hex')
  return door ? door.read('intent-id', null, make) : make()
}
