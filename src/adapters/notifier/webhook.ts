import type { Notice } from '../../ports/notifier.ts'
import { createResilience, defaultTiming } from '../common/resilience.ts'
import { createTransport, type Transport } from '../common/transport.ts'
import { VendorFault } from '../common/vendor-fault.ts'
import { bodyOf, type Channel, type NotifierOptions } from './channel.ts'

/** An address that has not answered by then is tried again, three times in all. */
const TIMEOUT_MS = 5000
const RETRIES = 2

/**
 * Posts a notice as JSON. `text` and `content` are what chat services show, the rest is for programs. The address is a key: of it only the host is ever said.
 * A post whose answer is lost is sent again with the same `id`.
 */
export function createWebhook({ webhook, clock, log, timing }: NotifierOptions): Channel {
  if (webhook === null) {
    const detail = 'OPENBELL_ALERT_WEBHOOK is not set'
    return { isSetUp: false, detail, send: () => Promise.reject(new Error(detail)), close: async () => {} }
  }
  const url = new URL(webhook.reveal())
  const transport = createTransport({ name: 'the webhook', timeoutMs: TIMEOUT_MS, connections: 1, now: () => clock.now() })
  const patience = { ...defaultTiming, retries: RETRIES, longestWaitMs: 10_000, ...timing }
  const resilience = createResilience({ name: 'webhook', clock, log, timing: patience })
  return {
    isSetUp: true,
    detail: url.host,
    send: (notice, signal) => resilience.run(() => post(transport, url, notice, signal), true, signal),
    close: () => transport.close(),
  }
}

async function post(transport: Transport, url: URL, notice: Notice, signal: AbortSignal): Promise<string> {
  const response = await sent(transport, url, notice, signal)
  if (response.status >= 400) throw new VendorFault('rejected', `${url.host} refused it (HTTP ${response.status})`)
  return `${url.host} took it (HTTP ${response.status})`
}

/** Faults of the transport name host and path; here the path is the secret. */
async function sent(transport: Transport, url: URL, notice: Notice, signal: AbortSignal): Promise<Response> {
  const body = JSON.stringify(bodyOf(notice))
  const headers = new Headers({ 'content-type': 'application/json', 'user-agent': 'openbell' })
  try {
    return await transport.send({ url, method: 'POST', headers, body, redirect: 'error', signal })
  } catch (thrown) {
    if (!(thrown instanceof VendorFault)) throw thrown
    const { retryable, limited, retryAfterMs } = thrown
    throw new VendorFault(thrown.kind, thrown.message.replaceAll(`${url.host}${url.pathname}`, url.host), {
      retryable,
      limited,
      retryAfterMs,
    })
  }
}
