/** One answer on the wire; a string body is sent as it is, anything else as JSON, undefined as an empty body. */
export interface Reply {
  status: number
  body?: unknown
  headers?: Record<string, string>
  /** Server-sent events in place of a body: each piece is written as it comes, until there are no more or the client has gone. */
  events?: AsyncIterable<string>
}

/** The exchange's refusal, thrown by handlers. It is an answer to a client, not an error of ours, and ends at the server. */
export class Refusal extends Error {
  readonly reply: Reply

  constructor(status: number, message: string, code: number | null = null, extra: Record<string, unknown> = {}) {
    super(message)
    this.reply = { status, body: code === null ? { message, ...extra } : { code, message, ...extra } }
  }
}

export function ok(body: unknown): Reply {
  return { status: 200, body }
}

/** A refused parameter of the market-data host: status 400, no code. */
export function badParameter(message: string): Refusal {
  return new Refusal(400, message)
}

export function unauthorized(): Refusal {
  return new Refusal(401, 'request is not authorized', 40110000)
}

export function notFound(message: string): Refusal {
  return new Refusal(404, message, 40410000)
}
