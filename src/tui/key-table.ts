import { changeTimeframe, crosshair, toggleLine, zoom } from './actions/chart.ts'
import { complete, enterCommand, leaveCommand, openCommand, recall, scrollAnswer } from './actions/command.ts'
import { closeOverlay, openHelp, scrollHelp } from './actions/help.ts'
import { askCancel, askFlatten, cannotCancel, cannotFlatten } from './actions/orders.ts'
import { enterPrompt, leavePrompt } from './actions/prompt.ts'
import { accept, refuse } from './actions/question.ts'
import { askQuit, interrupt } from './actions/quit.ts'
import { askTime, cannotSeek, cannotSetSpeed, changeSpeed, togglePlay } from './actions/replay.ts'
import type { Screen } from './actions/screen.ts'
import { focusNext, focusPane, move, type Step } from './actions/selection.ts'
import { cannotTrade, leaveTicket, moveField, openTicket } from './actions/ticket.ts'
import { enterTicket } from './actions/ticket-send.ts'
import { back, nextTheme, togglePause, toggleZoom } from './actions/view.ts'
import { askFilter, askSymbol, cannotDrop, drop } from './actions/watch.ts'
import type { Chord } from './chord.ts'
import type { HelpOverlay, Overlay, Pane } from './state.ts'

/** Where keys go: to what lies over the panes, else to the panes; `always`: before both. */
export type Mode = Overlay['kind'] | 'panes' | 'always'

const GROUPS = ['Screen', 'Move', 'Chart', 'Watchlist', 'Orders', 'Replay', 'Here'] as const

/** One row of the key table: the dispatcher, the key bar and the help read it. */
export interface Binding {
  mode: Mode
  keys: readonly string[]
  /** As the key bar and the help show the keys. */
  shown: string
  /** One or two words for the key bar; null = the help alone has it. */
  hint: string | null
  help: string
  group: (typeof GROUPS)[number]
  /** Why it does nothing now; null = it does. */
  disabled?(screen: Screen): string | null
  run(screen: Screen, chord: Chord): void
}

type Row = [keys: string, hint: string | null, help: string, run: Binding['run'], disabled?: Binding['disabled']]

/** `keys`: names with blanks between, which are shown so too. */
function rows(mode: Mode, group: Binding['group'], all: readonly Row[]): Binding[] {
  return all.map(([keys, hint, help, run, disabled]) => ({
    mode,
    group,
    keys: keys.split(' ').map((key) => (key === 'Esc' ? 'Escape' : key)),
    shown: keys,
    hint,
    help,
    run,
    disabled,
  }))
}

/** Same keys as others: they work, and the table shows them with those. */
function alias(bindings: Binding[], shown: string): Binding[] {
  return bindings.map((one, i) => ({ ...one, shown: i === 0 ? shown : '' }))
}

const moves = (keys: string, step: Step): Row => [keys, null, '', (screen) => move(screen, step)]

const PANES: Binding[] = [
  ...rows('panes', 'Screen', [
    ['?', 'help', 'This help', (screen) => openHelp(screen, helpGroups(screen))],
    ['q', 'quit', 'Quit; asks if need be', askQuit],
    ['Esc', null, 'Back, one step', back],
    ['Tab', 'pane', 'Next pane', (screen) => focusNext(screen, 1)],
  ]),
  { ...rows('panes', 'Screen', [['Shift+Tab', null, '', (screen) => focusNext(screen, -1)]])[0], shown: '' },
  {
    ...rows('panes', 'Screen', [
      ['1 2 3 4 5', null, 'Pane by its digit', (s, { name }) => focusPane(s, Number(name) as Pane)],
    ])[0],
    shown: '1-5',
  },
  ...rows('panes', 'Screen', [
    ['z', 'zoom', 'One pane, or all', toggleZoom],
    ['p', 'pause', 'Pause the view', togglePause],
    ['t', null, 'Next theme', nextTheme],
    [':', 'command', 'Run any operation', openCommand],
    ['Ctrl+Z', null, 'To the shell; fg returns', (screen) => screen.suspend()],
  ]),
  ...alias(rows('panes', 'Move', [['j Down', 'select', 'Symbol, order or line', (s) => move(s, 'next')]]), 'j k'),
  ...alias(rows('panes', 'Move', [moves('k Up', 'previous')]), ''),
  ...alias(
    rows('panes', 'Move', [['PageDown', null, 'A page', (s) => move(s, 'page-down')], moves('PageUp', 'page-up')]),
    'PgDn PgUp',
  ),
  ...alias(rows('panes', 'Move', [['Home', null, 'First, last', (s) => move(s, 'first')], moves('End', 'last')]), 'Home End'),
  ...alias(
    rows('panes', 'Chart', [
      ['h Left', 'crosshair', 'Crosshair', (screen) => crosshair(screen, -1)],
      ['l Right', null, '', (screen) => crosshair(screen, 1)],
    ]),
    'h l',
  ),
  ...alias(
    rows('panes', 'Chart', [
      ['+ =', null, 'Fewer, more bars', (screen) => zoom(screen, true)],
      ['- _', null, '', (screen) => zoom(screen, false)],
    ]),
    '+ -',
  ),
  ...alias(
    rows('panes', 'Chart', [
      ['[', 'timeframe', 'Timeframe', (screen) => changeTimeframe(screen, -1)],
      [']', null, '', (screen) => changeTimeframe(screen, 1)],
    ]),
    '[ ]',
  ),
  ...rows('panes', 'Chart', [['c', null, 'Candles or line', toggleLine]]),
  ...rows('panes', 'Watchlist', [
    ['/', 'filter', 'Filter symbols', askFilter],
    ['a', 'add', 'Add symbols', askSymbol],
    ['d', null, 'Drop the symbol', drop, cannotDrop],
  ]),
  ...rows('panes', 'Orders', [
    ['o', 'order', 'Order ticket', (screen) => openTicket(screen), cannotTrade],
    ['x', 'cancel', 'Cancel an order', askCancel, cannotCancel],
    ['f', 'flatten', 'Flatten it, or ALL', askFlatten, cannotFlatten],
  ]),
  ...alias(rows('panes', 'Replay', [['Space', 'play', 'Pause, play', togglePlay, cannotSetSpeed]]), 'Space'),
  ...alias(
    rows('panes', 'Replay', [
      ['< ,', null, 'Slower, faster', (screen) => changeSpeed(screen, false), cannotSetSpeed],
      ['> .', null, '', (screen) => changeSpeed(screen, true), cannotSetSpeed],
    ]),
    '< >',
  ),
  ...rows('panes', 'Replay', [['g', null, 'Go to a time', askTime, cannotSeek]]),
]

