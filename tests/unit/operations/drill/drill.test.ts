import { Chalk } from 'chalk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAlpacaBroker } from '../../../../src/adapters/alpaca/broker.ts'
import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { view } from '../../../../src/cli/views/drill.ts'
import { Secret } from '../../../../src/core/settings.ts'
import { DAY } from '../../../../src/core/time.ts'
import type { BrokerWish, Context } from '../../../../src/operations/context.ts'
import { type DrillOutput, drill } from '../../../../src/operations/drill/drill.ts'
import { brokenOff } from '../../../../src/operations/drill/outcomes.ts'
import { Rehearsal } from '../../../../src/operations/drill/rehearsal.ts'
import { SCENARIOS } from '../../../../src/operations/drill/scenarios/all.ts'
import { requireLive } from '../../../../src/operations/trade/desk/live.ts'
import { createPocketHost } from '../../../../src/pocket/host.ts'
import type { Broker } from '../../../../src/ports/broker.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'
import { createKeptLog } from '../../../support/vendor.ts'

const plainTerminal = { width: 120, paint: new Chalk({ level: 0 }), terminal: false }
let made: TestContext
let context: Context
const clock = createSystemClock()
const log = createKeptLog()

/** The broker at the rehearsal's own exchange; the account of the settings must never be asked for. */
async function localBroker({ at }: BrokerWish = {}): Promise<Broker> {
  if (!at) throw new Error('a drill asked for the account of the user')
  const keys = { keyId: new Secret(at.keyId), secretKey: new Secret(at.secretKey) }
  return createAlpacaBroker({ ...at, ...keys, log, mode: 'paper', ratePerMinute: 1_000_000 })
}

beforeAll(() => {
  made = createTestContext()
  const source = async (seed: number) => createSimulatedSource({ seed, clock })
  const host = createPocketHost({ clock, log, cash: 100_000, source })
  context = { ...made.context, clock, broker: localBroker, pocket: async () => host }
})
afterAll(() => made.close())

const run = async (input: { name?: string }, more: Partial<Context> = {}): Promise<DrillOutput> =>
  drill.output.parse(await drill.run({ ...context, ...more }, input))

const failed = ({ drills }: DrillOutput) =>
  drills.flatMap(({ name, checks }) => checks.filter(({ passed }) => !passed).map((one) => ({ name, ...one })))

const live = (now: number) => {
  const keys = { alpacaLiveKeyId: new Secret('AK'), alpacaLiveSecretKey: new Secret('s') }
  const settings = { ...context.settings, ...keys, mode: 'live' as const, broker: 'alpaca' }
  const later = { ...clock, now: () => now }
  return requireLive({ ...context, settings, clock: later }, { holder: 'test', live: true })
}

describe('drill', () => {
  it('lists what there is, and that nothing was rehearsed yet', async () => {
    const answer = await run({})
    expect(answer.drills.map(({ name }) => name)).toEqual(SCENARIOS.map(({ name }) => name))
    expect(answer).toMatchObject({ passed: 0, failed: 0, certificate: null, liveUntil: null })
    expect(view(answer, plainTerminal)).toContain('never rehearsed')
  })

  it('names the nearest drill where it does not know one', async () => {
    await expect(run({ name: 'kill-swich' })).rejects.toMatchObject({ kind: 'usage', hint: 'openbell drill kill-switch' })
  })

  it('opens live trading for thirty days with the kill switch, and not before', async () => {
    await expect(live(clock.now())).rejects.toMatchObject({ kind: 'denied', hint: 'openbell drill kill-switch' })
    const answer = await run({ name: 'kill-switch' })
    expect(failed(answer)).toEqual([])
    expect(answer).toMatchObject({ passed: 1, failed: 0, certificate: { passed: true } })
    expect(drill.fault?.(answer)).toBeNull()
    await expect(live(clock.now())).resolves.not.toBeNull()
    await expect(live(clock.now() + 31 * DAY)).rejects.toMatchObject({ kind: 'denied' })
    const text = view(answer, plainTerminal)
    expect(text).toContain('opens live trading until')
    expect(text).toContain('halt')
  })

  it('closes it again when the newest one fails', async () => {
    const at = clock.now()
    made.store.kept.add({ kind: 'drill', at, asOf: at, subject: 'kill-switch', source: 'simulated', body: { passed: false } })
    await expect(live(at)).rejects.toMatchObject({ kind: 'denied' })
    const answer = await run({})
    expect(answer).toMatchObject({ certificate: { passed: false }, liveUntil: null })
    expect(view(answer, plainTerminal)).toContain('it failed, live trading is closed')
  })

  it.each(['accepted-then-cut', 'crash', 'late-fills'])('%s: books and exchange agree in the end', async (name) => {
    const answer = await run({ name })
    expect(failed(answer)).toEqual([])
    expect(answer.drills[0].steps.length).toBeGreaterThan(2)
  })

  it('writes nothing in a dry run', async () => {
    const before = made.store.kept.list('drill', 100).length
    const answer = await run({ name: 'all' }, { dryRun: true })
    expect(answer.drills.every(({ passed }) => passed === null)).toBe(true)
    expect(made.store.kept.list('drill', 100).length).toBe(before)
  })

  it('leaves nothing of the rehearsed account in the store', () => expect(made.store.journal.accounts()).toEqual([]))

  it('fails, with exit code 7, where an order is sent twice', async () => {
    const rehearsal = await Rehearsal.begin(context, await context.scratch('a path that repeats itself'))
    let answer: DrillOutput
    try {
      // A line that repeats every order under another name, as a path that sends blindly again would.
      rehearsal.between = (broker) => ({
        ...broker,
        async submit(request, signal) {
          await broker.submit({ ...request, clientOrderId: `${request.clientOrderId}-again` }, signal)
          return broker.submit(request, signal)
        },
      })
      await rehearsal.open()
      await rehearsal.sendAndSettle()
      await rehearsal.agree()
      const { steps, checks } = rehearsal
      const one = { name: 'twice', summary: '', passed: checks.every(({ passed }) => passed), steps, checks, certificate: null }
      answer = { drills: [one], passed: 0, failed: 1, certificate: null, liveUntil: null }
    } finally {
      await rehearsal.end()
    }
    expect(failed(answer).map(({ what }) => what)).toContain('no order is lost')
    expect(drill.fault?.(answer)).toMatchObject({ kind: 'diverged' })
    expect(view(answer, plainTerminal)).toContain('FAILED no order is lost')
  })

  it('a scenario that breaks off is a failed check, not a passed drill', () => {
    expect(brokenOff(new Error('no such thing'))).toMatchObject({ passed: false, detail: 'internal: no such thing' })
  })
})
