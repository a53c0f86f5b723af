import { expect, it } from 'vitest'
import { paragraphs } from '../../../../src/cli/views/paragraphs.ts'

const sentences = ['Half the spread against every order.', 'Short.']

it('sentences go on, indented, where the screen ends', () => {
  const lines = paragraphs(sentences, { width: 24, terminal: true }, ' ').split('\n')
  expect(lines).toEqual([' Half the spread', '   against every order.', ' Short.'])
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(24)
})

it('in a pipe each keeps its line', () => {
  expect(paragraphs(sentences, { width: 24, terminal: false }, ' ')).toBe(` ${sentences[0]}\n ${sentences[1]}`)
})
