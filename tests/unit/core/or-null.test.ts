import { describe, expect, test } from 'vitest'
import { OpenbellError, orNull, orNullSync } from '../../../src/core/errors.ts'

const nothing = new OpenbellError('no-data', 'nothing there')

describe('orNull', () => {
  test('the named kinds are null, an answer is itself', async () => {
    expect(await orNull(['no-data'], Promise.reject(nothing))).toBeNull()
    expect(await orNull(['no-data'], Promise.resolve(0))).toBe(0)
    expect(orNullSync(['no-data'], () => 0)).toBe(0)
    expect(
      orNullSync(['no-data'], () => {
        throw nothing
      }),
    ).toBeNull()
  })

  test('every other failure stays one, a bug above all', async () => {
    await expect(orNull(['not-found'], Promise.reject(nothing))).rejects.toBe(nothing)
    const bug = new TypeError('undefined is not a function')
    await expect(orNull(['no-data', 'internal'], Promise.reject(bug))).rejects.toBe(bug)
    expect(() =>
      orNullSync(['no-data'], () => {
        throw bug
      }),
    ).toThrow(bug)
  })
})
