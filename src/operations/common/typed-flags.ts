import type { Settings } from '../../core/settings.ts'
import { iso } from '../../core/time.ts'
import { shellWord } from './words.ts'

/** The global flags that decide what a command speaks of. */
const DECISIVE = { source: 'source', asOf: 'as-of', seed: 'seed', session: 'session', home: 'home' } as const

/** Those that decide of which account it speaks. */
const OF_ACCOUNT = { broker: 'broker', mode: 'mode', account: 'account' } as const

/**
 * The flags typed for this run that a next command must repeat to speak of the same data: ` --source store --as-of 2026-03-20T20:00:00Z`,
 * '' when none was typed. What came from the environment or a file stays in force by itself and is not repeated.
 * @param account true for commands that touch an account: they repeat which one
 */
export function typedFlags(settings: Settings, account = false): string {
  const flags = account ? { ...DECISIVE, ...OF_ACCOUNT } : DECISIVE
  const names = Object.keys(flags) as (keyof typeof DECISIVE)[]
  return names
    .filter((name) => settings.origins[name] === 'flag' && settings[name] !== null)
    .map((name) => ` --${flags[name]} ${shellWord(name === 'asOf' ? iso(settings.asOf!) : String(settings[name]))}`)
    .join('')
}
