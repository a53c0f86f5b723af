import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createNotifier } from '../../../../src/adapters/notifier/notifier.ts'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { Secret } from '../../../../src/core/settings.ts'
import { MINUTE, SECOND } from '../../../../src/core/time.ts'
import { LiveTape } from '../../../../src/market/live/live-tape.ts'
import { alertsAdd } from '../../../../src/operations/alerts/add.ts'
import { alertsList } from '../../../../src/operations/alerts/list.ts'
import { alertsLog } from '../../../../src/operations/alerts/log.ts'
import { alertsRemove } from '../../../../src/operations/alerts/remove.ts'
import { openSessionAlerts, type SessionAlertsWish } from '../../../../src/operations/alerts/session-alerts.ts'
import { alertsTest } from '../../../../src/operations/alerts/test.ts'
import type { StreamEvent } from '../../../../src/operations/stream/events.ts'
import { createTestContext, fixedClock, type TestContext, type TestContextOptions } from '../../../support/context.ts'

/** 10:00 New York. */
const NOW = Date.UTC(2026, 2, 20, 14)

let context: TestContext
let server: Server
let posts: Record<string, unknown>[] = []
let answer = 200

beforeEach(async () => {
  posts = []
  answer = 200
  server = createServer((request, response) => {
    let text = ''
    request.on('data', (bytes) => {
      text += bytes
    })
    request.on('end', () => {
      posts.push(JSON.parse(text) as Record<string, unknown>)
      response.writeHead(answer).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterEach(() => {
  context.close()
  server.closeAllConnections()
  server.close()
})

/** A context over the simulated market; its webhook leads to the server of this test. */
function contextOf(options: TestContextOptions = {}, hooked = true): TestContext {
  const { clock } = fixedClock(NOW)
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const webhook = hooked ? new Secret(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`) : null
  const timing = { backoffMs: 0 }
  const notifier = createNotifier({ webhook, command: null, desktop: false, clock, log, env: {}, timing })
  const sources = { simulated: createSimulatedSource({ seed: 1, clock }) }
  context = createTestContext({ now: NOW, sources, notifier, ...options })
  return context
}

const WISH: SessionAlertsWish = { account: 'simulated:main', label: 'SIMULATED', now: NOW, replay: false }
const open = (wish: Partial<SessionAlertsWish> = {}) => openSessionAlerts(context.context, { ...WISH, ...wish })

function tapeAt(price: number, at = NOW + SECOND): LiveTape {
  const tape = new LiveTape({ symbol: 'SIMALL', source: 'simulated', feed: 'simulated', from: NOW })
  tape.takePrint(at, price, 100, 'V', '', '1', at)
  return tape
}

const event = (fields: Partial<StreamEvent>): StreamEvent => ({
  ...{ type: 'status', time: '2026-03-20T14:00:00Z', symbol: null, mode: 'paper', broker: 'simulated', host: null, message: 'm' },
  ...fields,
})

describe('rules', () => {
  it('are added, listed with what they have fired, and removed by number or name', async () => {
    contextOf()
    const added = await context.run(alertsAdd, {
      rule: 'price>600',
      symbols: ['spy', 'SPY'],
      name: 'high',
      once: true,
      via: 'webhook',
    })
    expect(added).toMatchObject({
      id: 1,
      rule: 'price > 600',
      symbols: ['SPY'],
      judged: 'prints',
      once: true,
      via: ['webhook'],
      notes: [],
    })
    expect(await context.run(alertsAdd, { rule: 'rsi(14) < 30', timeframe: '5Min' })).toMatchObject({
      symbols: null,
      timeframe: '5m',
      judged: 'bars',
    })
    const { rules, channels } = await context.run(alertsList, {})
    expect(rules).toMatchObject([{ name: 'high', fired: 0, lastFired: null }, { name: 'rsi(14) < 30' }])
    expect(channels[0]).toMatchObject({ channel: 'webhook', isSetUp: true, detail: expect.stringMatching(/^127/) })
    expect(await context.run(alertsRemove, { rule: 'high' })).toMatchObject({ id: 1 })
    await expect(context.run(alertsRemove, { rule: '1' })).rejects.toThrow("there is no alert rule '1'")
    expect((await context.run(alertsRemove, { rule: '2' })).id).toBe(2)
  })

  it('that make no sense are refused with what to type', async () => {
    contextOf()
    const add = (input: Record<string, unknown>) => context.run(alertsAdd, input)
    await expect(add({ rule: 'price > 600', timeframe: '1d' })).rejects.toThrow('a session has no 1d bars')
    await expect(add({ rule: 'price > 600', via: 'phone' })).rejects.toThrow("--via 'phone' is no way to send")
    await expect(add({ rule: 'prise > 600' })).rejects.toThrow("did you mean 'price'?")
    await add({ rule: 'fill' })
    await expect(add({ rule: 'fill' })).rejects.toThrow("there is a rule named 'fill' already")
  })

  it('say when nothing is set up, and in a dry run nothing is kept', async () => {
    contextOf({ dryRun: true }, false)
    const { id, notes } = await context.run(alertsAdd, { rule: 'risk', via: 'webhook' })
    expect([id, notes]).toEqual([null, ['webhook: OPENBELL_ALERT_WEBHOOK is not set']])
    expect((await context.run(alertsList, {})).rules).toEqual([])
    expect((await context.run(alertsAdd, { rule: 'risk' })).notes).toEqual([
      'no way to send is set up: it is shown in the session and logged',
    ])
  })
})

describe('alerts of a session', () => {
  it('are told, logged, and sent with SIMULATED in their title', async () => {
    contextOf()
    await context.run(alertsAdd, { rule: 'price > 1', name: 'up' })
    const alerts = await open()
    expect(alerts.onTape(tapeAt(5), NOW + 5 * SECOND)).toEqual([
      { type: 'alert', symbol: 'SIMALL', message: 'SIMALL: price > 1 (price 5)', name: 'up', rule: 'price > 1', price: 5 },
    ])
    await alerts.close()
    expect(posts).toMatchObject([
      { title: 'openbell SIMULATED', message: 'SIMALL: price > 1 (price 5)', time: '2026-03-20T14:00:01Z' },
    ])
    const { alerts: logged } = await context.run(alertsLog, {})
    expect(logged).toMatchObject([
      { name: 'up', account: 'simulated:main', price: 5, values: { price: 5 }, outcomes: [{ outcome: 'sent' }] },
    ])
  })

  it('an account elsewhere on a simulated market says both', async () => {
    contextOf()
    await context.run(alertsAdd, { rule: 'price > 1' })
    const alerts = await open({ label: 'PAPER' })
    alerts.onTape(tapeAt(5), NOW + 5 * SECOND)
    await alerts.close()
    expect(posts[0].title).toBe('openbell PAPER, SIMULATED market')
  })

  it('a receiver that fails disturbs nothing; the log says so', async () => {
    contextOf()
    answer = 500
    await context.run(alertsAdd, { rule: 'price > 1' })
    const alerts = await open()
    expect(alerts.onTape(tapeAt(5), NOW + 5 * SECOND)).toHaveLength(1)
    await alerts.close()
    expect((await context.run(alertsLog, {})).alerts[0].outcomes).toMatchObject([{ channel: 'webhook', outcome: 'failed' }])
  })

  it('a replay shows the same and sends and logs nothing', async () => {
    contextOf()
    await context.run(alertsAdd, { rule: 'price > 1' })
    const alerts = await open({ replay: true })
    expect(alerts.onTape(tapeAt(5), NOW + 5 * SECOND)).toHaveLength(1)
    await alerts.close()
    expect([posts.length, (await context.run(alertsLog, {})).alerts.length]).toEqual([0, 0])
  })

  it('a process that was killed and is started again tells nothing twice', async () => {
    contextOf()
    await context.run(alertsAdd, { rule: 'price > 1' })
    const first = await open()
    expect(first.onTape(tapeAt(5), NOW + 5 * SECOND)).toHaveLength(1)
    await first.close()
    const second = await open({ now: NOW + MINUTE })
    expect(second.onTape(tapeAt(5, NOW + MINUTE), NOW + 2 * MINUTE)).toEqual([])
    const nextDay = await open({ now: NOW + 24 * 60 * MINUTE })
    expect(nextDay.onTape(tapeAt(5), NOW + 5 * SECOND)).toHaveLength(1)
    await nextDay.close()
  })

  it('rules of other processes are taken over while it runs', async () => {
    contextOf()
    const alerts = await open()
    const tape = tapeAt(5)
    expect(alerts.onTape(tape, NOW + 5 * SECOND)).toEqual([])
    await context.run(alertsAdd, { rule: 'price > 1' })
    alerts.refresh()
    expect(alerts.onTape(tape, NOW + 5 * SECOND)).toHaveLength(1)
    await alerts.close()
  })

  it('in quiet hours nothing is sent, and the log says why', async () => {
    contextOf()
    await context.run(alertsAdd, { rule: 'fill' })
    const settings = { ...context.context.settings, alertQuietHours: '09:30-10:30' }
    const alerts = await openSessionAlerts({ ...context.context, settings }, WISH)
    alerts.onEvent(event({ type: 'fill', symbol: 'SIMALL', message: 'bought' }))
    await alerts.close()
    expect(posts).toEqual([])
    const [logged] = (await context.run(alertsLog, {})).alerts
    expect(logged.outcomes).toEqual([{ channel: 'webhook', outcome: 'quiet', detail: 'fell into the quiet hours' }])
  })

  it('too many are held back and counted', async () => {
    contextOf()
    await context.run(alertsAdd, { rule: 'fill' })
    const alerts = await open()
    for (let i = 0; i < 10; i++) alerts.onEvent(event({ type: 'fill', symbol: 'SIMALL', message: `bought ${i}` }))
    await alerts.close()
    expect(posts).toHaveLength(4)
    const outcomes = (await context.run(alertsLog, {})).alerts.flatMap((one: { outcomes: { outcome: string }[] }) => one.outcomes)
    expect(outcomes.filter(({ outcome }: { outcome: string }) => outcome === 'limited')).toHaveLength(6)
  })

  it('news of the session reach the rules that wait for them', async () => {
    contextOf()
    for (const rule of ['fill', 'risk', 'stale', 'position']) await context.run(alertsAdd, { rule })
    const alerts = await open()
    const heard = (fields: Partial<StreamEvent>) => alerts.onEvent(event(fields)).map(({ name }) => name)
    expect(heard({ type: 'fill', symbol: 'SIMALL' })).toEqual(['fill'])
    expect(heard({ type: 'denied', symbol: 'SIMALL' })).toEqual(['risk'])
    expect(heard({ type: 'order', state: 'rejected' })).toEqual(['risk'])
    expect(heard({ type: 'order', state: 'canceled' })).toEqual([])
    expect(heard({ message: 'halted: entries are denied' })).toEqual(['risk'])
    expect(heard({ message: 'SIMALL added' })).toEqual([])
    expect(heard({ type: 'quality', symbol: 'SIMALL', quality: 'stale' })).toEqual(['stale'])
    expect(heard({ type: 'quality', symbol: 'SIMALL', quality: 'live' })).toEqual([])
    expect(heard({ type: 'quality', stream: 'down' })).toEqual(['stale'])
    expect(heard({ type: 'alert', symbol: 'SIMALL', profit: -5 })).toEqual(['position'])
    expect(heard({ type: 'alert', symbol: 'SIMALL', message: 'could not be closed' })).toEqual(['risk'])
    expect(heard({ type: 'alert', symbol: 'SIMALL', name: 'one of ours' })).toEqual([])
    expect(alerts.stale).toBe(2)
    await alerts.close()
  })
})

describe('the test of the ways', () => {
  it('sends one through each that is set up, and its failure is the exit code', async () => {
    contextOf()
    const output = await context.run(alertsTest, {})
    expect(output.channels.map(({ channel, outcome }: { channel: string; outcome: string }) => [channel, outcome])).toEqual([
      ['webhook', 'sent'],
      ['command', 'not-tried'],
      ['desktop', 'not-tried'],
    ])
    expect(posts).toMatchObject([{ title: 'openbell TEST', kind: 'test' }])
    expect(alertsTest.fault?.(output)).toBeNull()
    answer = 403
    const refused = await context.run(alertsTest, { via: 'webhook' })
    expect(alertsTest.fault?.(refused)).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/refused it \(HTTP 403\)$/),
    })
    const asked = await context.run(alertsTest, { via: 'command' })
    expect(asked.channels[1]).toMatchObject({ outcome: 'failed', message: 'OPENBELL_ALERT_COMMAND is not set' })
  })
})
