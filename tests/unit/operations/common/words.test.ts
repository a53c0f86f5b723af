import { expect, it } from 'vitest'
import { counted, shellWord } from '../../../../src/operations/common/words.ts'

it('a count has its word, one of them without an s', () => {
  expect([counted(0, 'bar'), counted(1, 'bar'), counted(1_234_567, 'bar')]).toEqual(['0 bars', '1 bar', '1,234,567 bars'])
  expect(counted(2, 'history', 'histories')).toBe('2 histories')
})

it('a word is quoted only where a shell would read something else', () => {
  expect(['SIMALL', 'BTC/USD', '/home/me/a.ts'].map(shellWord)).toEqual(['SIMALL', 'BTC/USD', '/home/me/a.ts'])
  expect(['<IMG SRC=X>', 'X&Y', "it's", ''].map(shellWord)).toEqual(["'<IMG SRC=X>'", "'X&Y'", "'it'\\''s'", "''"])
})
