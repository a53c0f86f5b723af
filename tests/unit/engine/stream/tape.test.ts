import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../../src/core/time.ts'
import { manage, OPEN, ownBars, simulated } from './support.ts'

describe('the managed stream of a tape', () => {
  it('closes the minutes of the session with the bars that the source has itself', async () => {
    const managed = await manage({ source: simulated, start: OPEN - 5 * MINUTE, symbols: ['WOVNAX', 'SELTAR'] })
    const ends = await managed.through(OPEN + 20 * MINUTE, 7 * SECOND)
    expect(ends).toEqual(Array.from({ length: 20 }, (_, i) => OPEN + (i + 1) * MINUTE))
    for (const symbol of ['WOVNAX', 'SELTAR']) {
      const told = managed.bars.filter((bar) => bar.symbol === symbol)
      const own = await ownBars(
        simulated(() => OPEN + HOUR),
        symbol,
        OPEN,
        OPEN + 20 * MINUTE,
      )
      expect(told.map(({ time, values }) => ({ time, values }))).toEqual(own)
      expect(told.every(({ revised }) => !revised)).toBe(true)
      expect(managed.stream.quality(symbol)).toMatchObject({ state: 'live', gaps: 0, restarts: 0, duplicates: 0 })
    }
    expect(managed.stream.figures).toMatchObject({ differentBars: 0, doubts: 0, pending: 0 })
  })

  it('tells the same however the way is cut into calls', async () => {
    const symbols = ['WOVNAX', 'FALBEX']
    const [small, big] = await Promise.all([1, 2].map(() => manage({ source: simulated, start: OPEN, symbols, session: 'all' })))
    const endsOfSmall = await small.through(OPEN + 6 * MINUTE, 1700)
    const endsOfBig = await big.to(OPEN + 6 * MINUTE)
    expect(endsOfBig).toEqual(endsOfSmall)
    const said = ({ bars }: typeof big) => bars.map(({ at, ...bar }) => bar)
    expect(said(big)).toEqual(said(small))
    for (const symbol of symbols) expect(big.stream.quality(symbol)).toEqual(small.stream.quality(symbol))
  })

  it('sleeps through the night and goes on at the next open', async () => {
    const managed = await manage({ source: simulated, start: OPEN + 6.4 * HOUR })
    await managed.to(OPEN + 20 * HOUR)
    expect(managed.stream.quality('WOVNAX').state).toBe('closed')
    const ends = await managed.to(OPEN + 72 * HOUR + 2 * MINUTE)
    expect(ends).toEqual([OPEN + 72 * HOUR + MINUTE, OPEN + 72 * HOUR + 2 * MINUTE])
    expect(managed.stream.quality('WOVNAX').state).toBe('live')
  })

  it('adds a symbol while it runs, with the bars of the session before it', async () => {
    const managed = await manage({ source: simulated, start: OPEN })
    await managed.to(OPEN + 10 * MINUTE)
    // The market has moved on since: what the tape will tell must not be taken from history as well.
    managed.set(OPEN + 10 * MINUTE + 40 * SECOND)
    await managed.stream.subscribe('SELTAR')
    await managed.to(OPEN + 15 * MINUTE)
    const tape = managed.stream.tapes.get('SELTAR')!
    const own = await ownBars(
      simulated(() => OPEN + HOUR),
      'SELTAR',
      OPEN,
      OPEN + 15 * MINUTE,
    )
    expect([...tape.closed.time.subarray(0, tape.closed.length)]).toEqual(own.map(({ time }) => time))
    expect(managed.stream.figures.differentBars).toBe(0)
    expect(managed.bars.filter(({ symbol }) => symbol === 'SELTAR').map(({ time }) => time)).toEqual(
      own.map(({ time }) => time).filter((time) => time >= OPEN + 10 * MINUTE),
    )
    await managed.stream.unsubscribe('SELTAR')
    expect([...managed.stream.tapes.keys()]).toEqual(['WOVNAX'])
    await expect(managed.stream.subscribe('NOSUCH')).rejects.toMatchObject({ kind: 'not-found' })
    expect([...managed.stream.tapes.keys()]).toEqual(['WOVNAX'])
  })
})
