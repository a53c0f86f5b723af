import { workerData } from 'node:worker_threads'
import { isAlive } from './is-alive.ts'

const EVERY_MS = 500

/** The thread behind `endWithParent`. */
const { parent } = workerData as { parent: number }

setInterval(() => {
  if (!isAlive(parent) || orphaned()) process.kill(process.pid, 'SIGKILL')
}, EVERY_MS)

/** Its number may belong to another process by now; the system says who our parent is (not on Windows, which keeps the old number). */
function orphaned(): boolean {
  return process.platform !== 'win32' && process.ppid !== parent
}
