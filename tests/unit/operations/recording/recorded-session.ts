import type { Context } from '../../../../src/operations/context.ts'
import { z } from '../../../../src/operations/operation.ts'
import { recordingContext } from '../../../../src/operations/recording/recording-context.ts'
import type { StreamEvent } from '../../../../src/operations/stream/events.ts'
import { openOwnSession } from '../../../../src/operations/stream/own-session.ts'
import type { LiveSession } from '../../../../src/operations/stream/session.ts'
import { type SessionInput, sessionInput } from '../../../../src/operations/stream/wanted.ts'

export const TAPE: ReadonlySet<string> = new Set(['print', 'quote', 'bar'])
/** Events as they are compared. */
export const textOf = (events: readonly StreamEvent[]) => events.map((one) => JSON.stringify(one))

/** A session of some minutes of the past. */
export const inputOf = (given: Partial<SessionInput>) =>
  z
    .strictObject(sessionInput)
    .parse({ symbols: ['SIMFIN'], date: '2026-03-20', risk: 'none', until: '09:37', hold: true, account: 'main', ...given })

/** Lives through a session and records it as `day`; `during` asks things of it on the way. */
export async function recorded(outer: Context, given: SessionInput, during?: (session: LiveSession) => Promise<void>) {
  const recording = await recordingContext(outer, {
    name: 'day',
    symbols: given.symbols,
    date: given.date,
    strategy: null,
    input: given,
  })
  const session = await openOwnSession(recording.context, given, recording.path)
  const asking = during?.(session)
  const events = await all(session)
  await asking
  await session.close()
  await recording.close()
  return { events, counts: recording.counts }
}

/** All that a session tells. */
export async function all(session: LiveSession, tape = true): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  for await (const event of session.events({ tape })) events.push(event)
  return events
}
