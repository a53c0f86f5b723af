import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Dimension } from '../../../../src/analysis/search/space.ts'
import { searchPlan, searchSpace } from '../../../../src/operations/optimize/space.ts'
import { defineStrategy } from '../../../../src/strategy/define.ts'
import { defaultsOf } from '../../../../src/strategy/params.ts'
import type { AnyStrategy } from '../../../../src/strategy/types.ts'

const strategy = defineStrategy({
  name: 'many',
  summary: 'Has a parameter of every kind.',
  params: {
    fast: z.int().min(2).max(60).default(10),
    slow: z.int().min(5).max(250).default(30),
    stop: z.number().min(0.5).max(6).default(2.5),
    side: z.enum(['long', 'both']).default('long'),
    on: z.boolean().default(true),
    open: z.number().default(1),
  },
  valid: ({ fast, slow }) => fast < slow,
  onBar() {},
}) as AnyStrategy

const base = defaultsOf(strategy)
const values = (text: string) =>
  (searchSpace(strategy, { range: [text], set: [] }, base).dimensions[0] as Extract<Dimension, { kind: 'listed' }>).values
const plan = (range: string[], more: { method?: 'grid' | 'random' | 'tpe'; trials?: number } = {}) =>
  searchPlan(
    searchSpace(strategy, { range, set: [] }, base),
    { range, objective: 'sharpe', method: undefined, trials: undefined, ...more },
    1,
  )

describe('ranges', () => {
  it('FROM:TO:STEP ends at or before TO, without the rests of adding tenths', () => {
    expect(values('fast=5:20:5')).toEqual([5, 10, 15, 20])
    expect(values('fast=5:19:5')).toEqual([5, 10, 15])
    expect(values('stop=0.5:1.1:0.1')).toEqual([0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1])
    expect(values('fast=7:7')).toEqual([7])
    expect(values('fast=3:6')).toEqual([3, 4, 5, 6])
  })

  it('lists hold what is typed, numbers ascending, each once', () => {
    expect(values('stop=3,1,2,1')).toEqual([1, 2, 3])
    expect(values('side=long,both')).toEqual(['long', 'both'])
    expect(values('on=true,false')).toEqual([true, false])
  })

  it.each([
    ['fats=1:5', 'usage', /no parameter 'fats'; did you mean 'fast'/],
    ['fast', 'usage', /not NAME=FROM:TO:STEP/],
    ['fast=', 'usage', /not NAME=FROM:TO:STEP/],
    ['fast=1:5:1', 'usage', /fast is a whole number from 2 to 60 \(given: 1\)/],
    ['fast=2.5,3', 'usage', /fast is a whole number/],
    ['fast=20:5:5', 'usage', /20 is above 5/],
    ['fast=5:20:0', 'usage', /the step is not above 0/],
    ['fast=5:20:x', 'usage', /not FROM:TO:STEP in numbers/],
    ['fast=2:20:0.0000001', 'usage', /fast would have 180000001 values/],
    ['side=short', 'usage', /side is one of long, both/],
  ])('%s is refused', (text, kind, message) => {
    expect(() => searchSpace(strategy, { range: [text], set: [] }, base)).toThrow(
      expect.objectContaining({ kind, message: expect.stringMatching(message) }),
    )
  })

  it('the same parameter twice is refused', () => {
    expect(() => searchSpace(strategy, { range: ['fast=2:4', 'fast=5:6'], set: [] }, base)).toThrow(/given twice/)
  })

  it('none: every parameter within the limits of its type; one without limits stands as it is', () => {
    const { dimensions } = searchSpace(strategy, { range: [], set: [] }, base)
    expect(dimensions.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'fast listed',
      'slow listed',
      'stop continuous',
      'side listed',
      'on listed',
    ])
  })
})

describe('the plan', () => {
  it('is a grid of valid combinations with ranges, tpe without', () => {
    expect(plan(['fast=5:20:5', 'slow=10,20'])).toMatchObject({ method: 'grid', planned: 4 })
    expect(plan([])).toMatchObject({ method: 'tpe', planned: 200 })
    expect(plan(['stop=1:2'])).toMatchObject({ method: 'tpe' })
    expect(plan(['fast=2:60', 'slow=5:250'], { method: 'random', trials: 7 })).toMatchObject({ method: 'random', planned: 7 })
  })

  it('refuses a grid that is too large, with its number, and one that is continuous', () => {
    expect(() => plan(['fast=2:60', 'slow=5:250'])).toThrow(/the grid has 12,\d{3} combinations, more than 10,000/)
    expect(plan(['fast=2:60', 'slow=5:250'], { trials: 20_000 }).planned).toBeGreaterThan(12_000)
    expect(() => plan(['stop=1:2'], { method: 'grid' })).toThrow(/a grid needs steps: stop is any number from 1 to 2/)
    expect(() => plan(['fast=50:60', 'slow=5:10'])).toThrow(/no combination of these ranges is valid/)
  })
})
