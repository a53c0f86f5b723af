import type { IncomingMessage, ServerResponse } from 'node:http'
import { MOST_BODY_BYTES, type Refused, tooLong } from './guards.ts'

/** JSON-RPC codes that are answered outside of the SDK. */
export const CODES = { parse: -32_700, method: -32_601, params: -32_602, internal: -32_603, refused: -32_000, session: -32_001 }

/** The body of an error as every JSON-RPC client reads it. */
export function errorBody(id: string | number | null, code: number, message: string, data?: unknown): object {
  return { jsonrpc: '2.0', id, error: { code, message, ...(data !== undefined && { data }) } }
}

/** Answers with a JSON body and ends. */
export function sendJson(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body)
  const length = String(Buffer.byteLength(text))
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': length, ...headers }).end(text)
}

/** Refuses a request whose body may still be on its way: the connection is not used again. */
export function sendRefusal(request: IncomingMessage, response: ServerResponse, { status, message, headers }: Refused): void {
  const unread = request.method === 'POST' && !request.complete
  sendJson(response, status, errorBody(null, CODES.refused, message), { ...headers, ...(unread && { Connection: 'close' }) })
}

/** @returns the body as text, or why it goes no further */
export async function readBody(request: IncomingMessage): Promise<string | Refused> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of request) {
    bytes += (piece as Buffer).length
    if (bytes > MOST_BODY_BYTES) return tooLong()
    pieces.push(piece as Buffer)
  }
  return Buffer.concat(pieces).toString('utf8')
}
