import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { embeddedJson, Html, html } from '../../../../src/operations/report/html/html.ts'
import { decimal, money, percent, price, signedPercent, stamp } from '../../../../src/operations/report/html/words.ts'

describe('html', () => {
  it('escapes what is put in, in text and attributes, and leaves html as it is', () => {
    expect(html`<a title="${'"><script>'}">${"<b>&'"}</a>${html`<i>${1}</i>`}`.text).toBe(
      '<a title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&#39;</a><i>1</i>',
    )
  })

  it('joins lists and leaves nothing for nothing', () => {
    expect(html`${[html`<li>${'a'}</li>`, null, [new Html('<br>'), false]]}${undefined}|${0}`.text).toBe('<li>a</li><br>|0')
  })

  it('property: no text can make a tag or leave an attribute', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = html`${text}`.text
        expect(escaped).not.toMatch(/[<>"']/)
        const back = escaped.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
        expect(back.replaceAll('&amp;', '&')).toBe(text)
      }),
    )
  })

  it('property: embedded JSON is the same JSON and can end no script', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { text } = embeddedJson({ value, also: '</script><!--\u2028' })
        expect(text).not.toContain('<')
        expect(JSON.parse(text).value).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})

describe('words of a report', () => {
  it('are n/a for what is unknown, never NaN', () => {
    for (const say of [money, percent, signedPercent, price]) {
      for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) expect(say(value)).toBe('n/a')
    }
  })

  it('have separators and signs, and no negative nothing', () => {
    expect(money(-1_234_567.891)).toBe('-1,234,567.89')
    expect(decimal(1000, 0)).toBe('1,000')
    expect([signedPercent(0.0312), signedPercent(-0.0312), signedPercent(0.00001), signedPercent(-0.00001)]).toEqual([
      '+3.12%',
      '-3.12%',
      '0.00%',
      '0.00%',
    ])
    expect([price(1234.5), price(0.12345)]).toEqual(['1,234.50', '0.1235'])
    expect([stamp('2024-01-03T14:30:00Z'), stamp('2024-01-03T14:30:05.250Z')]).toEqual([
      '2024-01-03 14:30',
      '2024-01-03 14:30:05',
    ])
  })
})
