import { OpenbellError } from '../../src/core/errors.ts'

export { start } from './worker-module.ts'

/** Beside the worker module: tells what an error means that no task could catch. */
export function stray(thrown: unknown): OpenbellError {
  return new OpenbellError('usage', `strayed: ${(thrown as Error).message}`, 'look')
}