const HELP: Binding[] = [
  ...rows('help', 'Here', [['Esc', 'close', 'Close', closeOverlay]]),
  ...alias(
    rows('help', 'Here', [
      ['j Down', 'scroll', 'Scroll', (screen) => scrollHelp(screen, 1)],
      ['k Up', null, '', (screen) => scrollHelp(screen, -1)],
    ]),
    'j k',
  ),
  ...alias(
    rows('help', 'Here', [
      ['PageDown Space', null, '', (s) => scrollHelp(s, 10)],
      ['PageUp', null, '', (s) => scrollHelp(s, -10)],
    ]),
    '',
  ),
  ...alias(rows('help', 'Here', [['? q Enter', null, '', closeOverlay]]), ''),
]

const TICKET: Binding[] = [
  ...rows('ticket', 'Here', [
    ['Enter', 'preview, send', 'Preview, then send what is shown', enterTicket],
    ['Esc', 'leave', 'Leave the ticket', leaveTicket],
  ]),
  ...alias(
    rows('ticket', 'Here', [
      ['Tab Down', 'field', 'Next or previous field', (screen) => moveField(screen, 1)],
      ['Shift+Tab Up', null, '', (screen) => moveField(screen, -1)],
    ]),
    'Tab',
  ),
]

const CONFIRM: Binding[] = rows('confirm', 'Here', [
  ['Enter', 'yes', 'Do it', accept],
  ['Esc', 'no', 'Leave it', refuse],
])

const COMMAND: Binding[] = [
  ...rows('command', 'Here', [
    ['Enter', 'run', 'Run it', enterCommand],
    ['Tab', 'complete', 'Next suggestion', (screen) => complete(screen, 1)],
    ['Esc', 'leave', 'Leave the command line', leaveCommand],
  ]),
  ...alias(rows('command', 'Here', [['Shift+Tab', null, '', (screen) => complete(screen, -1)]]), ''),
  ...alias(
    rows('command', 'Here', [
      ['Up', 'before', 'Lines before', (screen) => recall(screen, -1)],
      ['Down', null, '', (screen) => recall(screen, 1)],
    ]),
    '↑ ↓',
  ),
  ...alias(
    rows('command', 'Here', [
      ['PageDown', 'scroll', 'Scroll the answer', (screen) => scrollAnswer(screen, 1)],
      ['PageUp', null, '', (screen) => scrollAnswer(screen, -1)],
    ]),
    'PgDn PgUp',
  ),
]

const PROMPT: Binding[] = rows('prompt', 'Here', [
  ['Enter', 'keep', 'Take it', enterPrompt],
  ['Esc', 'leave', 'Leave it', leavePrompt],
])

const ALWAYS: Binding[] = [
  ...alias(rows('always', 'Screen', [['Ctrl+C', null, 'Quit', interrupt]]), 'Ctrl+C'),
  ...alias(rows('always', 'Screen', [['Ctrl+L', null, 'Draw anew', (screen) => screen.repaint()]]), 'Ctrl+L'),
]

export const TABLE: readonly Binding[] = [...PANES, ...HELP, ...TICKET, ...CONFIRM, ...COMMAND, ...PROMPT, ...ALWAYS]

/** Every key of the panes, in groups. */
function helpGroups(screen: Screen): HelpOverlay['groups'] {
  const shown = TABLE.filter((one) => (one.mode === 'panes' || one.mode === 'always') && one.shown !== '' && one.help !== '')
  return GROUPS.map((title) => ({
    title,
    keys: shown
      .filter((one) => one.group === title)
      .map((one) => ({ key: one.shown, label: one.help, disabled: one.disabled?.(screen) ?? null })),
  })).filter((one) => one.keys.length > 0)
}
