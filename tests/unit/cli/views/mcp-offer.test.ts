import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import { view as approveView } from '../../../../src/cli/views/mcp-approve.ts'
import { view as connectView } from '../../../../src/cli/views/mcp-connect.ts'
import { view as showView } from '../../../../src/cli/views/mcp-show.ts'
import { approvalOf } from '../../../../src/operations/peers/approval.ts'
import type { Offer, PeerToolRow } from '../../../../src/operations/peers/output.ts'

const screen = { width: 120, paint: new Chalk({ level: 0 }), terminal: true }
const tool = (name: string, state: PeerToolRow['state']): PeerToolRow => {
  const reason = state === 'refused' ? 'it does not say that it only reads' : null
  return { name, exposedAs: `desk__${name}`, description: 'Says.', state, reason, asks: null, hash: 'a'.repeat(64) }
}
const named = (prefix: string, count: number, state: PeerToolRow['state']) =>
  Array.from({ length: count }, (_, i) => tool(`${prefix}_${i}`, state))

function offer(tools: PeerToolRow[], more: Partial<Offer> = {}): Offer {
  const waiting = tools.filter(({ state }) => state === 'new' || state === 'changed').map(({ name }) => name)
  const head = { peer: 'desk', title: null, version: null, protocol: null, prompts: 0, resources: 0, approved: [] }
  return { ...head, tools, waiting, fingerprint: 'f', ...more }
}

describe('what a peer offers', () => {
  it('of thousands of tools is twenty, those that wait first, and how many more', () => {
    const many = offer([...named('refused', 3000, 'refused'), ...named('news', 15, 'new'), ...named('odd', 2, 'changed')])
    for (const view of [connectView, approveView]) {
      const text = view(many, screen)
      expect(text.split('\n').length).toBeLessThan(50)
      for (const name of ['news_0', 'news_14', 'odd_1', 'refused_2']) expect(text).toMatch(new RegExp(`^${name} `, 'm'))
      expect(text).not.toMatch(/^refused_3 /m)
      expect(text).toContain('and 2,997 more: openbell mcp show desk')
      expect(text).toContain('17 tools cannot be called until you approve.')
    }
    expect(showView(many, screen)).toMatch(/^refused_2999 /m)
    expect(approvalOf(many)?.question).toMatch(/^Approve 17 tools of desk as shown/)
  })

  it('does not say that all was shown when it was not', () => {
    const many = offer(named('news', 2500, 'new'))
    expect(approvalOf(many)?.question).toMatch(/^Approve 2,?500 tools of desk, of which 20 are shown \(news_0, .* \.\.\.\)\?$/)
    const done = offer(named('news', 2500, 'pinned'), { approved: many.tools.map(({ name }) => name) })
    const text = connectView(done, screen)
    expect(text).toContain('news_19 and 2,480 more')
    expect(text.length).toBeLessThan(5000)
  })

  it('of a few is all of them, in the order of the peer', () => {
    const few = offer([tool('b', 'refused'), tool('a', 'new')])
    const text = connectView(few, screen)
    expect(text.indexOf('\nb ')).toBeLessThan(text.indexOf('\na '))
    expect(text).not.toContain('more')
    expect(approvalOf(few)?.question).toBe('Approve 1 tool of desk as shown (a)?')
  })
})
