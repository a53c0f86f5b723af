import { counted } from '../common/words.ts'
import type { FollowUp } from '../operation.ts'
import type { Offer } from './output.ts'

/** Tools of a peer that connecting and approving show; `mcp show` lists all. */
export const MOST_SHOWN = 20

/** What a person at the terminal is asked once the tools are on the screen; what they agree to is what they saw, or were told that they did not see. */
export function approvalOf({ peer, waiting, fingerprint }: Offer): FollowUp | null {
  if (waiting.length === 0) return null
  const names = `${waiting.slice(0, 6).join(', ')}${waiting.length > 6 ? ' ...' : ''}`
  const seen = waiting.length > MOST_SHOWN ? `, of which ${MOST_SHOWN} are shown` : ' as shown'
  return {
    question: `Approve ${counted(waiting.length, 'tool')} of ${peer}${seen} (${names})?`,
    operation: 'mcp.approve',
    input: { name: peer, seen: fingerprint },
  }
}
