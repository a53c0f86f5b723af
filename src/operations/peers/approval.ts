import { counted } from '../common/words.ts'
import type { FollowUp } from '../operation.ts'
import type { Offer } from './output.ts'

/** What a person at the terminal is asked once the tools are on the screen; what they agree to is what they saw. */
export function approvalOf({ peer, waiting, fingerprint }: Offer): FollowUp | null {
  if (waiting.length === 0) return null
  return {
    question: `Approve ${counted(waiting.length, 'tool')} of ${peer} as shown (${waiting.slice(0, 6).join(', ')}${waiting.length > 6 ? ' ...' : ''})?`,
    operation: 'mcp.approve',
    input: { name: peer, seen: fingerprint },
  }
}
