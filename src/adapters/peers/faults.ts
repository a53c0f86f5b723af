import { OpenbellError } from '../../core/errors.ts'
import type { PeerTool } from '../../ports/peers.ts'
import type { RawAnswer } from './answer.ts'

/** A peer that answers an error, or a question to a person, has answered: no more comes of it. */
export function refused(thrown: Error): RawAnswer {
  const said = thrown.name === 'ProtocolError' || isQuestion(thrown)
  if (!said) throw thrown
  const text = isQuestion(thrown) ? 'it wants to ask a person something: no peer may' : thrown.message
  return { content: [{ type: 'text', text }], isError: true }
}

function isQuestion(thrown: Error): boolean {
  return (thrown as { code?: unknown }).code === 'UNSUPPORTED_RESULT_TYPE'
}

/** A peer whose answer is not what its schema promises. */
export function brokenWord({ exposedAs, peer }: PeerTool, wrong: string): OpenbellError {
  return new OpenbellError('unavailable', `${exposedAs}: its answer breaks its own schema: ${wrong}`, `openbell mcp show ${peer}`)
}

/** A fault that is in words already. */
export class PeerFault extends Error {}

const CODES: Readonly<Record<string, string>> = {
  ENOENT: 'its command is not there',
  EACCES: 'its command may not be started',
  REQUEST_TIMEOUT: 'no answer in time',
  ECONNREFUSED: 'nothing listens at its address',
  ENOTFOUND: 'its host is not known',
}

/** In words, from whatever the SDK wrapped around the cause. */
export function reasonOf(thrown: Error): string {
  if (thrown instanceof PeerFault) return thrown.message
  for (let one: unknown = thrown, depth = 0; one instanceof Error && depth < 6; one = one.cause, depth++) {
    const known = CODES[String((one as { code?: unknown }).code)]
    if (known) return known
    if (one.name === 'UnauthorizedError') return 'it wants a token, or another one: --token-env VARIABLE'
  }
  return thrown.message
}
