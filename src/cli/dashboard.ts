import type { App } from '../app.ts'
import { openScreen } from '../operations/execute.ts'
import type { Operation } from '../operations/operation.ts'
import { keepListeners } from './busy.ts'
import { answerText, type Manners } from './output.ts'

/** True where the answer is wanted as a dashboard: a person at a terminal who did not ask for lines. */
export function wantsDashboard(operation: Operation, input: Record<string, unknown>, manners: Manners): boolean {
  const isTerminal = process.stdout.isTTY === true && process.stdin.isTTY === true
  return (
    operation.screen !== undefined &&
    isTerminal &&
    !manners.json &&
    !manners.dryRun &&
    input.plain !== true &&
    input.fork !== true
  )
}

/** Shows a session until the person leaves it; returns the exit code. */
export async function dashboard(
  operation: Operation,
  input: Record<string, unknown>,
  manners: Manners,
  app: App,
  typed: string,
): Promise<number> {
  const session = await openScreen(operation, input, app.context)
  const letGo = keepListeners()
  try {
    const { showDashboard } = await import('../tui/main.ts')
    const color = manners.color && !process.env.NO_COLOR
    return await showDashboard(session, {
      theme: (input.theme as 'classic' | undefined) ?? 'classic',
      ascii: input.ascii === true,
      color,
      present: (name, value, width) => answerText(name, value, manners, { typed, width }),
    })
  } finally {
    letGo()
    await session.close()
  }
}
