import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameReader, framed } from '../../../../src/adapters/sandbox/frames.ts'
import { readLibrary } from '../../../../src/adapters/sandbox/library.ts'
import { readAnswer } from '../../../../src/adapters/sandbox/read-answer.ts'

describe('what passes between parent and child', () => {
  it('frames come out as they went in, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (sent, cuts) => {
          const stream = Buffer.concat(sent.flatMap(framed))
          const reader = new FrameReader()
          const got: Uint8Array[] = []
          for (let at = 0, i = 0; at < stream.length; i++) {
            const to = at + cuts[i % cuts.length]
            got.push(...reader.push(stream.subarray(at, to)))
            at = to
          }
          expect(got.map((bytes) => [...bytes])).toEqual(sent.map((bytes) => [...bytes]))
        },
      ),
    )
  })

  it('an answer is believed only in its shape', () => {
    const answer = { result: { a: 1 }, console: [{ level: 'log', text: 'x' }], charts: [], error: null }
    expect(readAnswer(JSON.stringify({ executionMs: 1, answer }))).toEqual({ executionMs: 1, answer })
    const charts = [{ title: '', kind: 'line', x: [1, 'a', null], series: [{ name: 's', values: [1, null, 2] }] }]
    expect(readAnswer(JSON.stringify({ executionMs: 1, answer: { ...answer, charts } }))).not.toBe('garbled')
    const wrong = [
      ...[{ console: null }, { console: [{ level: 'shout', text: 'x' }] }, { console: [{ level: 'log', text: 1 }] }],
      ...[
        { charts: [{}] },
        { charts: [{ ...charts[0], x: [{}] }] },
        { charts: [{ ...charts[0], series: [{ name: 1, values: [] }] }] },
      ],
      ...[
        { error: 'x' },
        { error: { kind: 'other', message: '', line: null } },
        { error: { kind: 'runtime', message: '', line: '1' } },
      ],
    ]
    for (const one of wrong) expect(readAnswer(JSON.stringify({ executionMs: 1, answer: { ...answer, ...one } }))).toBe('garbled')
    for (const text of ['', '{', 'null', '{}', '{"executionMs":"1"}', '[]']) expect(readAnswer(text)).toBe('garbled')
  })

  it('the library takes in analysis and vocabulary, no adapter and no module of the system', () => {
    const { modules, entry } = readLibrary()
    expect(entry in modules).toBe(true)
    for (const [name, text] of Object.entries(modules)) {
      expect(name).toMatch(/^(analysis|market|core|adapters\/sandbox\/inside)\/|^fastest-levenshtein$/)
      expect(text).not.toMatch(/['"]node:|\bprocess\.|\brequire\(/)
    }
    expect(Object.keys(modules)).not.toContain('analysis/indicators/registry')
  })
})
