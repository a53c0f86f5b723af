import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** True when the process ends within five seconds; one that nobody has buried yet is gone too. */
export async function isGone(pid: number | null): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    if (pid === null || !isAlive(pid)) return true
    await wait(50)
  }
  return false
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return process.platform !== 'linux'
  }
}
