import { inflateSync } from 'node:zlib'

export interface Png {
  width: number
  height: number
  bytes: number
  /** How many pixels have this colour, `#rrggbb`. */
  count(color: string): number
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Reads a PNG of eight bits a channel with alpha, as ours are. @throws Error for what is none, or is cut off */
export function readPng(base64: string): Png {
  const png = Buffer.from(base64, 'base64')
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error('no PNG')
  if (png.subarray(-8, -4).toString() !== 'IEND') throw new Error('a PNG without an end')
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  return { width, height, bytes: png.length, count: (color) => countOf(pixelsOf(png, width, height), color) }
}

function countOf(pixels: Buffer, color: string): number {
  const want = Buffer.from(color.slice(1), 'hex')
  let count = 0
  for (let at = 0; at < pixels.length; at += 4) if (pixels.subarray(at, at + 3).equals(want)) count++
  return count
}

/** Rows come filtered, each by its neighbours (PNG specification, section 9). */
function pixelsOf(png: Buffer, width: number, height: number): Buffer {
  const pieces: Buffer[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.subarray(at + 4, at + 8).toString() === 'IDAT') pieces.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  const raw = inflateSync(Buffer.concat(pieces))
  const wide = width * 4
  const out = Buffer.alloc(wide * height)
  for (let row = 0; row < height; row++) {
    const [filter, here] = [raw[row * (wide + 1)], row * wide]
    for (let i = 0; i < wide; i++) {
      const left = i >= 4 ? out[here + i - 4] : 0
      const up = row > 0 ? out[here + i - wide] : 0
      const corner = row > 0 && i >= 4 ? out[here + i - wide - 4] : 0
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]
      out[here + i] = (raw[row * (wide + 1) + 1 + i] + guess) & 255
    }
  }
  return out
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}
