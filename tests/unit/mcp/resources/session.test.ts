import { afterEach, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { prompts } from '../../../../src/mcp/prompts/all.ts'
import { createTestContext } from '../../../support/context.ts'
import { ExchangeBroker } from '../../../support/exchange-broker.ts'
import { FRIDAY } from '../../../support/mcp-call.ts'
import { openMcpSession } from '../../../support/mcp-session.ts'
import { type StepClock, stepClock } from '../../../support/step-clock.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** A client of our server on a market whose clock the test steps. */
async function session() {
  const clock: StepClock = stepClock(FRIDAY)
  const sources = { simulated: createSimulatedSource({ seed: 1, clock }) }
  const made = createTestContext({ sources, now: FRIDAY, broker: new ExchangeBroker(FRIDAY) })
  const opened = await openMcpSession({ ...made.context, clock })
  closers.push(made.close, opened.close)
  return { ...opened, clock }
}

const QUOTE = 'market://quote/SIMALL'

describe('a client', () => {
  it('finds resources and templates, reads one, and hears of what it subscribed to until it leaves', async () => {
    const { client, clock } = await session()
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toContain('trading://status')
    expect((await client.listResourceTemplates()).resourceTemplates.map((one) => one.uriTemplate)).toContain(
      'market://quote/{symbol}',
    )
    const heard: string[] = []
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => void heard.push(params.uri))
    await client.subscribeResource({ uri: QUOTE })
    for (let i = 0; i < 10; i++) await clock.step()
    expect(new Set(heard)).toEqual(new Set([QUOTE]))
    const { contents } = await client.readResource({ uri: QUOTE })
    expect(JSON.parse((contents[0] as { text: string }).text)).toMatchObject({ mode: 'paper', results: [{ symbol: 'SIMALL' }] })
    await client.unsubscribeResource({ uri: QUOTE })
    heard.length = 0
    for (let i = 0; i < 5; i++) await clock.step()
    expect(heard).toEqual([])
    expect(clock.waiting).toBe(0)
  })

  it('subscribes to nothing that there is not', async () => {
    const { client, clock } = await session()
    for (const uri of ['market://nothing/SIMALL', 'file:///etc/passwd', 'x']) {
      await expect(client.subscribeResource({ uri }), uri).rejects.toThrow()
    }
    expect(clock.waiting).toBe(0)
  })

  it('gets prompts and completions, and errors that name what is allowed', async () => {
    const { client } = await session()
    const { prompts: listed } = await client.listPrompts()
    expect(listed.map(({ name }) => name)).toEqual(prompts.map(({ name }) => name))
    const { messages } = await client.getPrompt({ name: listed[0].name, arguments: { session_type: 'scalping' } })
    expect((messages[0].content as { text: string }).text).toMatch(/^# scalping session, conservative risk/)
    const ref = { type: 'ref/prompt', name: listed[0].name } as const
    const { completion } = await client.complete({ ref, argument: { name: 'session_type', value: 'm' } })
    expect(completion.values).toEqual(['momentum'])
    const template = { type: 'ref/resource', uri: 'strategy://{name}' } as const
    expect((await client.complete({ ref: template, argument: { name: 'name', value: 'sma' } })).completion.values).toContain(
      'sma-cross',
    )
    await expect(client.getPrompt({ name: listed[0].name, arguments: { session_type: 'swing' } })).rejects.toThrow(
      /momentum, scalping/,
    )
    await expect(client.readResource({ uri: 'strategy://..%2Fx' })).rejects.toThrow(/denied/)
  })
})
