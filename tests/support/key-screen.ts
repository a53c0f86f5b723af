import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { createSimulatedBroker } from '../../src/adapters/simulated/broker.ts'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import type { BrokerWish, Context } from '../../src/operations/context.ts'
import { z } from '../../src/operations/operation.ts'
import { openOwnSession } from '../../src/operations/stream/own-session.ts'
import type { LiveSession } from '../../src/operations/stream/session.ts'
import type { SessionView } from '../../src/operations/stream/view.ts'
import { sessionInput } from '../../src/operations/stream/wanted.ts'
import { readable } from '../../src/tui/actions/readable.ts'
import type { Screen } from '../../src/tui/actions/screen.ts'
import { paste, press } from '../../src/tui/keys.ts'
import { createScreen } from '../../src/tui/running-screen.ts'
import { createScreenStore, firstState } from '../../src/tui/screen-store.ts'
import type { Overlay, ScreenSize, ScreenState } from '../../src/tui/state.ts'
import { createTestContext } from './context.ts'

/** A real session on a Friday morning of the simulated market, ten market seconds in a real one, with an account of its own. */
export async function openTestSession(
  symbols = ['SIMALL', 'SIMTEC', 'SIMFIN'],
): Promise<{ session: LiveSession; context: Context; close(): Promise<void> }> {
  const clock = createSystemClock()
  const source = createSimulatedSource({ seed: 1, clock })
  const flags = { source: 'simulated', broker: 'simulated' }
  const test = createTestContext({ sources: { simulated: source }, flags })
  const broker = async ({ now = () => source.now(), follows, account = 'main' }: BrokerWish = {}) =>
    createSimulatedBroker({ account, store: test.store, source, clock, cash: 100_000, now, follows })
  const context: Context = { ...test.context, clock, broker }
  const given = z.strictObject(sessionInput).parse({ symbols, date: '2026-03-20', speed: 10 })
  const session = await openOwnSession(context, given)
  return {
    session,
    context,
    async close() {
      await session.close()
      test.close()
    },
  }
}

/** A screen without a terminal: keys go in, its state is looked at. */
export interface KeyScreen {
  screen: Screen
  /** Exit code it was left with; null while it is open. */
  left: number | null
  state(): ScreenState
  overlay<K extends Overlay['kind']>(kind: K): Extract<Overlay, { kind: K }>
  /** Keys by their names in the key table; longer words are typed letter by letter. */
  keys(...names: string[]): void
  paste(text: string): void
}

const NAMES = /^(?:Enter|Escape|Tab|Shift\+Tab|Space|Up|Down|Left|Right|PageUp|PageDown|Home|End|Backspace|Delete|Ctrl\+.)$/

export function createKeyScreen(session: LiveSession, size: ScreenSize = { columns: 120, rows: 36 }): KeyScreen {
  const store = createScreenStore(firstState(session.view.watch[0]?.symbol ?? null))
  const themes = ['classic', 'safe']
  const keyScreen: KeyScreen = {
    screen: createScreen({
      session,
      store,
      present: async (_, value) => readable(value).join('\n'),
      size: () => size,
      nextTheme: () => {
        themes.reverse()
        return themes[0]
      },
      repaint() {},
      suspend() {},
      leave(code) {
        keyScreen.left = code
      },
    }),
    left: null,
    state: () => store.get(),
    overlay(kind) {
      const { overlay } = store.get()
      if (overlay?.kind !== kind) throw new Error(`over the panes lies ${overlay?.kind ?? 'nothing'}, not ${kind}`)
      return overlay as never
    },
    keys(...names) {
      for (const name of names) {
        if (NAMES.test(name)) press(keyScreen.screen, { name, text: name === 'Space' ? ' ' : '' })
        else for (const sign of name) press(keyScreen.screen, { name: sign, text: sign })
      }
    },
    paste: (text) => paste(keyScreen.screen, text),
  }
  return keyScreen
}

/** The same session under another label: what a live account is asked, without one. */
export function labelled(session: LiveSession, label: SessionView['label']): LiveSession {
  const view = new Proxy(session.view, { get: (of, name) => (name === 'label' ? label : Reflect.get(of, name, of)) })
  return new Proxy(session, {
    get(of, name) {
      const value = Reflect.get(of, name, of)
      return name === 'view' ? view : typeof value === 'function' ? value.bind(of) : value
    },
  })
}
