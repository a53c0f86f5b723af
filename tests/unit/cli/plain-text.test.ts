import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainJson, plainText, plainValue } from '../../../src/cli/plain-text.ts'

describe('text that is not ours', () => {
  it('cannot clear the screen, name the window, move the cursor or write backwards', () => {
    expect(plainText('a\u001b[2Jb')).toBe('a[2Jb')
    expect(plainText('\u001b]0;mine\u0007x\u009b1mz\u007f')).toBe(']0;minex1mz')
    expect(plainText('one\r\ntwo\tthree\rfour\u2028five')).toBe('one two threefour five')
    expect(plainText('abc\u202edef\u2066')).toBe('abcdef')
    expect(plainText('Zürich · ▲ 東京 🎉')).toBe('Zürich · ▲ 東京 🎉')
  })

  it('is plain wherever it stands in an answer, names too', () => {
    const answer = { 'a\u001b': ['\u0007b', { c: 'd\ne', n: 1, no: null, is: true }] }
    expect(plainValue(answer)).toEqual({ a: ['b', { c: 'd e', n: 1, no: null, is: true }] })
  })

  it('in JSON says the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(JSON.parse(plainJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('keeps nothing that steers, as text and in JSON', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    const steering = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/
    const text = fc.string({
      unit: fc.oneof(
        fc.integer({ min: 0, max: 0x2fff }).map((code) => String.fromCodePoint(code)),
        fc.constantFrom('\u202e', '\u009b', '\n'),
      ),
    })
    fc.assert(
      fc.property(text, (one) => {
        expect(plainText(one)).not.toMatch(steering)
        expect(plainJson([one])).not.toMatch(steering)
        expect(JSON.parse(plainJson([one]))).toEqual([one])
      }),
    )
  })
})
