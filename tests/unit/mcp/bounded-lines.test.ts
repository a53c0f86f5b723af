import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BoundedLines } from '../../../src/mcp/bounded-lines.ts'

const MOST = 20

/** What comes out of these bytes, cut into pieces of these lengths, and how many lines were left out. */
async function through(bytes: Buffer, lengths: readonly number[]): Promise<{ text: string; dropped: number }> {
  let dropped = 0
  const lines = new BoundedLines(MOST, () => dropped++)
  const out: Buffer[] = []
  lines.on('data', (piece: Buffer) => out.push(piece))
  const ended = new Promise((done) => lines.once('end', done))
  let at = 0
  for (const length of lengths) {
    lines.write(bytes.subarray(at, at + length))
    at += length
  }
  lines.end(bytes.subarray(at))
  await ended
  return { text: Buffer.concat(out).toString(), dropped }
}

it('leaves out lines that are too long, and no others, however the bytes are cut', async () => {
  const lines = fc.array(fc.string({ maxLength: 2 * MOST, unit: 'grapheme' }).map((text) => text.replaceAll('\n', '')))
  await fc.assert(
    fc.asyncProperty(lines, fc.array(fc.nat(3 * MOST)), async (all, lengths) => {
      const fits = (line: string) => Buffer.byteLength(line) + 1 <= MOST
      const bytes = Buffer.from(all.map((line) => `${line}\n`).join(''))
      const kept = all.filter(fits).map((line) => `${line}\n`)
      expect(await through(bytes, lengths)).toEqual({ text: kept.join(''), dropped: all.length - kept.length })
    }),
  )
})

it('says so before the line ends', async () => {
  expect(await through(Buffer.from('x'.repeat(1000)), [])).toEqual({ text: '', dropped: 1 })
})
