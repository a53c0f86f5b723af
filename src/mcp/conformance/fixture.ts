import type { Result, ServerContext } from '@modelcontextprotocol/server'
import type { JsonObject } from '../tool.ts'

/** A tool that the public conformance runner calls by name. */
export interface FixtureTool {
  name: string
  description: string
  /** Absent = no arguments. */
  inputSchema?: JsonObject
  call(args: JsonObject, context: ServerContext): Promise<Result> | Result
}

/** The answer of a tool that says one thing. */
export function says(text: string): Result {
  return { content: [{ type: 'text', text }] }
}

/** A picture of one red pixel (PNG), base64. */
export const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='

/** A sound of four silent samples (WAV: mono, 8 bits, 8,000 a second), base64. */
export const SILENCE = wav(Buffer.alloc(4, 0x80)).toString('base64')

/** RIFF WAVE with one PCM chunk: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0" (1991). */
function wav(samples: Buffer): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(8_000, 24)
  header.writeUInt32LE(8_000, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples.length, 40)
  return Buffer.concat([header, samples])
}
