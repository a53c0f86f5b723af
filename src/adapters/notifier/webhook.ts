import { once } from '../../core/once.ts'
import type { Channel, NotifierOptions } from './channel.ts'

/**
 * Posts a notice as JSON. `text` and `content` are what chat services show, the rest is for programs. The address is a key: of it only the host is ever said.
 * A post whose answer is lost is sent again with the same `id`. What posts is loaded with the first notice: most sessions send none.
 */
export function createWebhook(options: NotifierOptions): Channel {
  const { webhook } = options
  if (webhook === null) {
    const detail = 'OPENBELL_ALERT_WEBHOOK is not set'
    return { isSetUp: false, detail, send: () => Promise.reject(new Error(detail)), close: async () => {} }
  }
  let isUsed = false
  const posting = once(async () => (await import('./post.ts')).createPosting(webhook, options))
  return {
    isSetUp: true,
    detail: new URL(webhook.reveal()).host,
    async send(notice, signal) {
      isUsed = true
      return (await posting()).post(notice, signal)
    },
    async close() {
      if (isUsed) await (await posting()).close()
    },
  }
}
