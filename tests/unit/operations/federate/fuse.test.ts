import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuse } from '../../../../src/operations/federate/fuse.ts'
import { KINDS } from '../../../../src/operations/federate/recognise.ts'
import type { SourceView } from '../../../../src/operations/federate/view.ts'

const NOW = Date.UTC(2026, 2, 20, 20)
const DAY = 86_400_000

function view(source: string, score: number | null, change: Partial<SourceView> = {}): SourceView {
  const rest = { peer: source, tool: 'x', claim: '', horizon: null, notes: [] }
  return { source, score, confidence: 0.5, asOf: NOW, kind: 'news', ...rest, ...change }
}

const views = fc.array(
  fc.record({
    source: fc.constantFrom('openbell', 'a', 'b', 'c'),
    kind: fc.constantFrom(...KINDS),
    score: fc.option(fc.double({ min: -1, max: 1, noNaN: true })),
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    asOf: fc.option(fc.integer({ min: NOW - 400 * DAY, max: NOW + 60_000 })),
  }),
  { maxLength: 12 },
)

describe('the pool of opinions', () => {
  it('is the mean of the scores, weighted by confidence', () => {
    const fused = fuse([view('a', 1, { confidence: 0.75 }), view('b', -1, { confidence: 0.25 })], NOW)
    expect(fused.weights).toEqual([0.75, 0.25])
    expect(fused.score).toBeCloseTo(0.5, 12)
    // Two points at 1 and -1 with weights p and 1 - p: deviation 2 sqrt(p (1 - p)).
    expect(fused.disagreement).toBeCloseTo(2 * Math.sqrt(0.75 * 0.25), 12)
    expect(fused.stance).toBe('split')
  })

  it('halves a weight with every half-life of its kind', () => {
    const old = fuse([view('a', 0), view('b', 0, { asOf: NOW - 2 * DAY })], NOW)
    expect(old.weights[1] / old.weights[0]).toBeCloseTo(0.5, 12)
    const slow = fuse([view('a', 0), view('b', 0, { asOf: NOW - 90 * DAY, kind: 'fundamental' })], NOW)
    expect(slow.weights[1] / slow.weights[0]).toBeCloseTo(0.5, 12)
    expect(fuse([view('a', 0), view('b', 0, { asOf: null })], NOW).weights[1]).toBeCloseTo(1 / 3, 12)
  })

  it('counts a source once, however often it says it', () => {
    const loud = fuse([view('a', 1), ...Array.from({ length: 9 }, () => view('b', -1))], NOW)
    expect(loud.weights[0]).toBeCloseTo(0.5, 12)
    expect(loud.score).toBeCloseTo(0, 12)
  })

  it('says nothing where nobody gave a figure', () => {
    const none = { score: null, confidence: null, disagreement: null, stance: 'none' }
    expect(fuse([], NOW)).toEqual({ ...none, weights: [] })
    expect(fuse([view('a', null), view('b', 1, { confidence: 0 })], NOW)).toEqual({ ...none, weights: [0, 0] })
  })

  it('stays within its bounds, and between its sources', () => {
    fc.assert(
      fc.property(views, (rows) => {
        const all = rows.map((row) => view(row.source, row.score, row))
        const { score, confidence, disagreement, weights } = fuse(all, NOW)
        const sum = weights.reduce((a, b) => a + b, 0)
        if (score === null || confidence === null || disagreement === null) {
          expect(sum).toBe(0)
          return
        }
        expect(sum).toBeCloseTo(1, 9)
        const scored = all.flatMap((one, i) => (weights[i] > 0 && one.score !== null ? [one.score] : []))
        expect(score).toBeGreaterThanOrEqual(Math.min(...scored) - 1e-9)
        expect(score).toBeLessThanOrEqual(Math.max(...scored) + 1e-9)
        expect(disagreement).toBeGreaterThanOrEqual(0)
        expect(disagreement).toBeLessThanOrEqual(1 + 1e-9)
        expect(confidence).toBeGreaterThanOrEqual(0)
        expect(confidence).toBeLessThanOrEqual(1)
      }),
    )
  })
})
