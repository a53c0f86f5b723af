import { afterEach, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../../src/adapters/simulated/source.ts'
import { paceOfHolder } from '../../../../../src/operations/trade/desk/holder-pace.ts'
import { createTestContext, fixedClock, type TestContext } from '../../../../support/context.ts'

const NOW = Date.UTC(2026, 2, 20, 20)
const PACED = Date.UTC(2026, 1, 2, 15)
let open: TestContext[] = []
afterEach(() => {
  for (const one of open) one.close()
  open = []
})

/** A house in which process 4711 holds an account at a time of its own. */
function house(account: string, now: number, flags: Record<string, string> = {}) {
  const source = createSimulatedSource({ seed: 7, clock: fixedClock(NOW).clock })
  const t = createTestContext({ now: NOW, flags: { source: 'simulated', ...flags }, sources: { simulated: source } })
  open.push(t)
  const lease = { name: `simulated:${account}:updates`, pid: 4711, holder: 'trade run', token: 'x', since: NOW }
  t.store.leases.take({ ...lease, note: { up: true, now } }, 60_000, () => false)
  return { t, source, renew: (time: number) => t.store.leases.renew(lease.name, 'x', NOW, { up: true, now: time }) }
}

describe('the pace of a simulated account that another process holds', () => {
  it('is the time of that process, as it goes', async () => {
    const { t, source, renew } = house('main', PACED)
    const pace = await paceOfHolder(t.context, source)
    expect(pace?.()).toBe(PACED)
    renew(PACED + 60_000)
    expect(pace?.()).toBe(PACED + 60_000)
  })

  it('is nobody else’s: another account, a holder at the market’s own time, and --as-of are left alone', async () => {
    const { t, source } = house('main', PACED)
    expect(await paceOfHolder(t.context, source, 'other')).toBeNull()
    const present = house('main', NOW - 1000)
    expect(await paceOfHolder(present.t.context, present.source)).toBeNull()
    const asOf = house('main', PACED, { 'as-of': '2026-02-02T16:00:00Z' })
    expect(await paceOfHolder(asOf.t.context, asOf.source)).toBeNull()
  })
})
