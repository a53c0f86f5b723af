import PQueue from 'p-queue'
import type { AlertChannel, AlertOutcome } from '../../market/alerts.ts'
import type { Log } from '../../ports/log.ts'
import type { ChannelState, Notifier } from '../../ports/notifier.ts'
import type { Channel, NotifierOptions } from './channel.ts'
import { createCommand } from './command.ts'
import { createDesktop } from './desktop.ts'
import { createWebhook } from './webhook.ts'

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
