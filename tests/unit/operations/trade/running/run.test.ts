import { afterEach, describe, expect, it } from 'vitest'
import { type TestSession, testSession } from './session.ts'

let session: TestSession
afterEach(() => session?.close())

const signal = new AbortController().signal
const BUY = `if (minute === 5) buy({ shares: 100, stop: bar.close * 0.97, target: bar.close * 1.03, reason: 'test entry' })`

describe('a run over a session', () => {
  it('buys with legs at the broker, is flat before the end, and its books agree with the broker', async () => {
    session = testSession()
    const { events, fault, said } = await session.run(BUY)
    expect(fault).toBeNull()
    expect(events.slice(0, 2).map(({ phase }) => phase)).toEqual(['opened', 'rehearsed'])
    expect(events.every(({ mode, broker }) => mode === 'paper' && broker === 'simulated')).toBe(true)
    expect(said('intent')).toEqual(['13:35 buy 100 SIMALL: test entry'])
    expect(said('fill')[0]).toMatch(/^13:3\d bought \d+ SIMALL at [\d.]+: test entry$/)
    expect(said('status').slice(-2)[0]).toMatch(/^14:05 deciding has ended/)
    expect(events.at(-1)?.summary).toMatchObject({ flat: true, reconciled: true, open: [], intents: 1, roundTrips: 1, bars: 35 })
    const broker = await session.broker('2026-03-20T15:00:00Z')
    expect(await broker.positions(signal)).toEqual([])
    const { cash } = await broker.account(signal)
    expect(events.at(-1)?.summary?.profit).toBeCloseTo(cash - 100_000, 6)
    const wrap = session.test.store.wraps.get('simulated:main', '2026-03-20')?.body
    expect(wrap).toMatchObject({ flat: true, roundTrips: { count: 1, profit: expect.closeTo(cash - 100_000, 6) } })
  })

  it('keeps what is left protected after a part was closed', async () => {
    session = testSession()
    const { said } = await session.run(
      `${BUY}
      if (minute === 10) exit({ shares: 40, reason: 'take a part' })
      if (minute === 15) cancel({ reason: 'a sign' })`,
      { stopAt: ({ action }) => action === 'cancel' },
    )
    expect(said('order').find((text) => text.includes('sell 40 SIMALL'))).toMatch(/^13:40/)
    const orders = await (await session.broker('2026-03-20T13:46:00Z')).orders({ status: 'open' }, signal)
    const open = orders.flatMap((one) => [one, ...one.legs])
    expect(open.map(({ type, shares }) => `${type} ${shares}`).sort()).toEqual(['limit 60', 'stop 60'])
  })

  it('protects with a trailing stop once the entry has filled, and moves and takes away legs', async () => {
    session = testSession()
    const { said } = await session.run(`
      if (minute === 5) buy({ shares: 10, trail: { fraction: 0.02 }, reason: 'trailing' })
      if (minute === 20) protect({ trail: null, stop: bar.close * 0.98, reason: 'fixed now' })
      if (minute === 25) protect({ stop: bar.close * 0.985, reason: 'closer' })
      if (minute === 30) protect({ stop: null, reason: 'none' })`)
    const protectedBy = said('order').filter((text) => text.includes('protect'))
    expect(protectedBy[0]).toMatch(/^13:3[56] protect SIMALL: trailing by 2%$/)
    expect(protectedBy[1]).toMatch(/^13:50 protect SIMALL: stop [\d.]+, taken away$/)
    expect(protectedBy[2]).toMatch(/^13:55 protect SIMALL: stop [\d.]+$/)
    expect(protectedBy[3]).toMatch(/^14:00 protect SIMALL: taken away$/)
  })

  it('turns a position only when the old one is closed', async () => {
    session = testSession()
    const { events, fault } = await session.run(`
      if (minute === 5) buy({ shares: 50, reason: 'long first' })
      if (minute === 15) short({ shares: 30, reason: 'then short' })`)
    expect(fault).toBeNull()
    const fills = events.filter(({ type }) => type === 'fill')
    let held = 0
    const path = fills.map(({ side, shares }) => {
      held += (side === 'buy' ? 1 : -1) * shares!
      return held
    })
    expect(Math.max(...path)).toBe(50)
    expect(Math.min(...path)).toBe(-30)
    expect(path).toContain(0)
    expect(path.at(-1)).toBe(0)
    expect(events.at(-1)?.summary).toMatchObject({ flat: true, reconciled: true, roundTrips: 2 })
  })

  it('lets a limit exit stand beside the stop as the target, since shares are held once', async () => {
    session = testSession()
    const { said } = await session.run(`
      if (minute === 5) buy({ shares: 20, stop: bar.close * 0.97, reason: 'entry' })
      if (minute === 10) exit({ limit: bar.close * 1.05, reason: 'far away' })`)
    expect(said('order').find((text) => text.includes('protect'))).toMatch(/^13:40 protect SIMALL: target [\d.]+$/)
  })

  it('cancels an entry that another takes the place of, and counts what came to nothing', async () => {
    session = testSession()
    const { events } = await session.run(`
      if (minute >= 5 && minute < 9) buy({ shares: 10, limit: bar.close * 0.9, reason: 'too low' })
      if (minute === 9) cancel({ reason: 'enough' })
      if (minute === 10) cancel({ reason: 'again' })`)
    const { summary } = events.at(-1)!
    expect(summary).toMatchObject({ orders: 4, fills: 0, flat: true })
    expect(summary?.ignored).toEqual(
      expect.arrayContaining([
        { rule: 'canceled unfilled: a newer entry takes its place', count: 3 },
        { rule: 'canceled unfilled: called off by the strategy', count: 1 },
        { rule: 'nothing rests', count: 1 },
      ]),
    )
    const all = await (await session.broker('2026-03-20T15:00:00Z')).orders({ status: 'all' }, signal)
    expect(all.map(({ state }) => state)).toEqual(['canceled', 'canceled', 'canceled', 'canceled'])
  })

  it('says what the limits deny and make smaller, in the replay and in the run', async () => {
    session = testSession()
    const { events, said } = await session.run(
      `if (minute === 5) buy({ shares: 100, reason: 'large' })
       if (minute === 8) buy({ shares: 100, limit: bar.close * 1.2, reason: 'far off' })`,
      { risk: 'settings' },
    )
    expect(events[1].rehearsal?.sessions).toBe(20)
    const shrunk = events.find(({ outcome }) => outcome === 'shrunk')
    expect(shrunk?.message).toMatch(/made smaller: .*5% is the limit/)
    expect(shrunk!.shares!).toBeLessThan(100)
    expect(said('denied')[0]).toMatch(/^13:38/)
    expect(events.at(-1)?.summary?.denied[0].count).toBe(1)
  })

  it('holds over the end where that is asked for', async () => {
    session = testSession()
    const { events, fault } = await session.run(BUY, { hold: true })
    expect(fault).toBeNull()
    expect(events.at(-1)?.summary).toMatchObject({ flat: false, reconciled: true })
    expect(events.at(-1)?.summary?.open[0]).toMatch(/^100 SIMALL held at/)
    const broker = await session.broker('2026-03-20T15:00:00Z')
    expect((await broker.orders({ status: 'open' }, signal)).map(({ type }) => type).sort()).toEqual(['limit', 'stop'])
  })

  it('leaves protecting orders at the broker when it is interrupted, says so, and goes on from there', async () => {
    session = testSession()
    const first = await session.run(
      `${BUY}
      if (minute === 10) cancel({ reason: 'a sign' })`,
      { stopAt: ({ action }) => action === 'cancel' },
    )
    expect(first.fault?.kind).toBe('canceled')
    const last = first.events.at(-1)
    expect(last?.phase).toBe('interrupted')
    expect(last?.message).toMatch(/left at the broker: 100 SIMALL held at .*; stop sell 100 SIMALL at .*; target sell 100 SIMALL/)
    const second = await session.run(BUY)
    expect(second.fault).toBeNull()
    expect(second.said('status')[0]).toMatch(/holds 100 SIMALL; reconciled/)
    expect(second.said('intent')).toEqual([])
    expect(second.events.at(-1)?.summary).toMatchObject({ flat: true, reconciled: true, roundTrips: 1 })
  })

  it('refuses a day that its account has left behind', async () => {
    session = testSession()
    const later = Date.UTC(2026, 2, 20, 20, 30)
    const body = { equity: 100_000, cash: 100_000, day: 20_532 }
    const left = { at: later, knownAt: later, kind: 'marked', clientOrderId: null, body }
    session.test.store.journal.append('simulated:main', [left])
    const again = await session.run('')
    expect(again.fault).toMatchObject({ kind: 'usage', hint: '--account run-2026-03-20' })
    session.test.store.journal.append('simulated:run-2026-03-20', [left])
    expect((await session.run('')).fault).toMatchObject({ hint: '--account run-2026-03-20-2' })
    expect(again.fault?.message).toMatch(/account 'main' has lived past 2026-03-20/)
  })

  it('sends nothing in a dry run: it ends after the replay', async () => {
    session = testSession()
    const { events } = await session.run(BUY, { dryRun: true })
    expect(events.map(({ phase }) => phase)).toEqual(['opened', 'rehearsed'])
    expect(session.test.store.journal.accounts()).toEqual([])
  })

  it('denies entries from the moment a halt is asked for', async () => {
    session = testSession()
    let asked = false
    const { said } = await session.run(
      `if (minute === 5) buy({ shares: 10, limit: bar.close * 0.9, reason: 'rests' })
       if (minute === 20) buy({ shares: 10, reason: 'too late' })`,
      {
        halted: () => asked,
        stopAt: ({ type }) => {
          if (type === 'order') asked = true
          return false
        },
      },
    )
    expect(said('status').find((text) => text.includes('halted'))).toMatch(/1 resting entries canceled/)
    expect(said('denied')[0]).toMatch(/^13:50 trading is halted/)
  })

  it('remembers what the strategy learned before it started', async () => {
    session = testSession()
    const count = `memory.note += 1
      if (minute === 5 && memory.note > 1000) buy({ shares: 1, reason: 'it knows ' + (memory.note > 1000) })`
    expect((await session.run(count)).said('intent')).toEqual(['13:35 buy 1 SIMALL: it knows true'])
  })

  it('tells a fault of the strategy with its bar, and what is open', async () => {
    session = testSession()
    const { fault, events } = await session.run(`${BUY}
      if (minute === 10) throw new Error('on purpose')`)
    expect(fault?.message).toMatch(/strategy 'scripted' on SIMALL at 2026-03-20T13:40:00Z: Error: on purpose/)
    expect(events.at(-1)?.message).toMatch(/stopped by a failure; left at the broker: 100 SIMALL held/)
  })
})
