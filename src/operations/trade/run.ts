import { normalizeSymbol } from '../../market/symbols.ts'
import { isIntraday, parseTimeframe, type Timeframe } from '../../market/timeframe.ts'
import { strategyInput } from '../backtest/input.ts'
import { loadForRun } from '../backtest/setup.ts'
import { symbolsInput } from '../common/shared.ts'
import { type Context, defineOperation, OpenbellError, z } from '../operation.ts'
import { keepWrap } from '../wrap/wrap-of.ts'
import { openDesk } from './desk/desk.ts'
import { type TradeRunEvent, tradeRunEvent } from './running/events.ts'
import { runInput } from './running/input.ts'
import { runOnDesk } from './running/on-desk.ts'
import { paceOf } from './running/start.ts'

const input = z.strictObject({
  strategy: strategyInput,
  symbols: symbolsInput,
  ...runInput('Keep positions over the end; otherwise they are closed minutes before it'),
})

/** A strategy on the market as it happens, through the one order path: safe to kill and start again. */
export const tradeRun = defineOperation({
  name: 'trade.run',
  toolset: 'orders',
  summary: 'Run a strategy headless until the close, in paper or (by all that live takes) live.',
  effect: 'trade',
  only: 'people',
  deadlineMs: null,
  input,
  output: tradeRunEvent,
  examples: [
    {
      title: 'An hour of a past session, as fast as the machine decides',
      input: { strategy: 'scalp', symbols: ['SIMALL'], date: '2026-03-20', speed: 0, until: '10:30' },
    },
    {
      title: 'Ten minutes each second, two symbols',
      input: {
        strategy: 'opening-range-breakout',
        symbols: ['SIMALL', 'SIMTEC'],
        date: '2026-03-20',
        speed: 600,
        until: '10:30',
      },
    },
  ],
  help: [
    'First the last 20 sessions are replayed under the limits in force, and what',
    'they would have denied is said. Then every closed bar is decided on, in',
    'regular hours; stops and targets live at the broker.',
    '',
    'A run that was killed (even kill -9) is started again with the same words: it',
    'reads the account, goes on with what it holds, and never sends the same',
    'decision twice. Ctrl-C leaves protecting orders at the broker and says what is',
    'open. A halt (openbell trade halt, a file HALT in the home folder, SIGUSR2)',
    'stops entries at once; exits go on.',
  ].join('\n'),
  streams: () => true,
  async run(context, given) {
    return events(context, given)
  },
})

async function* events(context: Context, given: z.output<typeof input>): AsyncGenerator<TradeRunEvent> {
  const symbols = [...new Set(given.symbols.map(normalizeSymbol))]
  const timeframe = timeframeOf(given.timeframe)
  const loaded = await loadForRun(context, given.strategy, given.set)
  const pace = await paceOf(context, { ...given, symbols })
  const { live, confirm, risk, account, until, hold } = given
  const holder = `trade run ${loaded.name} ${symbols.join(' ')}`
  const now = given.date === undefined ? undefined : pace.now
  const desk = await openDesk(context, { live, confirm, risk, account, holder, now })
  try {
    yield* runOnDesk(context, desk, { symbols, timeframe, loaded, pace, until, hold })
    await keepWrap(context, desk, { qualities: null, stale: 0, report: false })
  } finally {
    await desk.close()
  }
}

function timeframeOf(text: string): Timeframe {
  const timeframe = parseTimeframe(text)
  if (isIntraday(timeframe)) return timeframe
  throw new OpenbellError('usage', `a run decides within the day, not on ${timeframe} bars`, '--timeframe 1m')
}
