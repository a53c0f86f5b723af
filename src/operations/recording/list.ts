import { iso } from '../../core/time.ts'
import type { RecordingHeader, RecordingInfo } from '../../ports/recording.ts'
import { defineOperation, z } from '../operation.ts'
import { recordingOutput } from './output.ts'

export const recordingsList = defineOperation({
  name: 'recordings.list',
  toolset: 'datasets',
  effect: 'read',
  summary: 'Recorded sessions and markets in the home folder.',
  input: z.strictObject({}),
  output: z.strictObject({ recordings: z.array(recordingOutput).describe('By name') }),
  examples: [{ title: 'What was recorded', input: {} }],
  async run(context) {
    const recordings = await (await context.recordings()).list()
    return { recordings: recordings.map(describe) }
  },
})

/** One recording as lists show it. */
export function describe({ name, path, bytes, header }: RecordingInfo): z.output<typeof recordingOutput> {
  const known = header === null ? NOTHING : knownOf(header)
  return { name, path, bytes, ...known }
}

const NOTHING = {
  kind: null,
  made: null,
  openbell: null,
  date: null,
  symbols: [],
  source: null,
  feed: null,
  broker: null,
  mode: null,
  strategy: null,
}

function knownOf({ kind, made, openbell, date, symbols, source, feed, broker, mode, strategy }: RecordingHeader) {
  const traded = strategy && { ...strategy, params: plainParams(strategy.params) }
  return { kind, made: iso(made), openbell, date, symbols, source, feed, broker, mode, strategy: traded }
}

/** Parameters of a strategy, which are numbers, words, yes or no. */
export function plainParams(params: Record<string, unknown>): Record<string, string | number | boolean> {
  const plain = (value: unknown) => (typeof value === 'number' || typeof value === 'boolean' ? value : String(value))
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, plain(value)]))
}
