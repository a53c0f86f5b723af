import { type Context, defineOperation, OpenbellError, z } from '../operation.ts'
import { typesInput, typesOf, wantsTape } from '../stream/event-types.ts'
import { streamEvent } from '../stream/events.ts'
import { screenInput } from '../stream/screen-input.ts'
import { type ForkEvent, forked } from './fork.ts'
import { openReplay } from './open-replay.ts'
import { comparisonOutput } from './output.ts'

const input = z.strictObject({
  file: z.string().min(1).describe('Name of a recording, last, or a path').meta({ positional: true }),
  at: z.string().optional().describe('Stand at this moment first: a time of day in New York (10:32, 10:32:05) or an instant'),
  speed: z
    .number()
    .min(0)
    .max(100_000)
    .optional()
    .describe('Market seconds in a real one, 0 = it stands (default 1 on the dashboard; lines come as fast as they go)'),
  fork: z.boolean().default(false).describe('Live through the day again, with other parameters, and compare'),
  strategy: z.string().min(1).optional().describe('With --fork: another strategy (a recorded market needs one)'),
  timeframe: z.string().min(1).optional().describe('With --fork: bars of the strategy'),
  set: z.array(z.string()).default([]).describe('With --fork: a parameter of the strategy, NAME=VALUE; may be repeated'),
  tape: z.boolean().default(false).describe('Tell prints, quotes and bars too (as lines)'),
  types: typesInput('all but prints, quotes and bars'),
  untilDamage: z.boolean().default(false).describe('Read a damaged recording up to the damage'),
  ...screenInput,
})

type Given = z.output<typeof input>

const output = streamEvent.extend({
  comparison: comparisonOutput.optional().describe('At the end of a fork: the recorded day and the forked one'),
})

/** A recording as a screen, as lines, or as a day that is lived through differently. */
export const replay = defineOperation({
  name: 'replay',
  toolset: 'market',
  effect: 'read',
  summary: 'Go through a recorded session again: watch it, stand at any second, or fork it with other parameters.',
  deadlineMs: null,
  input,
  output,
  examples: [
    { title: 'What happened, as lines', input: { file: 'morning', plain: true } },
    { title: 'From 9:35 on', input: { file: 'morning', at: '09:35', plain: true } },
    {
      title: 'The same minutes, traded by a strategy',
      input: { file: 'morning', fork: true, strategy: 'scalp', plain: true },
    },
  ],
  help: [
    'A recorded session runs again on what it was told then: the same events, the',
    'same journal, byte for byte, and nothing is asked or sent. Where this version',
    'decides differently it says so, and stops (exit 7).',
    '',
    'A fork trades on a simulated exchange over the recorded tape, in a store of its',
    'own: what differs from the recorded day is the parameters, and how that exchange',
    'fills.',
  ].join('\n'),
  streams: () => true,
  screen(context, given) {
    refuseStray(given)
    const { file, at, speed = 1, untilDamage } = given
    return openReplay(context, { file, at, speed, stays: true, untilDamage })
  },
  async run(context, given) {
    refuseStray(given)
    return given.fork ? forkEvents(context, given) : events(context, given)
  },
})

/** What only a fork understands. */
function refuseStray({ fork, strategy, timeframe, set, at, speed }: Given): void {
  if (!fork && (strategy !== undefined || timeframe !== undefined || set.length > 0)) {
    throw new OpenbellError('usage', 'a recording goes as it went: other strategies and parameters are a fork', '--fork')
  }
  if (fork && (at !== undefined || speed !== undefined)) {
    throw new OpenbellError('usage', '--at and --speed are for watching, not for a fork', 'openbell replay FILE --fork')
  }
}

async function* forkEvents(context: Context, given: Given): AsyncGenerator<ForkEvent> {
  const { file, strategy, timeframe, set, untilDamage } = given
  const wanted = typesOf(given.types)
  const reader = await (await context.recordings()).open(file, { untilDamage })
  if (reader.fault !== null) context.progress.warn(reader.fault)
  for await (const event of forked(context, reader, { strategy, timeframe, set })) {
    if (!wanted || wanted.has(event.type) || event.comparison) yield event
  }
}

async function* events(context: Context, given: Given): AsyncGenerator<ForkEvent> {
  const { file, at, speed, untilDamage } = given
  const wanted = typesOf(given.types)
  const tape = given.tape || (wanted !== null && wantsTape(wanted))
  const session = await openReplay(context, { file, at, speed: speed ?? null, stays: false, untilDamage })
  try {
    for await (const event of session.events({ tape })) if (!wanted || wanted.has(event.type)) yield event
  } finally {
    await session.close()
  }
}
