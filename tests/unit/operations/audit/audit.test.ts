import { beforeEach, describe, expect, it } from 'vitest'
import { Secret } from '../../../../src/core/settings.ts'
import { keptArguments } from '../../../../src/operations/audit/arguments.ts'
import { recordAudit } from '../../../../src/operations/audit/record.ts'
import { type ProgramRig, programRig, SYMBOL } from '../../../support/program-rig.ts'

const buy = { symbol: SYMBOL, side: 'buy', quantity: 10, limit: 100 }
let rig: ProgramRig
beforeEach(() => {
  rig = programRig()
})
const entries = (wish: Record<string, unknown> = {}) => rig.person('audit', wish).then((answer) => answer.entries)

describe('the audit', () => {
  it('tells what programs asked for, refused or not, and nothing of people', async () => {
    const { previewId } = await rig.call('order.preview', buy)
    const { order } = await rig.call('order.place', { previewId, clientOrderId: 'mine-1' })
    await rig.call('trade.orders', {})
    await rig.call('trade.buy', { symbol: SYMBOL, quantity: 1, market: true }).catch(() => {})
    await rig.call('order.place', { previewId, clientOrderId: 'two', stop_loss: 5 }).catch(() => {})
    await rig.person('trade.orders', {})
    const told = (await entries()).reverse()
    expect(told.map(({ tool, outcome }: { tool: string; outcome: string }) => `${tool} ${outcome}`)).toEqual([
      'order.preview begun',
      'order.preview ok',
      'order.place begun',
      'order.place ok',
      'trade.orders ok',
      'trade.buy denied',
      'order.place usage',
    ])
    expect(told[1]).toMatchObject({
      caller: 'mcp',
      client: 'tester 1.0',
      effect: 'trade',
      mode: 'paper',
      detail: `preview ${previewId}`,
    })
    expect(told[3].detail).toBe(`preview ${previewId}, placed, order ${order.clientOrderId} ${order.state}`)
    expect(told[4]).toMatchObject({ effect: 'read', mode: null, detail: null })
    expect(told[3].arguments).toBe(`{"clientOrderId":"mine-1","previewId":"${previewId}"}`)
    expect(told[2].argumentsHash).toBe(told[3].argumentsHash)
  })

  it('says an answer that is a failure by its kind, and what a person let a program do', async () => {
    const { previewId } = await rig.call('order.preview', buy)
    const { previewId: other } = await rig.call('order.preview', buy)
    await rig.person('trade.approve', { id: other })
    await rig.person('trade.halt', {})
    await rig.call('order.place', { previewId, clientOrderId: 'mine-1' })
    const [last, , approved] = await entries({ effect: 'trade' })
    expect(last).toMatchObject({ tool: 'order.place', outcome: 'denied', detail: expect.stringContaining('halted') })
    expect(approved).toMatchObject({
      tool: 'trade.approve',
      caller: 'cli',
      outcome: 'approved',
      detail: expect.stringContaining('tester 1.0'),
    })
  })

  it('is read in pages, by effect and by outcome', async () => {
    for (let i = 0; i < 5; i++) await rig.call('trade.orders', {})
    await rig.call('trade.resume', {}).catch(() => {})
    const first = await rig.person('audit', { limit: 4 })
    expect(first.entries.map(({ seq }: { seq: number }) => seq)).toEqual([6, 5, 4, 3])
    const second = await rig.person('audit', { limit: 4, before: first.before })
    expect(second).toMatchObject({ entries: [{ seq: 2 }, { seq: 1 }], before: null })
    expect(await entries({ outcome: 'denied' })).toMatchObject([{ tool: 'trade.resume' }])
    expect(await entries({ effect: 'write' })).toEqual([])
  })

  it('where it cannot be written nothing trades, and reading goes on', async () => {
    const audit = {
      ...rig.store.audit,
      add: () => {
        throw new Error('the disk is full')
      },
    }
    const broken = { store: async () => ({ ...rig.store, audit }) }
    await expect(rig.call('order.preview', buy, broken)).rejects.toMatchObject({ kind: 'internal' })
    expect(rig.store.proposals.list('alpaca-paper:PA3TEST', 9)).toEqual([])
    expect(await rig.call('trade.orders', {}, broken)).toMatchObject({ orders: [] })
  })

  it("keeps a client's name as one short line", async () => {
    const client = `evil\u001b[2J\n\u009b${'x'.repeat(5000)}`
    await rig.call('trade.orders', {}, { client })
    const [{ client: kept }] = await entries()
    expect(kept).toMatch(/^evil \[2J x+\.\.\. \(\d+ characters\)$/)
    expect(kept.length).toBeLessThan(150)
  })

  it('of a tool that is no operation is added by hand', async () => {
    await recordAudit(rig.context, { tool: 'job_cancel', effect: 'write', arguments: { job: 'a' }, outcome: 'ok' })
    expect(await entries()).toMatchObject([{ tool: 'job_cancel', effect: 'write', mode: null, caller: 'mcp' }])
  })
})

describe('kept arguments', () => {
  const settings = { ...programRig().context.settings, alpacaSecretKey: new Secret('hush-hush-hush') }
  const kept = (given: unknown) => keptArguments(settings, given)

  it('are the same whatever the order of their fields, and another hash for another value', () => {
    const one = kept({ b: [1, { d: 2, c: 3 }], a: 'x' })
    expect(one).toEqual(kept({ a: 'x', b: [1, { c: 3, d: 2 }] }))
    expect(one.arguments).toBe('{"a":"x","b":[1,{"c":3,"d":2}]}')
    expect(one.argumentsHash).toMatch(/^[0-9a-f]{64}$/)
    expect(kept({ a: 'x', b: [1, { c: 3, d: 4 }] }).argumentsHash).not.toBe(one.argumentsHash)
  })

  it('hold no secret, by name or by value', () => {
    const given = { apiKey: 'PK1', nested: { Password: 'p', access_token: 't' }, confirm: '1234', reason: 'it is hush-hush-hush' }
    const { arguments: text } = kept(given)
    expect(text).not.toMatch(/PK1|"p"|"t"|1234|hush/)
    expect(text).toContain('it is (secret)')
  })

  it('are bounded, however large or deep they come', () => {
    let deep: unknown = 1
    for (let i = 0; i < 100_000; i++) deep = [deep]
    for (const given of [
      'x'.repeat(2_000_000),
      Array(100_000).fill('y'),
      deep,
      Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i])),
    ]) {
      const { arguments: text } = kept({ given })
      expect(text.length).toBeLessThan(2100)
    }
    expect(kept({ a: 'x'.repeat(1000) }).argumentsHash).not.toBe(kept({ a: `${'x'.repeat(999)}y` }).argumentsHash)
  })
})
