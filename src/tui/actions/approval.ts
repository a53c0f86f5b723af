import { OpenbellError } from '../../core/errors.ts'
import type { ApproveOutput } from '../../operations/trade/approve.ts'
import { age, left } from '../draw/numbers.ts'
import { question } from './question.ts'
import type { Screen } from './screen.ts'

type Preview = NonNullable<ApproveOutput['preview']>
type Proposed = NonNullable<ApproveOutput['proposed']>

/** True of a line that would send what was proposed: it is shown first. On paper `--execute` says that it need not be; of a live account nothing says so. */
export function showsFirst({ session }: Screen, operation: string, input: Record<string, unknown>): boolean {
  return operation === 'trade.approve' && input.id !== undefined && (input.execute !== true || session.view.label === 'LIVE')
}

/** What a proposal would be now, nothing kept and nothing sent of it. @throws OpenbellError as `trade approve` */
export async function lookAt({ session }: Screen, input: Record<string, unknown>): Promise<ApproveOutput> {
  return (await session.run('trade.approve', { ...input, execute: false }, { dryRun: true })) as ApproveOutput
}

/** What the gate denies is never asked about; null = it may be. */
export function denialOf({ preview }: ApproveOutput): OpenbellError | null {
  if (preview && preview.verdict.outcome !== 'deny') return null
  const said = (preview?.verdict.rules ?? []).filter((one) => one.outcome === 'deny')
  const why = said.map((one) => `${one.rule}: ${one.message}`).join('; ') || 'there is no preview of it'
  const what = preview ? `${preview.order.side} ${preview.order.symbol}` : 'it'
  const hint = preview?.id ? `:trade decline ${preview.id}, or wait: it is judged anew each time` : null
  return new OpenbellError('denied', `${what} is denied, nothing was sent: ${why}`, hint)
}

/** Asks with the preview of this moment: Enter sends it on paper, its symbol typed on a live account. `send` takes the whole id. */
export function askToSend(screen: Screen, { mode, preview, proposed }: ApproveOutput, send: (id: string) => void): void {
  const { label, account } = screen.session.view
  const live = mode === 'live' || label === 'LIVE'
  const { id, order } = preview as Preview & { id: string }
  question(
    screen,
    {
      title: `Send it to the ${live ? 'LIVE' : label} account${account ? ` ${account.name}` : ''}?`,
      lines: proposed ? [whose(proposed)] : [],
      preview,
      words: live ? [order.symbol] : [],
      danger: live,
      otherwise: `nothing was sent; :trade decline ${id} ends it`,
    },
    () => send(id),
  )
}

/** It waits in real time, whatever day is lived through: so lengths, and no times of day. */
function whose({ by, client, proposedAt, expiresAt, waitsMs, asked }: Proposed): string {
  const who = by === 'person' ? 'a person' : (client ?? 'a program')
  const since = Date.parse(expiresAt) - Date.parse(proposedAt) - waitsMs
  return `good for ${left(waitsMs)}; ${by === 'program' && !asked ? 'previewed' : 'proposed'} ${age(since)} ago by ${who}`
}
