import { shellWord } from '../common/words.ts'
import type { OptimizeInput } from './input.ts'

/** Values that need not be typed. */
const USUAL: Partial<OptimizeInput> = {
  objective: 'sharpe',
  timeframe: '1d',
  cash: 100_000,
  fee: 'us',
  slippage: 'spread',
  margin: 1,
  account: 'none',
  risk: 'none',
}

/** The command that asks for this again; global flags are the caller's to repeat. */
export function commandOf({ strategy, symbols, ...flags }: OptimizeInput): string {
  const words = ['openbell optimize', shellWord(strategy), ...symbols.map(shellWord)]
  for (const [name, value] of Object.entries(flags)) {
    if (value === undefined || value === false || value === USUAL[name as keyof OptimizeInput]) continue
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    if (value === true) words.push(flag)
    else for (const one of [value].flat()) words.push(flag, shellWord(String(one)))
  }
  return words.join(' ')
}
