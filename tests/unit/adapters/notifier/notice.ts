import { createSystemClock } from '../../../../src/adapters/clock/system.ts'
import type { NotifierOptions } from '../../../../src/adapters/notifier/channel.ts'
import { createNotifier } from '../../../../src/adapters/notifier/notifier.ts'
import type { Notice } from '../../../../src/ports/notifier.ts'

export const NOTICE: Notice = {
  ...{ id: 'n-1', title: 'openbell SIMULATED', text: 'SPY: price > 600 (price 601)', kind: 'expression', rule: 'price > 600' },
  ...{ name: 'high', symbol: 'SPY', price: 601, at: Date.UTC(2026, 2, 20, 14), label: 'SIMULATED' },
}

export const never = new AbortController().signal

/** The real notifier; waits between attempts are nothing. `logged` takes every line of its log. */
export function notifierOf(options: Partial<NotifierOptions>, logged: string[] = []) {
  const log = (event: string, fields?: Record<string, unknown>) => void logged.push(JSON.stringify([event, fields]))
  return createNotifier({
    ...{ webhook: null, command: null, desktop: false, clock: createSystemClock(), env: {} },
    log: { debug: log, info: log, warn: log, error: log },
    timing: { backoffMs: 0 },
    ...options,
  })
}
