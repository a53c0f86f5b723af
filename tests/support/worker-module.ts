import { OpenbellError } from '../../src/core/errors.ts'

export type Ask =
  | { kind: 'square'; value: number }
  | { kind: 'starts' | 'fail' | 'bug' | 'exit' | 'crash' | 'forever' | 'reject' }
  | { kind: 'read'; row: number }
  | { kind: 'write'; row: number; value: number }

let starts = 0

/** What the contract of workers is tried with: it answers, fails and dies as asked. */
export function start({ column, plain }: { column: Float64Array; plain: Float64Array }): (task: Ask) => unknown {
  starts++
  return (task) => {
    switch (task.kind) {
      case 'square':
        return task.value * task.value
      case 'starts':
        return starts
      case 'read':
        return column[task.row]
      case 'write':
        column[task.row] = task.value
        plain[task.row] = task.value
        return null
      case 'fail':
        throw new OpenbellError('no-data', 'nothing in 7 rows', 'look')
      case 'bug':
        throw new TypeError('a bug')
      case 'exit':
        return process.exit(3)
      case 'crash':
        return new Promise(() => setImmediate(() => explode()))
      case 'reject':
        void Promise.reject(new Error('nobody waits for this'))
        return null
      case 'forever':
        for (;;) starts += 0
    }
  }
}

function explode(): void {
  throw new Error('outside of any task')
}
