import { OpenbellError, z } from '../operation.ts'
import { type StreamEvent, streamEvent } from './events.ts'

type EventType = StreamEvent['type']

export const EVENT_TYPES: readonly EventType[] = streamEvent.shape.type.options

/** What comes in great numbers. */
const TAPE: readonly EventType[] = ['print', 'quote', 'bar']

/** `--types`, wherever a session is told as lines. */
export function typesInput(otherwise: string) {
  return z
    .string()
    .optional()
    .describe(`Events to tell, without the dashboard: ${EVENT_TYPES.join(',')} (default ${otherwise})`)
}

/** Which events are told; null = all. @throws OpenbellError usage for a word that is no type */
export function typesOf(text: string | undefined): ReadonlySet<EventType> | null {
  if (text === undefined) return null
  const words = text.split(',').map((word) => word.trim())
  const stray = words.find((word) => !(EVENT_TYPES as readonly string[]).includes(word))
  if (stray === undefined) return new Set(words as EventType[])
  throw new OpenbellError('usage', `--types: there are no events of type '${stray}'`, `--types ${EVENT_TYPES.join(',')}`)
}

/** True when prints, quotes or bars are among them. */
export function wantsTape(types: ReadonlySet<EventType>): boolean {
  return TAPE.some((type) => types.has(type))
}
