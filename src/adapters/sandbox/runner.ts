import { OpenbellError } from '../../core/errors.ts'
import type { CodeRunner } from '../../ports/code-runner.ts'
import type { Log } from '../../ports/log.ts'

export function createCodeRunner(_options: { log: Log }): CodeRunner {
  throw new OpenbellError('internal', 'the sandbox is being built')
}
