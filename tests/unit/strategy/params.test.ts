import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defineStrategy } from '../../../src/strategy/define.ts'
import { completeParams, defaultsOf, describeParams, isValid, parseSettings } from '../../../src/strategy/params.ts'
import type { AnyStrategy } from '../../../src/strategy/types.ts'

const strategy: AnyStrategy = defineStrategy({
  name: 'sample',
  summary: 'A parameter of each kind.',
  params: {
    fast: z.int().min(2).max(60).default(10).describe('Bars of the fast one'),
    slow: z.int().default(30),
    width: z.number().min(0.5).max(6).default(2.5),
    shorts: z.boolean().default(false),
    method: z.enum(['simple', 'wilder']).default('simple'),
  },
  valid: ({ fast, slow }) => fast < slow,
  onBar() {},
})

describe('parameters', () => {
  it('are described from their zod types alone', () => {
    const common = { min: null, max: null, choices: null, description: null }
    expect(describeParams(strategy)).toEqual([
      { ...common, name: 'fast', type: 'integer', default: 10, min: 2, max: 60, description: 'Bars of the fast one' },
      { ...common, name: 'slow', type: 'integer', default: 30 },
      { ...common, name: 'width', type: 'number', default: 2.5, min: 0.5, max: 6 },
      { ...common, name: 'shorts', type: 'boolean', default: false },
      { ...common, name: 'method', type: 'text', default: 'simple', choices: ['simple', 'wilder'] },
    ])
    expect(defaultsOf(strategy)).toEqual({ fast: 10, slow: 30, width: 2.5, shorts: false, method: 'simple' })
  })

  it('are read from --set texts', () => {
    expect(parseSettings(strategy, ['fast=5', ' width = 3.25', 'shorts=true', 'method=wilder'])).toEqual({
      fast: 5,
      slow: 30,
      width: 3.25,
      shorts: true,
      method: 'wilder',
    })
    expect(parseSettings(strategy, [])).toEqual(defaultsOf(strategy))
  })

  it('refuse what is wrong with the value, the limits and the next step', () => {
    const cases: [string, RegExp][] = [
      ['fast', /--set fast: not NAME=VALUE/],
      ['fats=5', /no parameter 'fats'; did you mean 'fast'/],
      ['fast=61', /fast is a whole number from 2 to 60 \(given: 61\)/],
      ['fast=5.5', /fast is a whole number from 2 to 60 \(given: 5.5\)/],
      ['fast=many', /fast is a whole number from 2 to 60 \(given: 'many'\)/],
      ['fast=', /given: ''/],
      ['slow=1e400', /slow is a whole number \(given: Infinity\)/],
      ['shorts=1', /shorts is true or false \(given: '1'\)/],
      ['method=ema', /method is one of simple, wilder/],
      ['fast=40', /does not take fast=40 slow=30/],
    ]
    for (const [text, message] of cases) {
      expect(() => parseSettings(strategy, [text]), text).toThrow(message)
      expect(() => parseSettings(strategy, [text]), text).toThrow(
        expect.objectContaining({ kind: 'usage', hint: expect.any(String) }),
      )
    }
  })

  it('of the optimizer are completed with the defaults; valid() tells which it tries', () => {
    expect(completeParams(strategy, { slow: 9 })).toMatchObject({ fast: 10, slow: 9 })
    expect(isValid(strategy, completeParams(strategy, { slow: 9 }))).toBe(false)
    expect(isValid(strategy, completeParams(strategy, { slow: 11 }))).toBe(true)
  })
})
