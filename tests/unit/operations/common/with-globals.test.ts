import { afterEach, expect, it } from 'vitest'
import { iso } from '../../../../src/core/time.ts'
import { withGlobals } from '../../../../src/operations/common/with-globals.ts'
import { createTestContext, fixedClock, type TestContext } from '../../../support/context.ts'

const NOW = Date.parse('2026-03-20T15:00:00Z')
const open: TestContext[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

function asked(asOf: string, flags: Record<string, string> = {}): string {
  const own = createTestContext({ flags: { source: 'simulated', ...flags }, now: NOW })
  open.push(own)
  const { settings } = withGlobals({ ...own.context, clock: fixedClock(NOW).clock }, { asOf })
  return iso(settings.asOf!)
}

it('a call looks back', () => {
  expect(asked('2026-03-18T15:00:00Z')).toBe('2026-03-18T15:00:00Z')
  expect(asked('2026-03-18')).toBe('2026-03-19T00:00:00Z')
  expect(asked('2026-03-18T15:00:00Z', { 'as-of': '2026-03-19T15:00:00Z' })).toBe('2026-03-18T15:00:00Z')
})

it('and never ahead: neither of the present, nor of what its server was started for', () => {
  expect(() => asked('2026-03-20T15:00:01Z')).toThrow(/lies ahead: it is 2026-03-20T15:00:00Z/)
  expect(() => asked('2030-01-01')).toThrow(/lies ahead/)
  expect(() => asked('2026-03-20T14:00:00Z', { 'as-of': '2026-03-19T15:00:00Z' })).toThrow(/was known at 2026-03-19T15:00:00Z/)
})

it('a day that is not over is what there is of it', () => {
  expect(asked('2026-03-20')).toBe('2026-03-20T15:00:00Z')
  expect(asked('2026-03-19', { 'as-of': '2026-03-19T15:00:00Z' })).toBe('2026-03-19T15:00:00Z')
})
