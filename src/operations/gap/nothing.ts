import { type DayNumber, isoDate } from '../../core/time.ts'
import type { DayRun } from '../../engine/gap/runs.ts'
import { exchangeDay } from '../../engine/orders/recorder.ts'
import type { JournalRepository } from '../../ports/journal.ts'
import { OpenbellError } from '../operation.ts'

const A_RUN = 'openbell trade run opening-range-breakout SIMALL --date 2026-03-20 --speed 0'

/** Why there is nothing to explain, and where there would be something. */
export function nothingTraded(
  journal: JournalRepository,
  account: string,
  day: DayNumber,
  run: string | undefined,
  runs: readonly DayRun[],
): OpenbellError {
  const date = isoDate(day)
  if (run !== undefined && runs.length > 0) {
    const names = runs.map(({ note }) => note.id).join(', ')
    return new OpenbellError('not-found', `no run '${run}' on ${date} (there were: ${names})`, `openbell gap --date ${date}`)
  }
  return new OpenbellError('no-data', `nothing was traded on ${date} in ${account}`, elsewhere(journal, account, date) ?? A_RUN)
}

/** The newest day of this account on which a strategy ran, else another simulated account with one. */
function elsewhere(journal: JournalRepository, account: string, date: string): string | null {
  const last = dayOfLastRun(journal, account)
  if (last !== null && last !== date) return `openbell gap --date ${last}`
  for (const other of journal.accounts()) {
    const found = other !== account && other.startsWith('simulated:') ? dayOfLastRun(journal, other) : null
    if (found !== null) return `openbell gap --date ${found} --account ${other.slice('simulated:'.length)}`
  }
  return null
}

function dayOfLastRun(journal: JournalRepository, account: string): string | null {
  const [newest] = journal.newest(account, ['run-started'], 1)
  return newest ? isoDate(exchangeDay(newest.at)) : null
}
