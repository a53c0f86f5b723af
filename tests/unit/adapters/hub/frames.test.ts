import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameReader, toFrame } from '../../../../src/adapters/hub/frames.ts'

describe('messages on a line', () => {
  it('are the same however the line cuts them', () => {
    // MessagePack writes whole numbers as such, and has no negative zero.
    const number = fc.double({ noNaN: true }).map((one) => one + 0)
    const message = fc.oneof(fc.string(), number, fc.uint8Array(), fc.array(fc.integer()), fc.constant(null))
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (all, cuts) => {
          const wire = Buffer.concat(all.map((one) => toFrame(one).bytes))
          const reader = new FrameReader(10_000)
          const heard: unknown[] = []
          for (let at = 0, i = 0; at < wire.length; at += cuts[i++ % cuts.length]) {
            heard.push(...reader.read(wire.subarray(at, at + cuts[i % cuts.length])))
          }
          expect(heard.map((one) => (Buffer.isBuffer(one) ? new Uint8Array(one) : one))).toEqual(all)
        },
      ),
    )
  })

  it('end with what is too long to be one', () => {
    const reader = new FrameReader(100)
    expect([...reader.read(toFrame('short').bytes)]).toEqual(['short'])
    expect(() => [...reader.read(toFrame('x'.repeat(200)).bytes)]).toThrow('a message of 202 bytes, more than 100')
  })

  it('make no room for what they only claim to hold', () => {
    const claimed = [0xdd, 0x01, 0xf0, 0, 0]
    const before = process.memoryUsage().rss
    for (let i = 0; i < 20; i++) {
      const reader = new FrameReader(65_536, 2048)
      expect(() => [...reader.read(Uint8Array.from([0, 0, 0, 10, ...claimed, ...claimed]))]).toThrow(/length/)
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6)
  })
})
