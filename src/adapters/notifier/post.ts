import type { Secret } from '../../core/settings.ts'
import type { Notice } from '../../ports/notifier.ts'
import { createResilience, defaultTiming } from '../common/resilience.ts'
import { createTransport, type Transport } from '../common/transport.ts'
import { VendorFault } from '../common/vendor-fault.ts'
import { bodyOf, type NotifierOptions } from './channel.ts'

/** An address that has not answered by then is tried again, three times in all. */
const TIMEOUT_MS = 5000
const RETRIES = 2

/** Posts notices to one address. */
export function createPosting(webhook: Secret, { clock, log, timing }: NotifierOptions) {
  const url = new URL(webhook.reveal())
  const transport = createTransport({ name: 'the webhook', timeoutMs: TIMEOUT_MS, connections: 1, now: () => clock.now() })
  const patience = { ...defaultTiming, retries: RETRIES, longestWaitMs: 10_000, ...timing }
  const resilience = createResilience({ name: 'webhook', clock, log, timing: patience })
  return {
    /** @returns what came of it @throws VendorFault, which never names the path */
    post: (notice: Notice, signal: AbortSignal) => resilience.run(() => post(transport, url, notice, signal), true, signal),
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
