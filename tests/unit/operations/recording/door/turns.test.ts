import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, describe, it } from 'vitest'
import { createRecordings } from '../../../../../src/adapters/recording/folder.ts'
import { SECOND } from '../../../../../src/core/time.ts'
import type { Door } from '../../../../../src/operations/recording/door/door.ts'
import { RecordingDoor } from '../../../../../src/operations/recording/door/recording-door.ts'
import { ReplayDoor } from '../../../../../src/operations/recording/door/replay-door.ts'
import type { Clock } from '../../../../../src/ports/clock.ts'
import type { StreamSink } from '../../../../../src/ports/market-stream.ts'
import type { RecordingHeader } from '../../../../../src/ports/recording.ts'
import { freshHome } from '../../../../support/cli.ts'
import { lengthOf, tornAfter } from '../torn.ts'

const home = freshHome()
afterAll(() => rmSync(home, { recursive: true, force: true }))

const HEADER: Omit<RecordingHeader, 'openbell'> = {
  kind: 'session',
  made: 0,
  symbols: ['AAA'],
  source: 'store',
  feed: 'import',
  coverage: 1,
  date: null,
  broker: null,
  mode: null,
  strategy: null,
  input: {},
  settings: {},
  process: { pid: 1, requestId: 'one', interactive: false, assumeYes: false, dryRun: false },
}

const START = Date.UTC(2026, 2, 20, 14)

/** What a session does about something it hears: nothing, at once, or so many microtasks later. */
interface Heard {
  how: 'print' | 'status'
  /** Of two. */
  stream: 0 | 1
  /** Milliseconds since what was heard before. */
  wait: number
  does: 'nothing' | 'asks' | 'writes' | 'looks'
  hops: number
}

const heard: fc.Arbitrary<Heard> = fc.record({
  how: fc.constantFrom('print' as const, 'print' as const, 'status' as const),
  stream: fc.constantFrom(0 as const, 0 as const, 1 as const),
  wait: fc.constantFrom(0, 0, 1, 2),
  does: fc.constantFrom('nothing' as const, 'asks' as const, 'writes' as const, 'looks' as const),
  hops: fc.nat(3),
})

/** Turns of the event loop, and what is heard in each. */
const turns = fc.array(fc.array(heard, { maxLength: 5 }), { minLength: 1, maxLength: 6 })

/** A clock that is moved by hand, and wakes whoever sleeps at once. */
function handClock(): Clock & { at: number } {
  return {
    at: START,
    now() {
      return this.at
    },
    elapsed() {
      return this.at - START
    },
    async sleep() {},
  }
}

/** A session that does what it is told and notes the time of all it did. `noted` is filled while it lives. */
async function live(
  door: Door,
  told: readonly Heard[],
  noted: string[],
  open: (sink: StreamSink) => Promise<void>,
): Promise<void> {
  let next = 0
  const note = (what: string) => noted.push(`${what} at ${door.clock.now() - START}, ${door.clock.elapsed()}`)
  const act = async (number: number, { does, hops }: Heard) => {
    for (let hop = 0; hop < hops; hop++) await null
    note(`${number} ${does}`)
    if (does === 'writes') door.wrote('note', [number, door.clock.now()])
    if (does === 'looks') note(`${number} saw ${door.value('look', () => number)}`)
    if (does === 'asks') {
      await door.clock.sleep(door.clock.now() + 1, door.signal)
      note(`${number} woke`)
    }
  }
  const hear = () => void act(next, told[next++])
  const sink: StreamSink = { print: hear, quote: hear, bar: hear, correction: hear, status: hear, state: hear }
  await Promise.all(['a', 'b'].map((name) => door.sinkCall('stream', name, sink, open)))
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

async function recorded(name: string, script: readonly Heard[][]): Promise<string[]> {
  const clock = handClock()
  const writer = await createRecordings(home).create(name, HEADER)
  const onFault = (message: string) => {
    throw new Error(message)
  }
  const door = new RecordingDoor({ clock, writer, signal: new AbortController().signal, onFault })
  const noted: string[] = []
  const outside: StreamSink[] = []
  await live(door, script.flat(), noted, async (sink) => {
    outside.push(sink)
  })
  for (const all of script) {
    await turn()
    for (const { how, stream, wait } of all) {
      clock.at += wait
      if (how === 'print') outside[stream].print('AAA', clock.at, 10, 1, 'P', '', '')
      else outside[stream].status('AAA', clock.at, false, 'T', '')
    }
  }
  for (let rest = 0; rest < 2 * script.flat().length + 3; rest++) await turn()
  await writer.close()
  return noted
}

/** `torn`: what is left of the records; null = all. */
async function replayed(name: string, script: readonly Heard[][], torn: number | null = null): Promise<string[]> {
  const whole = await createRecordings(home).open(name)
  const reader = torn === null ? whole : tornAfter(whole, torn)
  // Its patience runs by this clock: a replay that waits in vain gives up at once.
  const clock = handClock()
  clock.sleep = async () => {
    clock.at += SECOND
  }
  const door = new ReplayDoor({ reader, clock, signal: new AbortController().signal, pace: null })
  const noted: string[] = []
  const living = live(door, script.flat(), noted, async () => {})
  await door.run()
  // What a torn recording has no answer to is never answered.
  if (torn === null) await living
  return noted
}

const print = (wait: number, does: Heard['does'], hops = 0): Heard => ({ how: 'print', stream: 0, wait, does, hops })
let number = 0

describe('what is heard in one turn of the event loop', () => {
  it('is over before a replayed session comes to what it does about it, as it was when it was recorded', () =>
    fc.assert(
      fc.asyncProperty(turns, async (script) => {
        const name = `turns-${number++}`
        const then = await recorded(name, script)
        const again = await replayed(name, script)
        if (again.join('\n') !== then.join('\n')) throw new Error(`recorded\n${then.join('\n')}\nreplayed\n${again.join('\n')}`)
      }),
      {
        numRuns: 60,
        examples: [
          [[[print(0, 'asks', 1), print(1, 'nothing')]]],
          [[[print(0, 'nothing'), print(0, 'asks', 2), { how: 'status', stream: 1, wait: 1, does: 'nothing', hops: 0 }]]],
        ],
      },
    ))

  it('is replayed as it was up to where the recording was torn, and nothing of a turn that is not whole', () =>
    fc.assert(
      fc.asyncProperty(turns, fc.double({ min: 0, max: 1, noNaN: true }), async (script, share) => {
        const name = `torn-${number++}`
        const then = await recorded(name, script)
        const left = Math.max(1, Math.floor(share * lengthOf(await createRecordings(home).open(name))))
        const again = await replayed(name, script, left)
        const start = then.slice(0, again.length)
        if (again.join('\n') !== start.join('\n')) throw new Error(`recorded\n${start.join('\n')}\nreplayed\n${again.join('\n')}`)
      }),
      {
        numRuns: 60,
        examples: [[[[print(0, 'nothing')], [print(0, 'writes', 1), print(1, 'nothing'), print(1, 'writes')]], 0.99]],
      },
    ))
})
