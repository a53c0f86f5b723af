import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createSystemClock } from '../../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../../src/adapters/simulated/source.ts'
import { Secret } from '../../../src/core/settings.ts'
import { DAY } from '../../../src/core/time.ts'
import type { Context } from '../../../src/operations/context.ts'
import { execute } from '../../../src/operations/execute.ts'
import { z } from '../../../src/operations/operation.ts'
import { operations } from '../../../src/operations/registry.ts'
import { openOwnSession } from '../../../src/operations/stream/own-session.ts'
import type { LiveSession } from '../../../src/operations/stream/session.ts'
import { sessionInput } from '../../../src/operations/stream/wanted.ts'
import type { BrokerEvent } from '../../../src/ports/broker.ts'
import type { Clock } from '../../../src/ports/clock.ts'
import { tellWaiting } from '../../../src/tui/actions/waiting.ts'
import { createTestContext } from '../../support/context.ts'
import { ExchangeBroker } from '../../support/exchange-broker.ts'
import { createKeyScreen, type KeyScreen } from '../../support/key-screen.ts'
import { asLive, START } from '../../support/program-rig.ts'

/** The present is a Friday at eleven in New York. */
function fridayClock(): Clock {
  const system = createSystemClock()
  const ahead = system.now() - START
  const sleep: Clock['sleep'] = (until, signal) => system.sleep(until + ahead, signal)
  return { now: () => system.now() - ahead, elapsed: () => system.elapsed(), sleep }
}

/** A stream of order updates that is up and tells nothing. */
async function* heard(signal: AbortSignal): AsyncGenerator<BrokerEvent> {
  yield { type: 'connected', at: START }
  await new Promise((done) => signal.addEventListener('abort', done, { once: true }))
}

const world = new ExchangeBroker(START)
const questions: string[] = []
let context: Context
let session: LiveSession
let close: () => void

beforeAll(async () => {
  const clock = fridayClock()
  const source = createSimulatedSource({ seed: 1, clock })
  const made = createTestContext({ sources: { simulated: source }, flags: { source: 'simulated', broker: 'alpaca' } })
  const drill = { at: START - DAY, asOf: START - DAY, subject: 'kill-switch', source: 'simulated' }
  made.store.kept.add({ kind: 'drill', ...drill, body: { passed: true } })
  const settings: Context['settings'] = {
    ...made.context.settings,
    ...{ mode: 'live', alpacaLiveKeyId: new Secret('AKLIVEKEYID'), alpacaLiveSecretKey: new Secret('very-secret-live-word') },
    risk: { minimumPrintsPerMinute: null, maximumQuoteAgeMs: null, quietWindows: [] },
  }
  context = {
    ...made.context,
    clock,
    settings,
    broker: async () => ({ ...asLive(world), events: heard }),
    caller: 'cli',
    interactive: true,
  }
  const ask: Context['ask'] = async (_, text) => {
    questions.push(text)
    return '1234'
  }
  const given = z.strictObject(sessionInput).parse({ symbols: ['SIMALL'], live: true })
  session = await openOwnSession({ ...context, ask }, given)
  close = made.close
  await soon(() => expect(session.view.watch[0].ask).not.toBeNull())
})
afterAll(async () => {
  await session?.close()
  close?.()
})

const soon = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 15_000, interval: 50 })
const told = (at: KeyScreen) => at.overlay('command').result?.lines.join('\n') ?? ''
const events = () => session.view.events

function type(at: KeyScreen, line: string): void {
  at.keys(':')
  at.paste(line)
  at.keys('Enter')
}

/** A call of a program, in the process of its server. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
async function program(name: string, input: Record<string, unknown>): Promise<any> {
  const asked = {
    caller: 'mcp',
    client: 'tester 1.0',
    grants: { write: true, trade: 'live' },
    pid: 100,
    interactive: false,
  } as const
  const answer = await execute(await operations[name](), input, { ...context, ...asked })
  return answer.kind === 'value' ? answer.value : null
}

/** What a program wants sent on the live account. */
async function wanted(clientOrderId: string) {
  const price = session.view.watch[0].price!
  const { previewId } = await program('order.preview', { symbol: 'SIMALL', side: 'buy', quantity: 2, limit: Math.floor(price) })
  const place = () => program('order.place', { previewId, clientOrderId })
  expect(await place()).toMatchObject({ mode: 'live', outcome: 'awaiting-approval' })
  return { id: previewId as string, place }
}

describe('a LIVE dashboard beside a program that proposes', () => {
  it('tells what waits with both answers to it, and sends it only for its symbol typed', async () => {
    const at = createKeyScreen(session)
    expect([session.view.label, questions.length]).toEqual(['LIVE', 1])
    const { id, place } = await wanted('mine-1')
    const both = `:trade approve ${id.slice(0, 6)}, :trade decline ${id.slice(0, 6)}`
    const event = await soon(() => {
      const found = events().find((one) => one.proposal === id)
      expect(found).toBeDefined()
      return found!
    })
    expect(event).toMatchObject({ type: 'alert', mode: 'live', message: expect.stringContaining(both) })
    tellWaiting(at.screen, event)
    expect(at.state().toast).toMatchObject({ kind: 'warning', text: event.message })
    type(at, `trade approve ${id}`)
    const { title, typed, preview } = await soon(() => at.overlay('confirm'))
    expect([title, typed?.word]).toEqual(['Send it to the LIVE account …1234?', 'SIMALL'])
    expect(preview).toMatchObject({ id, order: { side: 'buy', shares: 2, symbol: 'SIMALL', type: 'limit' } })
    await new Promise((done) => setTimeout(done, 300))
    at.keys('Enter', 'y', 'Enter')
    expect(world.accepted).toEqual([])
    at.keys('Ctrl+U', 'simall', 'Enter')
    await soon(() => expect(told(at)).toContain(`ob-${id}`))
    expect(world.accepted).toEqual([`ob-${id}`])
    expect(await place()).toMatchObject({ outcome: 'placed', order: { clientOrderId: `ob-${id}` } })
  })

  it('declines without a question, and the program hears of it', async () => {
    const at = createKeyScreen(session)
    const { id, place } = await wanted('mine-2')
    type(at, `trade decline ${id}`)
    await soon(() => expect(told(at)).toContain('again: false'))
    expect(await place()).toMatchObject({ outcome: 'not-sent', message: expect.stringContaining('a person declined it') })
    at.keys('Escape')
    type(at, `trade approve ${id} --execute`)
    await soon(() => expect(told(at)).toContain('was declined by a person'))
    expect(world.accepted).not.toContain(`ob-${id}`)
  })
})
