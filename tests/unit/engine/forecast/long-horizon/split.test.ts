import { describe, expect, it } from 'vitest'
import { checkSplit, splitRows, testWindows } from '../../../../../src/engine/forecast/long-horizon/split.ts'

describe('a split', () => {
  it.each([
    ['7:1:2', 7588, { train: 5311, validation: 760, test: 1517 }],
    ['6:2:2', 10, { train: 6, validation: 2, test: 2 }],
    ['0.7:0.1:0.2', 10, { train: 7, validation: 1, test: 2 }],
    ['7:1:2', 966, { train: 676, validation: 97, test: 193 }],
    ['8640:2880:2880', 17_420, { train: 8640, validation: 2880, test: 2880 }],
    ['34560:11520:11520', 69_680, { train: 34_560, validation: 11_520, test: 11_520 }],
  ])('%s of %i rows', (text, rows, parts) => {
    expect(splitRows(text, rows)).toEqual(parts)
  })

  it.each(['7:1', '7:1:0', '0:1:2', 'a:b:c', '7:-1:2', '', '7:1:2:3'])('refuses %j', (text) => {
    expect(() => splitRows(text, 1000)).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringContaining(`'${text}'`) }),
    )
  })

  it('refuses parts of rows, and counts beyond the file with the number needed', () => {
    expect(() => splitRows('700.5:100:200', 1000)).toThrow(/parts of rows/)
    expect(() => splitRows('800:200:200', 1000)).toThrow(/needs 1200 rows, there are 1000/)
  })

  it('counts windows that end within the test part', () => {
    const split = { train: 700, validation: 100, test: 200 }
    expect(testWindows(split, 24, 1)).toBe(177)
    expect(testWindows(split, 200, 1)).toBe(1)
    expect(testWindows(split, 201, 1)).toBe(0)
    expect(testWindows(split, 24, 50)).toBe(4)
  })

  it('is refused where a part is too short, with the number needed', () => {
    const split = { train: 70, validation: 10, test: 20 }
    const size = { input: 30, horizon: 10, stride: 1 }
    expect(() => checkSplit(split, size)).not.toThrow()
    expect(() => checkSplit(split, { ...size, horizon: 21 })).toThrow(/no window of 21 rows/)
    expect(() => checkSplit(split, { ...size, input: 61 })).toThrow(/needs 71 rows/)
    expect(() => checkSplit(split, { ...size, horizon: 11 })).toThrow(/validation part needs 11 rows/)
  })
})
