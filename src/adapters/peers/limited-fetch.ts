/** Whole of one answer, in bytes: what is longer fails in place of filling our memory. */
export const MOST_MESSAGE_BYTES = 4_000_000

/**
 * `fetch` for one peer: answers are bounded and redirects refused (the token is meant for one host). A stream that a server would open to
 * speak unasked is answered as "not offered": nobody here listens to it.
 */
export async function limitedFetch(url: string | URL, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers)
  if ((init?.method ?? 'GET') === 'GET' && !headers.has('last-event-id')) return new Response(null, { status: 405 })
  const response = await fetch(url, { ...init, redirect: 'error' })
  if (response.body === null) return response
  const { status, statusText } = response
  return new Response(response.body.pipeThrough(limit()), { status, statusText, headers: response.headers })
}

function limit(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      if (bytes > MOST_MESSAGE_BYTES) controller.error(new Error(TOO_LONG))
      else controller.enqueue(chunk)
    },
  })
}

export const TOO_LONG = `it answered more than ${MOST_MESSAGE_BYTES / 1_000_000} MB`
