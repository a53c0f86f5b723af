import type { Secret } from '../../core/settings.ts'
import { iso } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Notice } from '../../ports/notifier.ts'
import type { VendorTiming } from '../common/resilience.ts'

export interface NotifierOptions {
  webhook: Secret | null
  command: string | null
  desktop: boolean
  clock: Clock
  log: Log
  /** What a command finds in its environment, keys of brokers left out. */
  env: Record<string, string | undefined>
  /** Milliseconds that a command may run; tests shorten it. */
  commandLimitMs?: number
  timing?: Partial<VendorTiming>
}

/** One way out. `send` answers what came of it, or throws what to say of its failure. */
export interface Channel {
  isSetUp: boolean
  detail: string
  send(notice: Notice, signal: AbortSignal): Promise<string>
  close(): Promise<void>
}

/** The wire form of a notice, for webhooks and commands alike. */
export function bodyOf({ id, title, text, kind, rule, name, symbol, price, at, label }: Notice) {
  const words = `${title}: ${text}`
  return { id, text: words, content: words, title, message: text, kind, rule, name, symbol, price, time: iso(at), label }
}
