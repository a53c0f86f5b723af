import { MINUTE, parseInstant } from '../../core/time.ts'
import { newYorkClock, newYorkTime } from '../../market/calendar/new-york.ts'
import type { StreamEvent } from '../../operations/stream/events.ts'
import { type Area, shorten, write } from '../canvas.ts'
import { BOLD, MEANING } from '../styles.ts'
import { drawEmpty, type Scene, wrap } from './pane.ts'

/** Lines that one event may take where the pane is high enough. */
const MOST_LINES = 3
const HIGH_ENOUGH = 9
const CLOCK_WIDTH = 9

/** What the session told, newest first: signals, intents, orders, fills, alerts, headlines. */
export function drawSignals(area: Area, { view, state }: Scene): void {
  const { events } = view
  if (events.length === 0) {
    drawEmpty(area, ['Nothing has happened yet.'])
    return
  }
  const most = area.height >= HIGH_ENOUGH ? MOST_LINES : 1
  const newest = events.length - 1 - Math.max(0, Math.min(state.scroll.events, events.length - 1))
  let y = 0
  for (let i = newest; i >= 0 && y < area.height; i--) y = drawEvent(area, y, events[i], most)
}

function drawEvent(area: Area, y: number, event: StreamEvent, most: number): number {
  write(area, 0, y, newYorkTime(Date.parse(event.time)), MEANING.muted)
  const style = styleOf(event)
  const subject = event.symbol !== null && !event.message.startsWith(event.symbol) ? `${event.symbol} ` : ''
  let x = write(area, CLOCK_WIDTH, y, WORDS[event.type] ?? event.type, style | BOLD) + 1
  x = Math.min(x, area.width)
  const lines = linesOf(`${subject}${event.message}`, area.width - x, area.width - CLOCK_WIDTH, most)
  lines.forEach((line, i) => {
    write(area, i === 0 ? x : CLOCK_WIDTH, y + i, line, style)
  })
  return y + Math.max(1, lines.length)
}

/** The first line stands beside the time, the others under it; what does not fit ends with an ellipsis. */
function linesOf(text: string, first: number, others: number, most: number): string[] {
  const flat = newYorkTimes(text).replaceAll(/\s+/g, ' ').trim()
  if (most === 1 || first < 12) return [shorten(flat, Math.max(0, first))]
  const head = wrap(flat, first)[0] ?? ''
  const rest = flat.slice(head.endsWith('…') ? head.length - 1 : head.length).trim()
  if (rest === '') return [head]
  const tail = wrap(rest, others)
  if (tail.length < most) return [head, ...tail]
  return [head, ...tail.slice(0, most - 2), shorten(tail.slice(most - 2).join(' '), others)]
}

const STAMP = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g

/** Events tell times as programs read them; a person reads New York's clock, which the whole screen shows. */
function newYorkTimes(text: string): string {
  return text.replaceAll(STAMP, (stamp) => {
    const at = parseInstant(stamp)
    return at === null ? stamp : at % MINUTE === 0 ? newYorkClock(at) : newYorkTime(at)
  })
}

const WORDS: Partial<Record<StreamEvent['type'], string>> = { denied: 'DENIED', alert: 'ALERT' }

function styleOf({ type, side, outcome, action }: StreamEvent): number {
  if (type === 'denied' || outcome === 'denied' || outcome === 'rejected') return MEANING.failure
  if (type === 'alert') return MEANING.warning
  if (type === 'fill') return side === 'sell' ? MEANING.loss : MEANING.gain
  if (type === 'signal') return MEANING.accent
  if (type === 'intent') return action === 'exit' || action === 'short' ? MEANING.loss : MEANING.gain
  return type === 'quality' || type === 'status' ? MEANING.muted : MEANING.plain
}
