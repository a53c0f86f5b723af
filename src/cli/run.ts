import { Console } from 'node:console'
import { type App, createApp } from '../app.ts'
import { asOpenbellError } from '../core/errors.ts'
import { typedFlags } from '../operations/common/typed-flags.ts'
import { execute } from '../operations/execute.ts'
import type { FollowUp, Operation } from '../operations/operation.ts'
import { operations } from '../operations/registry.ts'
import { ask } from './ask.ts'
import { busy } from './busy.ts'
import { dashboard, wantsDashboard } from './dashboard.ts'
import type { Invocation } from './flags.ts'
import { type Manners, printAnswer, printError } from './output.ts'
import { createProgress } from './progress.ts'
import { catchStrays, type Strays } from './stray.ts'

/** Runs one operation for a person or a script; returns the exit code. */
export async function runOperation(invocation: Invocation, manners: Manners): Promise<number> {
  // What a strategy prints is conversation: stdout is the answer's alone.
  globalThis.console = new Console(process.stderr)
  const abort = new AbortController()
  process.once('SIGINT', () => interrupt(abort))
  process.once('SIGTERM', () => interrupt(abort))
  let haltAsked = false
  process.on('SIGUSR2', () => {
    haltAsked = true
  })
  const strays = catchStrays((error) => abort.abort(error))
  const progress = createProgress(manners, () => performance.now())
  let close = async () => {}
  try {
    const app = await createApp({
      globals: invocation.globals,
      progress,
      signal: abort.signal,
      caller: 'cli',
      busy,
      ask,
      haltAsked: () => haltAsked,
    })
    close = app.close
    return await Promise.race([answer(invocation, manners, app, strays, progress.clear), strays.failure])
  } catch (thrown) {
    strays.ignore()
    progress.clear()
    return printError(asOpenbellError(thrown), manners)
  } finally {
    await close()
  }
}

async function answer(
  { operation: entry, input }: { operation: { name: string }; input: Invocation['input'] },
  manners: Manners,
  app: App,
  strays: Strays,
  clear: () => void,
): Promise<number> {
  const operation = await operations[entry.name]()
  const ofAccount = 'live' in operation.input.shape || input.account === true
  const typed = typedFlags(app.context.settings, ofAccount) + (input.live === true ? ' --live' : '')
  if (wantsDashboard(operation, input, manners)) return dashboard(operation, input, manners, app, typed)
  const answered = await execute(operation, input, app.context)
  if (answered.kind === 'stream') {
    for await (const value of answered.values) await printAnswer(entry.name, value, manners, typed)
    return 0
  }
  await strays.settle()
  strays.ignore()
  clear()
  await printAnswer(entry.name, answered.value, manners, typed)
  const fault = operation.fault?.(answered.value as never) ?? null
  if (fault) return printError(fault, manners)
  const next = await agreed(operation, answered.value, input, manners, app)
  if (next) return answer({ operation: { name: next.operation }, input: next.input }, manners, app, strays, clear)
  return operation.exitCode ? operation.exitCode(answered.value as never) : 0
}

/** What the person at the terminal wants done after this answer; null = nothing, or nobody was asked. */
async function agreed(
  operation: Operation,
  value: unknown,
  input: Record<string, unknown>,
  manners: Manners,
  { context }: App,
): Promise<FollowUp | null> {
  if (manners.json || manners.dryRun || !context.interactive) return null
  const next = operation.followUp?.(value as never, operation.input.parse(input)) ?? null
  return next && (await context.ask('confirm', next.question)) === 'yes' ? next : null
}

/** The first Ctrl-C asks politely; the second leaves at once. */
function interrupt(abort: AbortController): void {
  abort.abort()
  process.once('SIGINT', () => process.exit(130))
}
