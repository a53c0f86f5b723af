import type { ServerResponse } from 'node:http'
import type { Clock } from '../ports/clock.ts'
import type { Fault } from './faults/faults.ts'
import { spoil } from './faults/spoil.ts'
import type { Reply } from './reply.ts'

/** Writes an answer, spoiled as the fault says. Resolves when it is written or the client has gone. */
export async function send(
  response: ServerResponse,
  reply: Reply,
  fault: Fault | null,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (reply.events) return sendEvents(response, reply, reply.events, signal)
  const spoiled = reply.status < 300 ? spoil(reply.body, fault) : reply.body
  const text = typeof spoiled === 'string' ? spoiled : spoiled === undefined ? '' : JSON.stringify(spoiled)
  const body = Buffer.from(fault?.kind === 'malformed' ? text.slice(0, Math.ceil(text.length * 0.7)) : text)
  const type = typeof reply.body === 'string' ? 'text/html; charset=UTF-8' : 'application/json; charset=UTF-8'
  response.writeHead(reply.status, { 'Content-Type': type, 'Content-Length': body.length, ...reply.headers })
  if (fault?.kind === 'cut') return cut(response, body)
  if (fault?.kind === 'slow') await drip(response, body, fault.delayMs, clock, signal)
  else response.end(body)
}

async function sendEvents(
  response: ServerResponse,
  reply: Reply,
  events: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(reply.status, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache', ...reply.headers })
  for await (const event of events) {
    if (signal.aborted) break
    response.write(event)
  }
  response.end()
}

/** Half of what the header promised, then the line goes dead. */
function cut(response: ServerResponse, body: Buffer): void {
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy())
}

async function drip(response: ServerResponse, body: Buffer, delayMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const half = Math.floor(body.length / 2)
  response.write(body.subarray(0, half))
  await clock.sleep(clock.now() + delayMs, signal).catch(() => {})
  if (!signal.aborted) response.end(body.subarray(half))
}
