import { OpenbellError } from '../../core/errors.ts'
import type { VendorClient } from '../common/vendor-client.ts'
import { VendorFault } from '../common/vendor-fault.ts'

/** What a call is about, for its messages. */
export interface Subject {
  /** The symbol or text asked for. */
  text: string
  signal: AbortSignal
}

/** Yahoo no longer accepts our cookies and crumb; a fresh pair may help. */
export class CrumbRefused extends OpenbellError {
  constructor() {
    super('unavailable', 'yahoo refused our session (HTTP 401)', 'try again later, or read what is kept: --source store')
  }
}

/**
 * The fetch that Yahoo's library is given for one call: our pool, queue, retries and deadlines; hosts rewritten to `base` when it is set;
 * every refusal turned into our error before the library sees it (it would print it, with the crumb in the address).
 */
export function createYahooFetch(client: VendorClient, base: string | null, subject: Subject): typeof fetch {
  return async (input, init = {}) => {
    const original = new URL(String(input instanceof Request ? input.url : input))
    const session = isSessionCall(original)
    // Cookies and crumb are shared by all calls, so only the deadline may end their fetch.
    const response = await client.fetch(rewrite(original, base), { ...init, signal: session ? null : subject.signal })
    if (isCrumbCall(original)) return checkCrumb(response)
    if (session) return response
    // The library stores these without waiting, so that a bad one would end the process.
    response.headers.delete('set-cookie')
    if (response.ok) return response
    throw await refusal(response, subject.text)
  }
}

const dataHosts = ['query1.finance.yahoo.com', 'query2.finance.yahoo.com', 'finance.yahoo.com']

/** The address to call: under `base` when set (the local server of a test), else Yahoo's own hosts over TLS and nothing else. */
function rewrite(url: URL, base: string | null): URL {
  if (base !== null && dataHosts.includes(url.hostname)) return new URL(url.pathname + url.search, base)
  if (base === null && url.protocol === 'https:' && url.hostname.endsWith('.yahoo.com')) return url
  throw new VendorFault('unavailable', `yahoo sent us to ${url.host}, which is refused`, {
    hint: 'check the address with: openbell config',
  })
}

function isCrumbCall(url: URL): boolean {
  return url.pathname === '/v1/test/getcrumb'
}

/** Cookie page, consent pages and crumb. */
function isSessionCall(url: URL): boolean {
  return isCrumbCall(url) || !url.hostname.startsWith('query')
}

/** Yahoo has answered 200 with "Too Many Requests" for a crumb; kept, it would spoil every later call. */
async function checkCrumb(response: Response): Promise<Response> {
  const crumb = await response.text()
  if (response.ok && /^\S{1,20}$/.test(crumb)) return new Response(crumb, { status: 200, headers: response.headers })
  const shown = response.ok ? 'an unusable crumb' : `HTTP ${response.status} for the crumb`
  throw new VendorFault('unavailable', `yahoo sent ${shown}`, {
    hint: 'it blocks addresses that ask too often: wait some minutes, or read what is kept: --source store',
  })
}

/** The error that an answer of 3xx or 4xx stands for, by status first and Yahoo's own words second. */
async function refusal(response: Response, text: string): Promise<OpenbellError> {
  const description = describe(await response.text())
  if (response.status === 401) return new CrumbRefused()
  if (response.status === 404) return new OpenbellError('not-found', `yahoo does not know ${text}`, null)
  if (/data doesn't exist/i.test(description))
    return new OpenbellError('no-data', `yahoo has nothing for ${text} in this range`, null)
  if (response.status === 400 || response.status === 422) {
    return new OpenbellError(
      'usage',
      `yahoo refused the request for ${text}: ${description}`,
      'ask for a shorter range or a coarser timeframe',
    )
  }
  return new VendorFault('unavailable', `yahoo answered HTTP ${response.status} for ${text}`, { hint: 'try again later' })
}

/** Yahoo's `{ chart: { error: { description } } }`, whatever the outer key; a short excerpt of anything else. */
function describe(body: string): string {
  try {
    const [answer] = Object.values(JSON.parse(body) as Record<string, { error?: { description?: unknown } } | null>)
    if (typeof answer?.error?.description === 'string') return answer.error.description
  } catch {
    // Not JSON: an error page.
  }
  return body.length === 0 ? 'no reason given' : `${body.replace(/\s+/g, ' ').slice(0, 80)}`
}
