import { createApp } from '../app.ts'
import { asOpenbellError } from '../core/errors.ts'
import { typedFlags } from '../operations/common/typed-flags.ts'
import { execute } from '../operations/execute.ts'
import type { Operation } from '../operations/operation.ts'
import { operations } from '../operations/registry.ts'
import type { Invocation } from './flags.ts'
import { type Manners, printAnswer, printError } from './output.ts'
import { createProgress } from './progress.ts'

/** Runs one operation for a person or a script; returns the exit code. */
export async function runOperation({ operation: entry, input, globals }: Invocation, manners: Manners): Promise<number> {
  const abort = new AbortController()
  process.once('SIGINT', () => interrupt(abort))
  process.once('SIGTERM', () => interrupt(abort))
  const progress = createProgress(manners, () => performance.now())
  let close = async () => {}
  try {
    const app = await createApp({ globals, progress, signal: abort.signal, caller: 'cli' })
    close = app.close
    const operation = await operations[entry.name]()
    const answer = await execute(operation, input, app.context)
    const typed = typedFlags(app.context.settings)
    if (answer.kind === 'stream') {
      for await (const value of answer.values) await printAnswer(entry.name, value, manners, typed)
      return 0
    }
    progress.clear()
    await printAnswer(entry.name, answer.value, manners, typed)
    return exitCode(operation, answer.value)
  } catch (thrown) {
    progress.clear()
    return printError(asOpenbellError(thrown), manners)
  } finally {
    await close()
  }
}

function exitCode(operation: Operation, value: unknown): number {
  return operation.exitCode ? operation.exitCode(value as never) : 0
}

/** The first Ctrl-C asks politely; the second leaves at once. */
function interrupt(abort: AbortController): void {
  abort.abort()
  process.once('SIGINT', () => process.exit(130))
}
