import type { LiveSession } from '../operations/stream/session.ts'
import { readable } from './actions/readable.ts'
import type { Present, Screen } from './actions/screen.ts'
import { tellWaiting } from './actions/waiting.ts'
import { holdErrors } from './hold-errors.ts'
import { paste, press } from './keys.ts'
import { createPaintClock } from './paint-clock.ts'
import { Picture } from './picture.ts'
import { createScreen } from './running-screen.ts'
import { createScreenStore, firstState } from './screen-store.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import { makeTheme, THEMES, type Theme, type ThemeName } from './theme.ts'

export interface DashboardOptions {
  theme: ThemeName
  ascii: boolean
  /** False = bold and inverse only. */
  color: boolean
  /** An operation's answer as text; absent = plain `name: value` lines. */
  present?: Present
}

/** Exit code of a session that a signal ended. */
const CANCELED = 130

/**
 * Shows a session until the person leaves it (exit code 0) or a signal ends it (130); the session itself stays open, whoever made it closes it.
 * The terminal is as it was before when this settles, however it ends.
 * @throws what ended the session, or what nobody caught
 */
export async function showDashboard(session: LiveSession, options: DashboardOptions): Promise<number> {
  const { promise, resolve: leave, reject: fail } = Promise.withResolvers<number>()
  const themes = themesOf(options)
  const store = createScreenStore(firstState(session.view.watch[0]?.symbol ?? null, session.view.strategy?.timeframe))
  let terminal: Terminal | null = null
  const screen = createScreen({
    session,
    store,
    present: options.present ?? (async (_, value) => readable(value).join('\n')),
    size: () => terminal!.size(),
    nextTheme: () => themes.next(),
    repaint: () => redraw(),
    suspend: () => terminal?.suspend(),
    leave,
  })
  const picture = new Picture(screen)
  const clock = createPaintClock(() => terminal === null || picture.paint(terminal, themes.current()))
  const redraw = () => {
    picture.forget()
    clock.now()
  }
  const release = holdErrors((line) => line.trim() !== '' && screen.toast('note', line))
  try {
    terminal = await openTerminal({
      chord: (chord) => press(screen, chord),
      paste: (text) => paste(screen, text),
      redraw,
      drain: clock.drained,
      signal: () => leave(CANCELED),
      crash: fail,
    })
    const stops = [store.subscribe(clock.now), session.onChange(clock.touch), clock.start(fail)]
    hear(session, screen, fail)
    try {
      return await promise
    } finally {
      for (const stop of stops) stop()
      screen.close()
    }
  } finally {
    await terminal?.close()
    release()
  }
}

/** What waits for a person is told. So is the end of a tape, and the screen stays; what breaks a session ends the screen too. */
function hear(session: LiveSession, screen: Screen, fail: (thrown: unknown) => void): void {
  const listen = async () => {
    for await (const event of session.events({ tape: false })) tellWaiting(screen, event)
  }
  listen().then(() => screen.toast('note', 'the session is over; q leaves'), fail)
}

function themesOf({ theme, ascii, color }: DashboardOptions): { current(): Theme; next(): string } {
  let name = theme
  let made = makeTheme({ theme, ascii, color })
  return {
    current: () => made,
    next() {
      name = THEMES[(THEMES.indexOf(name) + 1) % THEMES.length]
      made = makeTheme({ theme: name, ascii, color })
      return color ? name : `${name} (without colour all look alike)`
    },
  }
}
