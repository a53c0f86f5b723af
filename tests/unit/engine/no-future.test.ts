import { describe, expect, it } from 'vitest'
import { macd, sma } from '../../../src/strategy/indicators.ts'
import type { BarView, SeriesView } from '../../../src/strategy/types.ts'
import { errorOf, flatBars, runOf, scripted, strategyOf } from './support.ts'

const prices = [10, 11, 12, 13, 14, 15, 16, 17]

describe('the future has no name', () => {
  it.each([[-1], [-2], [0.5], [Number.NaN], [Number.POSITIVE_INFINITY], ['1'], [2 ** 32], [undefined]])(
    'ago(%s) is refused',
    (bars) => {
      const cheat = strategyOf({
        indicators: () => ({ line: sma('close', 2) }),
        onBar: ({ line }) => void line.ago(bars as number),
      })
      const error = errorOf(() => runOf(cheat, flatBars(prices)))
      expect(error.kind).toBe('usage')
      expect(error.message).toMatch(/^strategy 'under-test' on TEST at 2024-01-03T21:00:00Z: ago\(.*later ones have no name$/)
    },
  )

  it('ago counts back from this bar and is NaN before the first', () => {
    const seen: number[][] = []
    const look = strategyOf({
      indicators: () => ({ line: sma('close', 2) }),
      onBar: ({ bar, line }) => void seen.push([bar.close, line.now, line.ago(0), line.ago(1), line.ago(bar.count)]),
    })
    runOf(look, flatBars([1, 3, 5]))
    expect(seen).toEqual([
      [3, 2, 2, Number.NaN, Number.NaN],
      [5, 4, 4, 2, Number.NaN],
    ])
  })

  it('a view that was kept shows the bar the loop stands on, never a later one', () => {
    const kept: { bar?: BarView; line?: SeriesView } = {}
    const seen: number[] = []
    const keeper = strategyOf({
      indicators: () => ({ line: sma('close', 2) }),
      onBar({ bar, line }) {
        kept.bar ??= bar
        kept.line ??= line
        seen.push(kept.bar!.close, kept.line!.now, kept.bar!.closeTime)
        expect(kept.bar).toBe(bar)
      },
    })
    const bars = flatBars(prices)
    runOf(keeper, bars)
    expect(seen.filter((_, i) => i % 3 === 0)).toEqual(prices.slice(1))
    expect(kept.bar!.close).toBe(17)
  })

  it('nothing that a strategy is given can be changed, and nothing leads to the columns', () => {
    let checked = 0
    const prying = strategyOf({
      indicators: () => ({ line: sma('close', 2), cross: macd(2, 3, 2) }),
      onBar(context) {
        for (const [name, value] of Object.entries(context)) {
          expect(Object.isFrozen(context), name).toBe(true)
          if (name !== 'memory') expect(Object.isFrozen(value) || typeof value === 'function', name).toBe(true)
          expect(findColumns(value), name).toEqual([])
        }
        expect(() => Object.assign(context.line, { now: 5 })).toThrow(TypeError)
        expect(() => Object.assign(context.bar, { close: 5 })).toThrow(TypeError)
        expect(() => Object.assign(context.params, { fast: 5 })).toThrow(TypeError)
        checked++
      },
    })
    runOf(prying, flatBars(prices))
    expect(checked).toBe(5)
  })

  it('memory is fresh in every run and for every symbol', () => {
    const counts: number[] = []
    const counter = strategyOf({
      memory: () => ({ bars: 0 }),
      onBar: ({ memory }) => void counts.push(++memory.bars),
    })
    runOf(counter, [flatBars([1, 2]), flatBars([1, 2], { symbol: 'B' })])
    runOf(counter, flatBars([1, 2]))
    expect(counts).toEqual([1, 1, 2, 2, 1, 2])
  })

  it('actions work on their own bar only', () => {
    let later: (() => void) | null = null
    const hoarder = scripted({
      1: ({ buy }) => {
        later = () => buy({ shares: 1, reason: 'later' })
      },
      2: () => later?.(),
    })
    expect(runOf(hoarder, flatBars(prices)).why.intents).toBe(1)
    expect(errorOf(() => later!()).message).toBe('buy of TEST was called outside of its bar')
  })

  it('a promise is refused: a strategy decides at once', () => {
    const waiting = strategyOf({ onBar: (async () => {}) as never })
    expect(errorOf(() => runOf(waiting, flatBars(prices))).message).toMatch(/returned a promise/)
  })
})

/** Typed arrays that can be reached through own properties, getters of the prototype and symbols. */
function findColumns(value: unknown, depth = 0): string[] {
  if (ArrayBuffer.isView(value)) return ['a column']
  if (typeof value !== 'object' || value === null || depth > 4) return []
  const keys = [...Reflect.ownKeys(value), ...Reflect.ownKeys(Object.getPrototypeOf(value) ?? {})]
  return keys.flatMap((key) => {
    if (key === '__proto__' || key === 'constructor') return []
    return findColumns((value as Record<PropertyKey, unknown>)[key], depth + 1)
  })
}
