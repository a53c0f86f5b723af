import { describe, expect, it } from 'vitest'
import { answerOf } from '../../../../src/adapters/peers/answer.ts'

const answered = (structuredContent: unknown, text = '') =>
  answerOf('news', 'headlines', { structuredContent, content: [{ type: 'text', text }] }, ['a-long-secret'])

describe('what of a peer is read', () => {
  it('has no characters that steer a terminal or hide words, wherever they stand', () => {
    const { structured, text } = answered(
      { 'na\u001bme': ['\u001b[31mred', { deep: 'a\u202Eb\u200B' }] },
      'x\u001b]0;title\u0007\ny',
    )
    expect(structured).toEqual({ name: ['[31mred', { deep: 'ab' }] })
    expect(text).toBe('x]0;title\ny')
  })

  it('has no names that reach into objects, no words meant for programs, and an end to its levels', () => {
    const hostile = JSON.parse('{"__proto__":{"polluted":true},"_meta":{"x":1},"kept":1}')
    const { structured } = answered(hostile)
    expect(structured).toEqual({ kept: 1 })
    expect(Object.keys(structured as object)).toEqual(['kept'])
    let nested: unknown = 'bottom'
    for (let i = 0; i < 50; i++) nested = [nested]
    expect(JSON.stringify(answered(nested).structured)).not.toContain('bottom')
  })

  it('says nothing back that we told it in confidence', () => {
    const answer = answered({ echo: 'token a-long-secret!' }, 'a-long-secret')
    expect(JSON.stringify(answer)).not.toContain('a-long-secret')
    expect(answer.text).toBe('[hidden]')
  })

  it('is cut where it is too long, and says so', () => {
    expect(answered({ rows: 'x'.repeat(70_000) })).toMatchObject({ structured: null, truncated: true })
    const { text, truncated } = answered({}, 'y'.repeat(20_000))
    expect([text.length, truncated]).toEqual([16_000, true])
    expect(answered({ rows: 1 }, 'short')).toMatchObject({ structured: { rows: 1 }, text: 'short', truncated: false })
  })
})
