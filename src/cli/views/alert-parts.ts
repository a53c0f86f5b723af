import type { channelOutput, ruleOutput } from '../../operations/alerts/output.ts'
import type { z } from '../../operations/operation.ts'
import type { Terminal } from './view.ts'

export type Rule = z.output<typeof ruleOutput>

/** What judges a rule, for people. */
const JUDGED = { prints: 'prints', bars: 'closed bars', news: 'what happens' }

/** Of which symbols, on what, how often, by which way: one line. */
export function ruleFacts({ symbols, judged, timeframe, once, via }: Omit<Rule, 'id'>): string {
  const what = judged === 'bars' ? `${timeframe} bars` : JUDGED[judged]
  const parts = [symbols === null ? 'all that is watched' : symbols.join(' '), what, ...(once ? ['once'] : [])]
  return [...parts, via === null ? 'every way set up' : via.join(', ')].join(' · ')
}

/** The ways out, a line each. */
export function channelLines(channels: readonly z.output<typeof channelOutput>[], { paint }: Terminal): string {
  return channels
    .map(({ channel, isSetUp, detail }) => {
      const line = `  ${channel.padEnd(8)} ${detail}`
      return isSetUp ? line : paint.dim(line)
    })
    .join('\n')
}
