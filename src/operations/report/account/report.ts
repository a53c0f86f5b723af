import { join } from 'node:path'
import { isoDate } from '../../../core/time.ts'
import type { Context } from '../../context.ts'
import { modeOf } from '../../trade/desk/answer.ts'
import { type Desk, openDesk } from '../../trade/desk/desk.ts'
import { writePage } from '../write.ts'
import { gatherAccount, type ReportDay } from './gather.ts'
import { accountNotes, accountPage } from './page.ts'

/** Writes the report of the account of the settings, of all days or of one; only looks at it. */
export async function reportAccount(context: Context, out: string | undefined, only: ReportDay | null = null) {
  const desk = await openDesk(context, { holder: 'report', readOnly: true })
  try {
    return await reportDesk(context, desk, out, only)
  } finally {
    await desk.close()
  }
}

/** The same of an account that is open. */
export async function reportDesk(context: Context, desk: Desk, out: string | undefined, only: ReportDay | null) {
  const input = await gatherAccount(context, desk, only)
  const day = only === null ? '' : `-${isoDate(only.day)}`
  const name = `account-${input.account.replaceAll(/[^\w.-]+/g, '-')}${day}.html`
  const path = out ?? join(context.settings.home, 'reports', name)
  const { file, bytes } = await writePage(context, path, accountPage(input))
  const { account, roundTrips, positions, source } = input
  const symbols = [...new Set([...roundTrips, ...positions].map(({ symbol }) => symbol))].sort()
  return { ...modeOf(desk.broker), account, symbols, source, file, bytes, notes: accountNotes(input) }
}
