import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../../src/analysis/random.ts'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { MINUTE } from '../../../../src/core/time.ts'
import { Crash, Mortal, NO_TROUBLE, troubled } from '../../../support/crash.ts'
import { type ProgramRig, programRig, SYMBOL } from '../../../support/program-rig.ts'

const IDS = ['a', 'b']
const TROUBLE = { lost: 0.2, late: 0.1, unanswered: 0.25, failing: 0.1, shuffled: 0.3 }

/** One call, or two at once, of a server process that may end at a durable write. */
const call = fc.record({
  preview: fc.nat(1),
  id: fc.nat(1),
  twice: fc.boolean(),
  diesAt: fc.integer({ min: 1, max: 12 }),
  before: fc.boolean(),
  isTroubled: fc.boolean(),
  seed: fc.nat(1_000_000),
  later: fc.constantFrom(0, 0, 0, 6 * MINUTE),
})
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never

const late: (() => unknown)[] = []
let crashes = 0
let pid = 1000

async function lived(rig: ProgramRig, previews: readonly string[], one: Call): Promise<void> {
  const random = new Random(one.seed, 'calls')
  const mortal = new Mortal(one.diesAt, one.before)
  const trouble = one.isTroubled ? TROUBLE : NO_TROUBLE
  const broker = troubled(rig.world, trouble, () => random.uniform(), mortal, late)
  const mine = ++pid
  const store = mortal.store(rig.store)
  const process = { broker: async () => broker, store: async () => store, pid: mine, isDead: (other: number) => other !== mine }
  const input = { previewId: previews[one.preview], clientOrderId: IDS[one.id] }
  const calls = Array.from({ length: one.twice ? 2 : 1 }, () => rig.call('order.place', input, process))
  for (const settled of await Promise.allSettled(calls)) {
    if (settled.status === 'fulfilled') {
      expect(settled.value.order?.clientOrderId ?? `ob-${input.previewId}`).toBe(`ob-${input.previewId}`)
      continue
    }
    const { reason } = settled
    // What ends a process ends its calls as our own bug would; everything else is said in our words.
    const ended = reason instanceof Crash || mortal.dead
    if (!ended) expect(reason instanceof OpenbellError && reason.kind !== 'internal', String(reason)).toBe(true)
  }
  if (mortal.dead) crashes++
  mortal.dead = true
  for (const work of late.splice(0)) await work()
  rig.clock.set(rig.clock.clock.now() + one.later)
}

describe('whatever ends when, in whatever order it is asked', () => {
  it('one preview is one order at most, under one id, and the same question has the same answer', async () => {
    let placed = 0
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 6 }), async (calls) => {
        const rig = programRig()
        const previews: string[] = []
        for (const quantity of [10, 20]) {
          previews.push((await rig.call('order.preview', { symbol: SYMBOL, side: 'buy', quantity, limit: 99 })).previewId)
        }
        for (const one of calls) await lived(rig, previews, one)
        const { accepted } = rig.world
        expect(new Set(accepted).size).toBe(accepted.length)
        for (const previewId of previews) {
          const placement = rig.store.placements.ofPreview(previewId)
          if (!placement) {
            expect(accepted).not.toContain(`ob-${previewId}`)
            continue
          }
          const input = { previewId, clientOrderId: placement.clientOrderId }
          const settled = await rig.call('order.place', input)
          const again = await rig.call('order.place', input)
          expect(settled.repeated && again.repeated).toBe(true)
          expect(['placed', 'not-sent']).toContain(settled.outcome)
          expect(again.outcome).toBe(settled.outcome)
          expect(accepted.filter((id) => id === `ob-${previewId}`)).toHaveLength(settled.outcome === 'placed' ? 1 : 0)
          if (settled.outcome === 'placed') placed++
        }
        expect(accepted.every((id) => previews.includes(id.slice(3)))).toBe(true)
      }),
      { numRuns: Number(process.env.OPENBELL_LONG ? 3000 : 150) },
    )
    expect([placed > 20, crashes > 20]).toEqual([true, true])
  }, 60_000)
})
