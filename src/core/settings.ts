import type { Instant } from './time.ts'

/** Where a value came from, gravest first. */
export type Origin = 'flag' | 'environment' | '.env' | 'openbell.config.json' | 'user config' | 'default'

/** A secret: known to be set, readable only by the adapter that uses it, printed as `set`. */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  reveal(): string {
    return this.#value
  }
  toString(): string {
    return 'set'
  }
  toJSON(): string {
    return 'set'
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return 'set'
  }
}

/** Every setting with its value; made once in app.ts and frozen. */
export interface SettingValues {
  home: string
  source: string
  broker: string
  /** Name of the simulated account. */
  account: string
  mode: 'paper' | 'live'
  session: 'all' | 'regular'
  seed: number
  /** null = now on the source's clock. */
  asOf: Instant | null
  alpacaKeyId: Secret | null
  alpacaSecretKey: Secret | null
  /** Keys of the live account: never the paper ones. */
  alpacaLiveKeyId: Secret | null
  alpacaLiveSecretKey: Secret | null
  alpacaTradingUrl: string
  alpacaDataUrl: string
  alpacaStreamUrl: string
  /** `iex`, `sip`, or null = what the account is entitled to. */
  alpacaFeed: string | null
  yahooUrl: string | null
  cacheEntries: number
  cacheSeconds: number
  requestTimeoutMs: number
  accountCash: number
  logLevel: string
  minimumPrintsPerMinute: number
  quietWindow: string
  /** Where alerts are posted to. An address of this kind is a key: who knows it can speak there. */
  alertWebhook: Secret | null
  /** A program that is started for each alert, with its words; null = none. */
  alertCommand: string | null
  alertDesktop: 'on' | 'off'
  /** New York wall clock, `HH:MM-HH:MM`, may go over midnight; null = none. */
  alertQuietHours: string | null
  /** What AI clients must say over HTTP; null = one is made at each start. */
  mcpToken: Secret | null
  /** Limits of the risk gate as written, not yet read; null = none written. */
  risk: Readonly<Record<string, unknown>> | null
  /** Further limits for orders of programs, in the same words; of each limit the tighter holds. */
  programRisk: Readonly<Record<string, unknown>> | null
}

export type SettingName = keyof SettingValues

export interface Settings extends Readonly<SettingValues> {
  /** Where each value came from. */
  readonly origins: Readonly<Record<SettingName, Origin>>
}

/** Shorter ones would hide half of what is said. */
const SHORTEST_HIDDEN = 8

/** The texts of the secrets that are set: nothing that leaves the process, or is kept, may hold one. */
export function secretTexts(settings: object): string[] {
  const secrets = Object.values(settings).filter((value) => value instanceof Secret)
  return secrets.map((secret) => secret.reveal()).filter((text) => text.length >= SHORTEST_HIDDEN)
}
