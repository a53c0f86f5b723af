import { afterEach, describe, expect, it } from 'vitest'
import { openReplay } from '../../../../src/operations/recording/open-replay.ts'
import { propose } from '../../../../src/operations/trade/ticket/proposals.ts'
import { intentOf } from '../../../support/order-path.ts'
import { journalOf, simulatedHome } from './recorded-run.ts'
import { all, inputOf, recorded, TAPE, textOf } from './recorded-session.ts'

let home: ReturnType<typeof simulatedHome>
afterEach(() => home?.close())

describe('a recorded session in which a person decides what a program proposed', () => {
  it('sends it again where it was sent, though the proposal was made by another process', async () => {
    home = simulatedHome()
    const ids = ['aaaa00000000', 'bbbb00000000', 'bbbb11111111']
    for (const id of ids) {
      const intent = intentOf({ id, symbol: 'SIMFIN', type: 'market', limit: null, shares: 3 })
      propose(home.store, 'simulated:main', intent, { origin: 'mcp', client: 'tester' }, home.outer.clock.now())
    }
    const given = inputOf({ speed: 20, until: '09:32' })
    const first = await recorded(home.outer, given, async (session) => {
      // What is only shown leaves no trace; what several could be, or nobody made, is refused again.
      await session.run('trade.approve', { id: 'aaaa' }, { dryRun: true })
      for (const id of ['bbbb', 'cccc']) await expect(session.run('trade.approve', { id })).rejects.toThrow(id)
      await session.run('trade.approve', { id: 'aaaa', execute: true })
      await expect(session.run('trade.approve', { id: 'aaaa' })).rejects.toThrow('sent already')
      await session.run('trade.decline', { id: 'bbbb0000' })
      await expect(session.run('trade.approve', { id: 'bbbb0000' })).rejects.toThrow('declined')
      await session.run('trade.approve', {})
      session.setSpeed?.(60)
    })
    expect(first.events.filter(({ type }) => type === 'fill')).toHaveLength(1)
    const again = await all(await openReplay(home.outer, { file: 'day', speed: null, stays: false }), false)
    expect(textOf(again)).toEqual(textOf(first.events.filter(({ type }) => !TAPE.has(type))).slice(0, again.length))
    expect(again.some(({ type }) => type === 'fill')).toBe(true)
    expect(journalOf(home.scratches.at(-1)!)).toEqual(journalOf(home.store))
  }, 20_000)
})
