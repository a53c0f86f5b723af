import { describe, expect, it } from 'vitest'
import { EventLog } from '../../../../src/operations/stream/event-log.ts'
import type { StreamEvent } from '../../../../src/operations/stream/events.ts'

function event(type: StreamEvent['type'], message: string): StreamEvent {
  const account = { mode: 'paper', broker: 'simulated', host: null } as const
  return { type, time: '2026-03-20T14:00:00Z', symbol: null, message, ...account }
}

async function read(log: EventLog, tape: boolean): Promise<string[]> {
  const messages: string[] = []
  for await (const { message } of log.read(tape)) messages.push(message)
  return messages
}

describe('the events of a session', () => {
  it('are told to the one reader from the first on, in order, until the end', async () => {
    const log = new EventLog()
    log.tell(event('status', 'one'))
    const all = read(log, false)
    log.tell(event('alert', 'two'))
    await Promise.resolve()
    log.tell(event('fill', 'three'))
    log.end()
    expect(await all).toEqual(['one', 'two', 'three'])
  })

  it('hold the tape only for a reader who wants it, and never for the screen', async () => {
    const log = new EventLog()
    expect(log.wantsTape).toBe(false)
    const all = read(log, true)
    await Promise.resolve()
    expect(log.wantsTape).toBe(true)
    log.tell(event('print', 'a print'))
    log.tell(event('status', 'a status'))
    log.end()
    expect(await all).toEqual(['a print', 'a status'])
    expect(log.kept.map(({ message }) => message)).toEqual(['a status'])
    expect(log.wantsTape).toBe(false)
  })

  it('end with the fault of the session, after what came before it', async () => {
    const log = new EventLog()
    log.tell(event('status', 'one'))
    log.end(new Error('the stream broke'))
    const heard: string[] = []
    const reading = async () => {
      for await (const { message } of log.read(false)) heard.push(message)
    }
    await expect(reading()).rejects.toThrow('the stream broke')
    expect(heard).toEqual(['one'])
  })

  it('stay bounded for the screen, and are counted', () => {
    const log = new EventLog()
    let rung = 0
    const stop = log.onChange(() => rung++)
    for (let i = 0; i < 10_000; i++) log.tell(event('status', String(i)))
    expect(log.count).toBe(10_000)
    expect(log.kept.length).toBeLessThanOrEqual(2000)
    expect(log.kept.at(-1)?.message).toBe('9999')
    expect(rung).toBe(10_000)
    stop()
    log.tell(event('status', 'unheard'))
    expect(rung).toBe(10_000)
  })
})
