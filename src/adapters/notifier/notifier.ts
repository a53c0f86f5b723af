import PQueue from 'p-queue'
import type { Secret } from '../../core/settings.ts'
import type { AlertChannel, AlertOutcome } from '../../market/alerts.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { ChannelState, Notice, Notifier } from '../../ports/notifier.ts'
import type { VendorTiming } from '../common/resilience.ts'
import { createCommand } from './command.ts'
import { createDesktop } from './desktop.ts'
import { createWebhook } from './webhook.ts'

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

/** Notices that may wait for a channel; more are failures at once: what is told minutes late is no alert. */
const MOST_WAITING = 20

/** Webhook, command and desktop. Each has a queue of its own: a slow one keeps no other back. */
export function createNotifier(options: NotifierOptions): Notifier {
  const channels: Record<AlertChannel, Channel> = {
    webhook: createWebhook(options),
    command: createCommand(options),
    desktop: createDesktop(options.desktop),
  }
  const queues = new Map<AlertChannel, PQueue>()
  const states = (): ChannelState[] =>
    (Object.keys(channels) as AlertChannel[]).map((channel) => {
      const { isSetUp, detail } = channels[channel]
      return { channel, isSetUp, detail }
    })
  return {
    channels: states,
    async send(channel, notice, signal): Promise<AlertOutcome> {
      const queue = queues.get(channel) ?? new PQueue({ concurrency: 1 })
      queues.set(channel, queue)
      if (queue.size >= MOST_WAITING) return failed(channel, `${queue.size} notices wait for it`, options.log)
      try {
        const detail = await queue.add(() => channels[channel].send(notice, signal))
        return { channel, outcome: 'sent', detail }
      } catch (thrown) {
        return failed(channel, thrown instanceof Error ? thrown.message : String(thrown), options.log)
      }
    },
    async close() {
      for (const channel of Object.values(channels)) await channel.close()
    },
  }
}

function failed(channel: AlertChannel, detail: string, log: Log): AlertOutcome {
  log.warn('alert.failed', { channel, reason: detail })
  return { channel, outcome: 'failed', detail }
}
