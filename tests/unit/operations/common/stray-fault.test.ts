import { describe, expect, it } from 'vitest'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { strayFault } from '../../../../src/operations/common/stray-fault.ts'

function thrownIn(error: Error, place: string): Error {
  error.stack = `${error.name}: ${error.message}\n    at Timeout._onTimeout (${place})\n    at listOnTimeout (node:internal/timers:1)`
  return error
}

describe('an error that nobody could catch', () => {
  it("out of a user's file is theirs, with the place", () => {
    const fault = strayFault(thrownIn(new Error('late'), 'file:///home/me/mine.ts?openbell=0123456789abcdef:7:24'))
    expect(fault).toMatchObject({ kind: 'usage', message: '/home/me/mine.ts:7: late' })
    expect(fault.hint).toMatch(/without async/)
  })

  it('keeps the kind and the hint of one of ours that a user’s file called forth', () => {
    const own = new OpenbellError('denied', 'not now', 'wait')
    const fault = strayFault(thrownIn(own, 'file:///home/me/mine.ts?openbell=0123456789abcdef:3:1'))
    expect(fault).toMatchObject({ kind: 'denied', message: '/home/me/mine.ts:3: not now', hint: 'wait' })
  })

  it('from anywhere else is what it always was', () => {
    expect(strayFault(thrownIn(new Error('ours'), 'file:///app/dist/engine/loop.js:7:24'))).toMatchObject({ kind: 'internal' })
    expect(strayFault('text')).toMatchObject({ kind: 'internal', message: 'text' })
    expect(strayFault(undefined).kind).toBe('internal')
  })
})
