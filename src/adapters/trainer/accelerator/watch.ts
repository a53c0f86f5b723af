import { workerData } from 'node:worker_threads'
import { isAlive } from '../../common/is-alive.ts'

const EVERY_MS = 500

/**
 * A thread that ends the accelerator's process with the workstation. The process hears of a closed channel only between two steps; a library
 * that hangs never gets there.
 */
const { parent } = workerData as { parent: number }

setInterval(() => {
  if (!isAlive(parent) || orphaned()) process.kill(process.pid, 'SIGKILL')
}, EVERY_MS)

/** Its number may belong to another process by now; the system says who our parent is (not on Windows, which keeps the old number). */
function orphaned(): boolean {
  return process.platform !== 'win32' && process.ppid !== parent
}
