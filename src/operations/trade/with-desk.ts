import type { Context } from '../context.ts'
import { type Desk, type DeskWish, openDesk } from './desk.ts'
import type { AccountFlags } from './input.ts'

/** Opens the account that the flags name, works on it, and closes it whatever happens. */
export async function withDesk<T>(
  context: Context,
  { live, confirm, risk, account }: AccountFlags,
  holder: string,
  work: (desk: Desk) => Promise<T>,
  wish: Pick<DeskWish, 'readOnly'> = {},
): Promise<T> {
  const desk = await openDesk(context, { live, confirm, risk, account, holder, ...wish })
  try {
    return await work(desk)
  } finally {
    await desk.close()
  }
}
