import { createSystemClock } from '../app.ts'
import { HOUR, iso } from '../core/time.ts'
import { calendarOf } from '../market/calendar/calendar.ts'
import { write } from './output.ts'

/** Bare `openbell`: what a person most likely types next, at this hour of the New York session. */
export async function welcome(version: string): Promise<number> {
  const now = createSystemClock().now()
  const us = calendarOf('us')
  const phase = us.at(now).phase
  const lines = [
    `openbell ${version}`,
    phase === 'closed' ? `New York is closed; it opens at ${iso(us.nextOpen(now))}.` : `New York: ${PHASES[phase]}.`,
    '',
    ...(phase === 'closed' && us.nextOpen(now) - now > 6 * HOUR ? CLOSED : OPEN),
    '',
    'Everything runs on the simulated market until you say --source store, yahoo or alpaca.',
    'openbell --help lists all operations; openbell <operation> --help opens with examples.',
  ]
  await write(`${lines.join('\n')}\n`)
  return 0
}

const PHASES: Record<string, string> = { pre: 'pre-market', regular: 'regular session', post: 'after hours' }

const OPEN = [
  '  openbell startup                      is everything ready to trade?',
  '  openbell scan momentum                what moves, and on volume',
  '  openbell peak-trough SYMBOL           where the last turn was, and when it could be known',
  '  openbell quote SYMBOL                 the latest price and its age',
  '  openbell stream SYMBOL...             the live session: prices, account, alerts, on one screen',
]

const CLOSED = [
  '  openbell scan gap                     what gapped in the last session',
  '  openbell data import FILE...          your own bars, prints and quotes into the store',
  '  openbell data list                    what the store holds',
  '  openbell backtest sma-cross SYMBOL    what a strategy would have done, and how far to trust it',
  '  openbell startup                      what would stop you at the next open',
  '  openbell stream SYMBOL... --date 2026-03-20 --speed 60',
  '                                        the live session on a past day, a minute each second',
]
