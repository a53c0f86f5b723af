import { Chalk } from 'chalk'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { view as auditView } from '../../../../src/cli/views/audit.ts'
import { view as approveView } from '../../../../src/cli/views/trade-approve.ts'
import { view as declineView } from '../../../../src/cli/views/trade-decline.ts'
import type { Terminal } from '../../../../src/cli/views/view.ts'
import type { ApproveOutput } from '../../../../src/operations/trade/approve.ts'

const at = (width: number): Terminal => ({ width, paint: new Chalk({ level: 0 }), terminal: true })
const head: Omit<ApproveOutput, 'waiting'> = {
  ...{ mode: 'live', broker: 'alpaca', host: null },
  limits: { set: 'none', file: null, values: null, text: [] },
}

const waiting: NonNullable<ApproveOutput['waiting']>[number] = {
  id: '3f2a91c0d4e5',
  by: 'program',
  client: 'claude-code 2.1',
  asked: true,
  clientOrderId: 'breakout-1',
  proposedAt: '2026-03-20T14:00:00Z',
  expiresAt: '2026-03-20T14:05:00Z',
  symbol: 'SPY',
  side: 'buy',
  shares: 10,
  notional: null,
  type: 'limit',
  limit: 501.25,
  stop: null,
}

const entry = {
  seq: 7,
  time: '2026-03-20T14:00:00Z',
  caller: 'mcp',
  client: 'claude-code 2.1',
  tool: 'order.place',
  effect: 'trade',
  argumentsHash: 'ab',
  arguments: '{"previewId":"x"}',
  mode: 'live',
  outcome: 'denied',
  detail: 'a person does it there',
} as const

describe('what waits for a person', () => {
  it('says who wants what until when, and what to type', () => {
    const text = approveView({ ...head, waiting: [waiting] }, at(160))
    for (const part of ['LIVE', '1 order to approve', 'buy 10 SPY limit 501.25', 'claude-code 2.1', 'breakout-1', '10:05:00']) {
      expect(text).toContain(part)
    }
    expect(text).toContain('openbell trade approve 3f2a91c0d4e5 --live')
    const dollars = { ...waiting, shares: null, notional: 500, type: 'market', limit: null } as const
    expect(approveView({ ...head, waiting: [dollars] }, at(160))).toContain('buy $500.00 SPY market')
  })

  it('names both answers to it, and the mode where a live account was looked at', () => {
    const text = approveView({ ...head, waiting: [waiting] }, at(160))
    expect(text).toMatch(/trade approve 3f2a91c0d4e5 --live, openbell trade decline 3f2a91c0d4e5$/m)
  })

  it('says what a person declined, and whose it was', () => {
    const { expiresAt: _, ...order } = waiting
    const declined = { ...order, ...head, account: '…1234', declinedAt: '2026-03-20T14:01:00Z', again: false }
    expect(declineView(declined, at(160))).toMatch(/LIVE.*…1234 · nothing was sent\ndeclined: .*buy 10 SPY limit 501.25.*claude/)
    expect(declineView({ ...declined, again: true }, at(160))).toContain('declined before, at ')
    expect(declineView({ ...declined, declinedAt: null }, at(160))).toContain('would be declined')
  })

  it('says that nothing waits', () => {
    expect(approveView({ ...head, waiting: [] }, at(100))).toMatch(/no order waits/)
  })
})

describe('the audit', () => {
  it('says who asked for what and what came of it, and how to see more', () => {
    const text = auditView(
      { entries: [entry, { ...entry, seq: 6, outcome: 'ok', detail: null, mode: null, client: null }], before: 6 },
      at(160),
    )
    for (const part of [
      '2 entries',
      'order.place',
      'denied',
      'a person does it there',
      '{"previewId":"x"}',
      'openbell audit --before 6',
    ]) {
      expect(text).toContain(part)
    }
    expect(auditView({ entries: [], before: null }, at(100))).toContain('no program has asked')
  })

  it('fits the width that there is', () => {
    for (const width of [80, 120]) {
      const lines = auditView({ entries: [{ ...entry, detail: 'x '.repeat(300) }], before: null }, at(width)).split('\n')
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width)
    }
  })
})
