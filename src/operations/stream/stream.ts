import { throwIfAborted } from '../../core/errors.ts'
import { type Context, defineOperation, z } from '../operation.ts'
import { typesInput, typesOf, wantsTape } from './event-types.ts'
import { type StreamEvent, streamEvent } from './events.ts'
import { openSession } from './open-session.ts'
import { screenInput } from './screen-input.ts'
import { sessionInput } from './wanted.ts'

const input = z.strictObject({
  ...sessionInput,
  record: z.boolean().default(false).describe('Keep everything received, decided and sent in a file that can be replayed'),
  types: typesInput('all; quotes and prints are many'),
  ...screenInput,
})

/** The live session: data, account, alerts, and a strategy where one is named. */
export const stream = defineOperation({
  name: 'stream',
  toolset: 'market',
  summary: 'Open the live session: prices, account, alerts and a strategy, on a dashboard or as lines.',
  effect: 'trade',
  deadlineMs: null,
  input,
  output: streamEvent,
  examples: [
    {
      title: 'Ten minutes of a past session as lines, as fast as the machine decides',
      input: {
        symbols: ['SIMALL'],
        date: '2026-03-20',
        speed: 0,
        until: '09:40',
        plain: true,
        types: 'bar,signal,status',
      },
    },
    {
      title: 'A strategy in it, and what it did',
      input: {
        symbols: ['SIMALL', 'SIMTEC'],
        strategy: 'opening-range-breakout',
        date: '2026-03-20',
        speed: 0,
        until: '10:00',
        plain: true,
        types: 'intent,order,fill,status',
      },
    },
  ],
  help: [
    'At a terminal it is a dashboard (? shows its keys, q leaves it); otherwise, or',
    'with --plain, a line for each event, and with --json a line of JSON.',
    '',
    'A past day at a minute a second: openbell stream SIMALL --date 2026-03-20 --speed 60',
    '',
    'Where a session runs in this home already, a second terminal shows the same one,',
    'unless it names a strategy or records. Without --strategy nothing is sent by',
    'itself; orders of the ticket go the way of trade buy and trade sell, through the',
    'same limits. Ctrl-C (or q) leaves protecting orders at the broker.',
    '',
    'A chart shows the band of the newest kept model of its symbol and timeframe:',
    'openbell forecast SIMALL --timeframe 1m --save minute',
  ].join('\n'),
  streams: () => true,
  screen: (context, given) => openSession(context, given),
  async run(context, given) {
    return events(context, given)
  },
})

async function* events(context: Context, given: z.output<typeof input>): AsyncGenerator<StreamEvent> {
  const wanted = typesOf(given.types)
  const session = await openSession(context, given)
  const tape = !wanted || wantsTape(wanted)
  const stop = () => void session.close()
  context.signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const event of session.events({ tape })) if (!wanted || wanted.has(event.type)) yield event
    throwIfAborted(context.signal)
  } finally {
    context.signal.removeEventListener('abort', stop)
    await session.close()
  }
}
