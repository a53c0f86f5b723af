import { setInput } from '../../backtest/input.ts'
import { timeframeInput } from '../../common/shared.ts'
import { z } from '../../operation.ts'
import { accountInput } from '../desk/input.ts'

/** What every command takes in which a strategy may trade as the market happens. `hold`: what is done with positions at the end, in words. */
export function runInput(hold: string) {
  return {
    timeframe: timeframeInput('1m'),
    set: setInput,
    ...accountInput,
    until: z.string().optional().describe('End earlier than the close: a time of day in New York (15:30) or an instant'),
    hold: z.boolean().default(false).describe(hold),
    date: z.string().optional().describe('Live through a session of the past on the simulated broker, YYYY-MM-DD'),
    speed: z
      .number()
      .min(0)
      .max(100_000)
      .optional()
      .describe('With --date: market seconds in a real one (default 1); 0 = as fast as this machine decides'),
  }
}
