import { z } from 'zod'

/** Goes up when messages change their shape: processes of two versions then refuse each other in words. */
export const PROTOCOL = 1

/** The first message of whoever attaches. */
export const hello = z.object({
  openbell: z.literal('guest'),
  protocol: z.int(),
  pid: z.int(),
  what: z.string().max(500),
  version: z.string().max(50),
})

const owner = z.object({
  pid: z.int(),
  holder: z.string(),
  version: z.string(),
  since: z.number(),
  source: z.string(),
})

/** The owner's answer to it; `refused` says why there is nothing more. */
export const greeting = z.object({
  openbell: z.literal('session'),
  protocol: z.int(),
  owner,
  refused: z.string().nullable(),
})

export type Hello = z.output<typeof hello>
export type Greeting = z.output<typeof greeting>

/** The last message of a connection that the owner ends. */
export interface Farewell {
  openbell: 'farewell'
  reason: string
}

export function isFarewell(message: unknown): message is Farewell {
  const told = message as Partial<Farewell> | null
  return typeof told === 'object' && told?.openbell === 'farewell' && typeof told.reason === 'string'
}

/** Two versions of us, in a sentence. */
export function otherProtocol(mine: { version: string }, theirs: { protocol: number; version: string }): string {
  return `openbell ${theirs.version} speaks version ${theirs.protocol} of the session's messages, openbell ${mine.version} version ${PROTOCOL}`
}
