import type { ServerResponse } from 'node:http'

/** What a local vendor server does instead of answering properly. */
export type Fault =
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: string }
  /** Takes the request and never answers. */
  | { kind: 'hang' }
  /** Sends the headers and half of the body, then nothing more. */
  | { kind: 'stall' }
  /** Sends half of the body, then breaks the connection. */
  | { kind: 'cut' }
  /** Breaks the connection before any answer. */
  | { kind: 'reset' }
  /** A proper status with this body in place of the answer. */
  | { kind: 'body'; body: string }
  /** The answer after a change: fields added, renamed, left out. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reaches into a vendor's JSON
  | { kind: 'change'; change(answer: any): void }

/** Faults to come, by path: each is used once, in order, by the next request whose path matches. */
export interface FaultScript {
  /** `path` is a part of the request's path; the faults hit the next so many requests there. */
  add(path: string, ...faults: Fault[]): void
  /** The fault for this request, taken from the script; null = answer properly. */
  take(path: string): Fault | null
  /** Faults not yet used. */
  left(): number
  clear(): void
}

export function createFaultScript(): FaultScript {
  let waiting: { path: string; fault: Fault }[] = []
  return {
    add(path, ...faults) {
      waiting.push(...faults.map((fault) => ({ path, fault })))
    },
    take(path) {
      const index = waiting.findIndex((one) => path.includes(one.path))
      return index < 0 ? null : waiting.splice(index, 1)[0].fault
    },
    left: () => waiting.length,
    clear() {
      waiting = []
    },
  }
}

/** Sends a JSON answer, or what the fault makes of it. */
export function sendJson(response: ServerResponse, status: number, answer: unknown, fault: Fault | null) {
  if (fault === null) return send(response, status, JSON.stringify(answer), 'application/json')
  if (fault.kind === 'hang') return
  if (fault.kind === 'reset') {
    response.destroy()
    return
  }
  if (fault.kind === 'status') {
    for (const [name, value] of Object.entries(fault.headers ?? {})) response.setHeader(name, value)
    return send(response, fault.status, fault.body ?? '', 'text/html')
  }
  if (fault.kind === 'body') return send(response, status, fault.body, 'application/json')
  if (fault.kind === 'change') {
    const copy = structuredClone(answer)
    fault.change(copy)
    return send(response, status, JSON.stringify(copy), 'application/json')
  }
  const text = JSON.stringify(answer)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.write(text.slice(0, Math.floor(text.length / 2)))
  // Without the pause the headers would not have left before the connection breaks.
  if (fault.kind === 'cut') setTimeout(() => response.destroy(), 5)
}

export function send(response: ServerResponse, status: number, body: string, type: string): void {
  response.writeHead(status, { 'content-type': type })
  response.end(body)
}
