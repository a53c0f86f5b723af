import type { Terminal } from './view.ts'

/** The word that every answer about an account begins with: SIMULATED, PAPER, or LIVE in inverse. */
export function modeLabel({ mode, broker }: { mode: 'paper' | 'live'; broker: string }, { paint }: Terminal): string {
  if (mode === 'live') return paint.inverse.bold(' LIVE ')
  return paint.bold(broker === 'simulated' ? 'SIMULATED' : 'PAPER')
}

/** The first line of such an answer: the word, the broker where the word does not say it, and what is shown. */
export function accountLine(
  answer: { mode: 'paper' | 'live'; broker: string; host: string | null },
  facts: string[],
  terminal: Terminal,
): string {
  return [modeLabel(answer, terminal), ...placeOf(answer), ...facts].join(' · ')
}

/** A local exchange is never called by the broker's name. */
function placeOf({ broker, host }: { broker: string; host: string | null }): string[] {
  if (host !== null) return [`at a local exchange (${host})`]
  return broker === 'simulated' ? [] : [`at ${broker}`]
}
