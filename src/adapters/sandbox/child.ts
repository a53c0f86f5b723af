import { setFlagsFromString } from 'node:v8'
import { engine } from './engine.ts'
import { FrameReader } from './frames.ts'
import type { Library } from './library.ts'
import type { ChildTask } from './messages.ts'

/**
 * The process that runs a user's code once and ends. It gets the library, then a task and the bytes of its columns, over its standard input; it
 * says `started` and then the answer, a line each. It ends when its input does: with its parent.
 */
const reader = new FrameReader()
const frames: Uint8Array<ArrayBuffer>[] = []
let ready: ReturnType<typeof engine> | null = null
let task: ChildTask | null = null

/** Milliseconds between two looks for the parent. */
const LOOK_MS = 250
const parent = process.ppid
let looked = 0

/** Every loop of the code comes by here, and an endless one reads no end of its input: without its parent it ends. */
function now(): number {
  const at = performance.now()
  if (at - looked > LOOK_MS) {
    looked = at
    if (process.ppid !== parent) process.exit(1)
  }
  return at
}

// The engine is there for a moment: compiled quickly it is ready in half the time, and a long loop takes a fifth longer.
setFlagsFromString('--liftoff-only')

process.stdin.on('data', (piece: Buffer) => {
  frames.push(...reader.push(piece))
  if (ready === null && frames.length > 0) ready = engine(JSON.parse(textOf(frames.shift()!)) as Library, now)
  if (task === null && frames.length > 0) task = JSON.parse(textOf(frames.shift()!)) as ChildTask
  if (task !== null && frames.length === task.buffers) perform(task)
})
process.stdin.once('end', () => process.exit(0))
process.once('uncaughtException', (thrown) => fail(thrown))
process.once('unhandledRejection', (thrown) => fail(thrown))

async function perform(given: ChildTask): Promise<void> {
  const run = await ready!
  process.stdout.write('{"started":true}\n')
  const from = now()
  const answer = run(given, frames)
  const executionMs = Math.round((now() - from) * 10) / 10
  process.stdout.write(`{"executionMs":${executionMs},"answer":${answer}}\n`, () => process.exit(0))
}

function fail(thrown: unknown): void {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`, () => process.exit(1))
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
