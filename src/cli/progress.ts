import type { Progress } from '../operations/context.ts'
import type { Manners } from './output.ts'
import { plainText } from './plain-text.ts'

const PATIENCE_MS = 500
const REPAINT_MS = 100

/**
 * Progress on stderr: on a terminal a bar with rate and time left after half a second; in a log a line a tenth.
 * Notes and warnings are lines of their own. Silent with --quiet (warnings stay).
 */
export function createProgress(manners: Manners, elapsed: () => number): Progress & { clear(): void } {
  const stream = process.stderr
  const bar = stream.isTTY === true && !manners.quiet
  let begun = elapsed()
  let started = begun
  let last = 0
  let painted = 0
  let tenth = 0
  const clear = () => {
    if (painted > 0) stream.write('\r\x1b[2K')
    painted = 0
  }
  const line = (text: string) => {
    clear()
    stream.write(`${text}\n`)
  }
  return {
    clear,
    note: (text) => manners.quiet || line(plainText(text)),
    warn: (text) => line(`warning: ${plainText(text)}`),
    update(done, total, said) {
      const note = said === undefined ? said : plainText(said)
      // Fewer than before: another piece of work has begun, with a rate of its own.
      if (done < last) {
        begun = elapsed()
        tenth = 0
      }
      // What passes before the first piece is done (loading, starting threads) says nothing of how long the others take.
      if (done < last || done === 0) started = elapsed()
      last = done
      const spent = elapsed() - started
      if (manners.quiet || elapsed() - begun < PATIENCE_MS) return
      if (bar && elapsed() - painted >= REPAINT_MS) {
        stream.write(`\r\x1b[2K${draw(done, total, spent, note).slice(0, (stream.columns ?? 80) - 1)}`)
        painted = elapsed()
      } else if (!bar && total && Math.floor((done / total) * 10) > tenth) {
        tenth = Math.floor((done / total) * 10)
        line(draw(done, total, spent, note))
      }
    },
  }
}

function draw(done: number, total: number | null, spent: number, note = ''): string {
  const rate = spent > 0 ? done / (spent / 1000) : 0
  const speed = `${rate >= 10 ? Math.round(rate) : rate.toFixed(1)}/s`
  if (total === null || total <= 0) return `${done} ${speed} ${note}`
  const share = Math.min(1, done / total)
  const filled = Math.round(share * 20)
  const left = rate > 0 ? timeLeft(Math.ceil((total - done) / rate)) : ''
  return `${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${Math.round(share * 100)}% ${speed} ${left} ${note}`
}

function timeLeft(seconds: number): string {
  return seconds < 120 ? `${seconds} s left` : `${Math.ceil(seconds / 60)} min left`
}
