import { join } from 'node:path'
import type { Context } from '../../context.ts'
import { modeOf } from '../../trade/desk/answer.ts'
import { openDesk } from '../../trade/desk/desk.ts'
import { writePage } from '../write.ts'
import { gatherAccount } from './gather.ts'
import { accountNotes, accountPage } from './page.ts'

/** Writes the report of the account of the settings; only looks at it. */
export async function reportAccount(context: Context, out: string | undefined) {
  const desk = await openDesk(context, { holder: 'report', readOnly: true })
  try {
    const input = await gatherAccount(context, desk)
    const name = `account-${input.account.replaceAll(/[^\w.-]+/g, '-')}.html`
    const path = out ?? join(context.settings.home, 'reports', name)
    const { file, bytes } = await writePage(context, path, accountPage(input))
    const { account, roundTrips, positions, source } = input
    const symbols = [...new Set([...roundTrips, ...positions].map(({ symbol }) => symbol))].sort()
    return { ...modeOf(desk.broker), account, symbols, source, file, bytes, notes: accountNotes(input) }
  } finally {
    await desk.close()
  }
}
