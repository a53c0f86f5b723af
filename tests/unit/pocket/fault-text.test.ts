import { describe, expect, it } from 'vitest'
import { createFaultPlan, lengthOf } from '../../../src/pocket/faults/fault-plan.ts'
import { parseFault, readFault } from '../../../src/pocket/faults/fault-text.ts'
import { FAULT_KINDS } from '../../../src/pocket/faults/faults.ts'

describe('faults on the command line', () => {
  it('name a kind, a time, a length and fields', () => {
    expect(parseFault('mute-stream@10:30,5m')).toEqual({ kind: 'mute-stream', stream: 'all', at: '10:30', duration: '5m' })
    expect(parseFault('halt@11:00:30,90s,symbol=SIMALL')).toEqual({
      kind: 'halt',
      at: '11:00:30',
      duration: '90s',
      symbol: 'SIMALL',
    })
    expect(parseFault('accepted-then-timeout')).toMatchObject({
      kind: 'accepted-then-timeout',
      method: 'POST',
      path: '/v2/orders',
    })
    expect(parseFault('rate-limit,times=20,retryAfter=true')).toMatchObject({ kind: 'rate-limit', times: 20, retryAfter: true })
    expect(parseFault('429')).toMatchObject({ kind: 'rate-limit' })
    expect(parseFault('5xx,status=503,path=/v2/orders')).toMatchObject({ kind: 'status', status: 503, path: '/v2/orders' })
    expect(parseFault('missing-fields,fields=qty+side')).toMatchObject({ fields: ['qty', 'side'] })
    expect(parseFault('split@2026-03-20T14:00:00Z'.replace('@2026-03-20T14:00:00Z', ',symbol=SIMALL,ratio=4'))).toMatchObject({
      ratio: 4,
    })
  })

  it('are refused with the word that is wrong and what there is', () => {
    expect(() => parseFault('earthquake')).toThrow(/'earthquake' is no fault; there are rate-limit, .*mute-stream/)
    expect(() => parseFault('halt@10:30,5m')).toThrow(/symbol/)
    expect(() => parseFault('mute-stream,5 minutes')).toThrow(/'5 minutes' is neither a length/)
    expect(() => parseFault('mute-stream,colour=red')).toThrow(
      /mute-stream has no 'colour'; mute-stream takes stream, at, duration/,
    )
    expect(() => parseFault('refuse-stream,code=418')).toThrow(/code/)
    expect(() => parseFault('mute-stream@noon')).toThrow(/HH:MM/)
  })

  it('are the same in JSON, as fields or as one text', () => {
    expect(readFault({ kind: 'halt', symbol: 'SIMALL', at: '11:00' })).toEqual(parseFault('halt@11:00,symbol=SIMALL'))
    expect(readFault('halt@11:00,symbol=SIMALL')).toEqual(parseFault('halt@11:00,symbol=SIMALL'))
    expect(() => readFault({ kind: 'earthquake' })).toThrow(/'earthquake' is no fault; there are/)
    expect(() => readFault({ kind: 'halt' })).toThrow(/halt is no good fault: symbol/)
    expect(() => readFault(null)).toThrow(/is no fault/)
  })

  it('have a plain name for each kind', () => {
    for (const kind of FAULT_KINDS) expect(kind).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect([lengthOf('250ms'), lengthOf('1.5s'), lengthOf('5m'), lengthOf('1h')]).toEqual([250, 1500, 300_000, 3_600_000])
  })
})

describe('the plan', () => {
  const day = Date.parse('2026-03-20T04:00:00Z')
  const at = (text: string) => Date.parse(`2026-03-20T${text}Z`)
  const create = (seed = 7) => {
    const time = { now: at('13:30:00') }
    return { time, plan: createFaultPlan({ now: () => time.now, seed, nextDay: (one) => one + 3 }) }
  }

  it('strikes only while its time lasts, and as often as it can', () => {
    const { time, plan } = create()
    plan.add([parseFault('5xx@10:30,5m')])
    expect(plan.takeRequest('GET', '/v2/orders')).toBeNull()
    time.now = at('14:30:00')
    for (let i = 0; i < 3; i++) expect(plan.takeRequest('GET', '/v2/orders')).toMatchObject({ kind: 'status' })
    time.now = at('14:35:00')
    expect(plan.takeRequest('GET', '/v2/orders')).toBeNull()
    expect(plan.served()).toBe(3)
  })

  it('tells methods apart: a lost answer strikes orders sent, not orders read', () => {
    const { plan } = create()
    plan.add([parseFault('accepted-then-cut')])
    expect(plan.takeRequest('GET', '/v2/orders')).toBeNull()
    expect(plan.takeRequest('POST', '/v2/orders')).toMatchObject({ kind: 'accepted-then-cut' })
    expect(plan.takeRequest('POST', '/v2/orders')).toBeNull()
  })

  it('draws chances from the seed: the same in every run, about as often as told', () => {
    const hits = (seed: number) => {
      const { plan } = create(seed)
      plan.add([parseFault('5xx,chance=0.3,times=100000')])
      return Array.from({ length: 1000 }, () => plan.takeRequest('GET', '/v2/clock') !== null)
    }
    expect(hits(7)).toEqual(hits(7))
    expect(hits(7)).not.toEqual(hits(8))
    const share = hits(7).filter((hit) => hit).length / 1000
    expect(share).toBeGreaterThan(0.24)
    expect(share).toBeLessThan(0.36)
  })

  it('gives a split the next trading day and a half day today; clearing keeps what has happened', () => {
    const { time, plan } = create()
    plan.add([parseFault('split,symbol=SIMALL'), parseFault('half-day'), parseFault('halt@09:35,10m,symbol=SIMALL')])
    expect(plan.lasting('split')[0].day).toBe('2026-03-23')
    expect(plan.lasting('half-day')[0].day).toBe('2026-03-20')
    time.now = at('13:40:00')
    plan.clear()
    expect(plan.lasting('halt')[0]).toMatchObject({ from: day + 9.583333333333334 * 3_600_000, to: at('13:40:00') })
    plan.add([parseFault('cut-stream@10:00')])
    plan.clear()
    expect(plan.next('cut-stream')).toBe(Number.POSITIVE_INFINITY)
  })

  it('refuses what is over already', () => {
    const { plan } = create()
    expect(() => plan.add([parseFault('mute-stream@09:00,5m')])).toThrow(/would be over by 2026-03-20T13:05:00Z/)
  })

  it('refuses a time that no day has', () => {
    const { plan } = create()
    expect(() => plan.add([parseFault('mute-stream@25:00')])).toThrow(/25:00/)
  })
})
