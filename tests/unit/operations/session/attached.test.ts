import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attachSession } from '../../../../src/operations/stream/attached-session.ts'
import type { StreamEvent } from '../../../../src/operations/stream/events.ts'
import type { LiveSession } from '../../../../src/operations/stream/session.ts'
import { createTapeSession } from '../../../support/tape-session.ts'
import { AT, createWorld, until, type World } from './shared.ts'

const given = { live: false, risk: 'settings' } as Parameters<typeof attachSession>[1]

describe('a second terminal', () => {
  let world: World
  let attached: LiveSession

  beforeEach(async () => {
    world = await createWorld()
    world.owner.print('SIMA', AT, 101.25, 300)
    world.owner.quote('SIMA', AT + 5, 101.24, 101.26)
    world.owner.tell('the session was opened')
    attached = (await attachSession(world.guest, given))!
  })

  afterEach(async () => {
    await attached?.close()
    await world.close()
  })

  const row = (symbol = 'SIMA') => attached.view.watch.find((one) => one.symbol === symbol)

  it('shows the same rows, and says whose they are', () => {
    const { view } = attached
    expect(attached.kind).toBe('attached')
    expect(row()).toMatchObject({ price: 101.25, priceTime: AT, bid: 101.24, ask: 101.26, rating: 'GOOD', printsPerMinute: 900 })
    expect(row('SIMB')).toMatchObject({ price: null, bid: null, quality: { ageMs: null } })
    expect(view).toMatchObject({ label: 'SIMULATED', source: 'simulated', feed: 'simulated', speed: 1, account: null })
    expect(view.stream.state).toBe('attached')
    expect(view.stream.message).toContain(`process ${process.pid} (stream SIMA SIMB)`)
    expect(Math.abs(view.now - AT)).toBeLessThan(2000)
  })

  it('hears an event at once, those from before first', async () => {
    const heard: StreamEvent[] = []
    void (async () => {
      for await (const event of attached.events({ tape: false })) heard.push(event)
    })()
    world.owner.tell('something happened')
    world.owner.tell('and more')
    await until(() => heard.length === 3, 'three events')
    expect(heard.map((one) => one.message)).toEqual(['the session was opened', 'something happened', 'and more'])
  })

  it('follows prices, prints, quotes, bars, overlays and window figures', async () => {
    expect(attached.view.prints('SIMA')).toBeNull()
    attached.view.quotes('SIMA')
    attached.view.bars('SIMA', '1m')
    attached.view.overlays('SIMA', '1m')
    attached.view.window('SIMA', 300)
    await until(() => attached.view.prints('SIMA')?.length === 1, 'the ring')
    for (let i = 1; i <= 700; i++) world.owner.print('SIMA', AT + i * 100, 101 + i / 100, i)
    world.owner.setNow(AT + 70_000)
    await until(() => attached.view.prints('SIMA')?.total === 701 && row()?.price === 108, 'all prints')
    await until(() => (attached.view.bars('SIMA', '1m')?.bars.length ?? 0) > 0, 'a closed minute')
    await until(() => attached.view.window('SIMA', 300)?.prints === 701, 'the window')
    const told = attached.view.prints('SIMA')!
    const own = world.owner.view.prints('SIMA')!
    for (const name of ['time', 'price', 'size', 'received', 'eligible'] as const) {
      expect(Array.from({ length: told.length }, (_, i) => told[name][(told.first + i) % told.capacity])).toEqual(
        Array.from({ length: own.length }, (_, i) => own[name][(own.first + i) % own.capacity]),
      )
    }
    expect(attached.view.quotes('SIMA')).toMatchObject({ length: 1, total: 1 })
    const [bars, ownBars] = [attached.view.bars('SIMA', '1m')!.bars, world.owner.tapes.get('SIMA')!.closed]
    expect(bars.length).toBe(ownBars.length)
    expect(bars.close[0]).toBe(ownBars.close[0])
    expect(bars.prints?.[0]).toBe(ownBars.prints?.[0])
    const { lines, levels } = attached.view.overlays('SIMA', '1m')
    expect([...(lines[0].values as Float64Array)]).toEqual([1, 2, 3])
    expect(levels).toEqual([{ kind: 'previous-close', price: 100 }])
    expect(attached.view.bars('NOBODY', '1m')).toBeNull()
  })

  it('gets every print, quote and closed minute as events when it asks for the tape', async () => {
    const heard: StreamEvent[] = []
    void (async () => {
      for await (const event of attached.events({ tape: true })) heard.push(event)
    })()
    await until(() => heard.length === 1, 'the first event')
    await new Promise((done) => setTimeout(done, 250))
    for (let i = 1; i <= 400; i++) world.owner.print('SIMB', AT + i * 100, 50 + i / 100, 10)
    world.owner.quote('SIMB', AT + 41_000, 54, 54.02)
    world.owner.setNow(AT + 60_000)
    await until(() => heard.some(({ type }) => type === 'bar'), 'a bar')
    expect(heard.filter(({ type }) => type === 'print').map(({ price }) => price)).toEqual(
      Array.from({ length: 400 }, (_, i) => 50 + (i + 1) / 100),
    )
    expect(heard.find(({ type }) => type === 'quote')).toMatchObject({ symbol: 'SIMB', bid: 54, ask: 54.02, askSize: 300 })
    expect(heard.filter(({ type }) => type === 'bar')).toMatchObject([
      { symbol: 'SIMA', timeframe: '1m', feed: 'simulated', close: 101.25 },
      { symbol: 'SIMB', timeframe: '1m', feed: 'simulated', close: 52.99, prints: 299 },
    ])
  })

  it('may ask for another symbol; what the owner says to it comes back', async () => {
    await attached.subscribe('simc')
    await until(() => row('SIMC') !== undefined, 'a third row')
    await expect(attached.subscribe('SIMD')).rejects.toMatchObject({
      kind: 'rejected',
      message: 'the plan allows 3 symbols',
      hint: 'drop one first',
    })
    await attached.unsubscribe('SIMC')
    await until(() => row('SIMC') === undefined, 'two rows again')
  })

  it('says at once that the owner is gone, lets numbers age, and finds the next one', async () => {
    const heard: StreamEvent[] = []
    void (async () => {
      for await (const event of attached.events({ tape: false })) heard.push(event)
    })()
    const { owner } = world
    await expect(world.serve(createTapeSession(['SIMZ'], AT))).rejects.toThrow(
      /runs a session of the simulated source here already/,
    )
    await world.stop('it was closed')
    await until(() => attached.view.stream.state === 'down', 'down')
    expect(attached.view.stream.message).toContain('is gone: it was closed; the numbers age')
    expect(row()).toMatchObject({ price: 101.25, quality: { state: 'stale' } })
    const before = row()!.quality.ageMs!
    await until(() => row()!.quality.ageMs! > before, 'an older age')
    await expect(attached.subscribe('SIMC')).rejects.toMatchObject({ kind: 'unavailable' })
    owner.print('SIMA', AT + 1000, 102, 100)
    await world.serve(owner)
    await until(() => attached.view.stream.state === 'attached', 'attached again')
    expect(row()).toMatchObject({ price: 102, quality: { state: 'live' } })
    await until(() => heard.some(({ message }) => message.startsWith('attached to process')), 'the news')
    expect(heard.filter(({ message }) => message === 'the session was opened').length).toBeLessThanOrEqual(2)
  })

  it('never harms the owner: what cannot be shown ends the line, not the session', async () => {
    const { view } = world.owner
    Object.defineProperty(view, 'watch', {
      get: () => {
        throw new Error('a row broke')
      },
    })
    await until(() => attached.view.stream.state === 'down', 'down')
    expect(attached.view.stream.message).toContain('the session cannot be shown: a row broke')
    world.owner.tell('the owner goes on')
    expect(view.events.at(-1)?.message).toBe('the owner goes on')
  })

  it('trades nothing when its account is not the one on the screen', async () => {
    const elsewhere = { ...world.guest, settings: { ...world.guest.settings, broker: 'alpaca' } }
    const other = (await attachSession(elsewhere, given))!
    try {
      await expect(other.run('trade.buy', { symbol: 'SIMA', shares: 1 })).rejects.toThrow(/account is at the simulated broker/)
    } finally {
      await other.close()
    }
  })
})

describe('without a session', () => {
  it('there is nothing to attach to', async () => {
    const world = await createWorld()
    await world.stop('the end')
    expect(await attachSession(world.guest, given)).toBeNull()
    await world.close()
  })
})
