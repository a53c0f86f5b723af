import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Refusal, Subscriptions } from '../../../../../src/adapters/alpaca/market-stream/subscriptions.ts'

interface Asked {
  action: 'subscribe' | 'unsubscribe'
  trades: string[]
}

/** A vendor with room for so many symbols, that answers one message at a time. */
function vendorWith(room: number) {
  const taken = new Set<string>()
  const waiting: Asked[] = []
  const subscriptions = new Subscriptions()
  subscriptions.begin({ send: (message) => void waiting.push(message as Asked), channels: () => ({ quotes: false, bars: true }) })
  let messages = 0
  const answerAll = () => {
    while (waiting.length > 0) {
      expect(waiting).toHaveLength(1)
      const { action, trades } = waiting.shift()!
      messages++
      if (action === 'unsubscribe') for (const symbol of trades) taken.delete(symbol)
      else if (new Set([...taken, ...trades]).size > room) {
        expect(subscriptions.refused(405, 'symbol limit exceeded')).toBe(true)
        continue
      } else for (const symbol of trades) taken.add(symbol)
      subscriptions.answered([...taken])
    }
    return messages
  }
  return { subscriptions, waiting, taken, answerAll }
}

const names = (count: number) => Array.from({ length: count }, (_, i) => `S${i}`)

describe('subscriptions', () => {
  it('fill the plan with the first symbols, learn its limit, and name the others', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 }), (count, room) => {
        const { subscriptions, answerAll } = vendorWith(room)
        let refused: Refusal | null | undefined
        subscriptions.change('subscribe', names(count), (refusal) => {
          refused = refusal
        })
        const messages = answerAll()
        const fits = Math.min(count, room)
        expect([...subscriptions.confirmed]).toEqual(names(fits))
        expect(refused?.symbols ?? []).toEqual(names(count).slice(fits))
        expect(subscriptions.limit).toBe(count > room ? room : null)
        expect(subscriptions.isBusy).toBe(false)
        expect(messages).toBeLessThan(30)
      }),
    )
  })

  it('are asked for one at a time, in order, each with its own outcome', () => {
    const { subscriptions, waiting, answerAll } = vendorWith(3)
    const outcomes: string[] = []
    const note = (name: string) => (refusal: Refusal | null) => void outcomes.push(`${name} ${refusal?.symbols.join() ?? 'done'}`)
    subscriptions.change('subscribe', ['A', 'B', 'C'], note('first'))
    subscriptions.change('subscribe', ['D'], note('second'))
    subscriptions.change('unsubscribe', ['A'], note('third'))
    subscriptions.change('subscribe', ['D'], note('fourth'))
    subscriptions.change('subscribe', [], note('nothing'))
    expect(waiting).toHaveLength(1)
    answerAll()
    expect(outcomes).toEqual(['first done', 'second D', 'third done', 'fourth done', 'nothing done'])
    expect([...subscriptions.confirmed].sort()).toEqual(['B', 'C', 'D'])
  })

  it('that a lost connection leaves open are forgotten; who wanted to unsubscribe has it', () => {
    const { subscriptions, waiting, answerAll } = vendorWith(10)
    const outcomes: string[] = []
    subscriptions.change('subscribe', ['A'], () => outcomes.push('subscribed'))
    answerAll()
    subscriptions.change('subscribe', ['B'], () => outcomes.push('never'))
    subscriptions.change('unsubscribe', ['A'], () => outcomes.push('unsubscribed'))
    subscriptions.end()
    expect(outcomes).toEqual(['subscribed', 'unsubscribed'])
    expect([subscriptions.isOpen, subscriptions.isBusy, [...subscriptions.confirmed]]).toEqual([false, false, ['A']])
    waiting.length = 0
    expect(subscriptions.refused(400, 'invalid syntax')).toBe(false)
    subscriptions.answered(['A', 'X'])
    expect([...subscriptions.confirmed]).toEqual(['A', 'X'])
  })
})
