import { stripVTControlCharacters } from 'node:util'
import { asOpenbellError, type OpenbellError } from '../../core/errors.ts'
import { describeFields } from '../../operations/common/describe-fields.ts'
import type { Operation } from '../../operations/operation.ts'
import { operations } from '../../operations/registry.ts'
import type { Chord } from '../chord.ts'
import type { CommandOverlay, TextInput } from '../state.ts'
import { EMPTY, edit, typed } from '../text-input.ts'
import { askToSend, denialOf, lookAt, showsFirst } from './approval.ts'
import { historyOf, remember } from './command-history.ts'
import { inputOf, operationOf, spoken, wordsOf } from './command-line.ts'
import { completions, namedOperation } from './completion.ts'
import { question } from './question.ts'
import type { Screen } from './screen.ts'

const NAMES = Object.keys(operations)

export function openCommand(screen: Screen): void {
  const overlay: CommandOverlay = {
    kind: 'command',
    input: EMPTY,
    suggestions: [],
    chosen: null,
    busy: false,
    result: null,
    scroll: 0,
  }
  const history = historyOf(screen)
  history.at = history.lines.length
  screen.store.set({ overlay, toast: null })
}

function current({ store }: Screen): CommandOverlay | null {
  const { overlay } = store.get()
  return overlay?.kind === 'command' ? overlay : null
}

export function typeInCommand(screen: Screen, chord: Chord): void {
  const command = current(screen)
  const input = command && edit(command.input, chord)
  if (input) setInput(screen, input)
}

function setInput(screen: Screen, input: TextInput): void {
  const command = current(screen)
  if (!command) return
  screen.store.set({ overlay: { ...command, input, chosen: null } })
  suggest(screen, input.text)
}

/** Names are known at once; the flags of an operation are known once it is loaded. */
function suggest(screen: Screen, line: string) {
  const symbols = screen.session.view.watch.map((one) => one.symbol)
  const show = (fields: Parameters<typeof completions>[1]['fields']) => {
    const command = current(screen)
    if (command?.input.text !== line || command.chosen !== null) return
    const suggestions = line === '' ? [] : completions(line, { names: NAMES, fields, symbols })
    screen.store.set({ overlay: { ...command, suggestions } })
  }
  const name = namedOperation(line, NAMES)
  if (name === null) return show(null)
  operations[name]().then((operation) => show({ name: spoken(name), ...describeFields(operation) }))
}

/** Tab: the next suggestion stands in the line. */
export function complete(screen: Screen, by: 1 | -1): void {
  const command = current(screen)
  if (!command || command.suggestions.length === 0) return
  const { suggestions, chosen } = command
  const next = chosen === null ? (by > 0 ? 0 : suggestions.length - 1) : (chosen + by + suggestions.length) % suggestions.length
  screen.store.set({ overlay: { ...command, chosen: next, input: typed(suggestions[next]) } })
  // One that is the only one is taken: what may follow it is suggested.
  if (suggestions.length === 1) setInput(screen, typed(suggestions[0]))
}

/** The lines before; past the newest one the line is empty again. */
export function recall(screen: Screen, by: 1 | -1): void {
  const history = historyOf(screen)
  history.at = Math.min(history.lines.length, Math.max(0, history.at + by))
  setInput(screen, typed(history.lines[history.at] ?? ''))
}

/** Lines of the answer that PageUp and PageDown go. */
const PAGE = 10

export function scrollAnswer(screen: Screen, rows: number) {
  const command = current(screen)
  if (!command?.result) return
  const scroll = Math.min(Math.max(0, command.result.lines.length - 1), Math.max(0, command.scroll + rows * PAGE))
  screen.store.set({ overlay: { ...command, scroll } })
}

/** Enter: runs what was typed; the screen goes on meanwhile. */
export function enterCommand(screen: Screen) {
  const command = current(screen)
  const line = command?.input.text.trim() ?? ''
  if (!command || line === '') return
  if (/^(q|quit|exit)$/.test(line)) return screen.leave(0)
  if (screen.isBusy('command')) return screen.toast('note', 'the command before is still running')
  remember(screen, line)
  screen.start('command', async () => {
    try {
      const { operation, input, json } = await read(line)
      if (showsFirst(screen, operation.name, input)) return await showProposal(screen, line, operation, input, json)
      if (asksFirst(screen, operation, input)) return askLive(screen, line, operation, input, json)
      await runCommand(screen, line, operation, input, json)
    } catch (thrown) {
      failed(screen, line, thrown)
    }
  })
}

async function read(line: string): Promise<{ operation: Operation; input: Record<string, unknown>; json: boolean }> {
  const { name, rest } = operationOf(wordsOf(line), NAMES)
  const operation = await operations[name]()
  return { operation, ...inputOf(rest, describeFields(operation)) }
}

async function runCommand(
  screen: Screen,
  line: string,
  operation: Operation,
  input: Record<string, unknown>,
  json: boolean,
): Promise<void> {
  busy(screen)
  const value = await screen.session.run(operation.name, input)
  answered(screen, line, await linesOf(screen, operation, value, json), operation.fault?.(value as never) ?? null)
}

function busy(screen: Screen): void {
  const command = current(screen)
  if (command) screen.store.set({ overlay: { ...command, busy: true } })
}

async function linesOf(screen: Screen, operation: Operation, value: unknown, json: boolean): Promise<string[]> {
  const width = Math.max(20, screen.size().columns - 4)
  const text = json ? JSON.stringify(value, null, 2) : await screen.present(operation.name, value, width)
  return stripVTControlCharacters(text).trimEnd().split('\n')
}

/** What waits to be sent is shown as it would be now, on every account, and sent by the answer to that. What is denied has no answer. */
async function showProposal(
  screen: Screen,
  line: string,
  operation: Operation,
  input: Record<string, unknown>,
  json: boolean,
): Promise<void> {
  busy(screen)
  const shown = await lookAt(screen, input)
  const denial = denialOf(shown)
  if (denial) return answered(screen, line, await linesOf(screen, operation, shown, json), denial)
  // Who has gone on to something else is not asked in the middle of it.
  if (!current(screen)) return screen.toast('note', `${line}: it was left before it was shown, nothing was sent`)
  askToSend(screen, shown, (id) => runAgreed(screen, line, operation, { ...input, id, execute: true }, json))
}

/** Runs what a question was answered for; its answer stands over an empty line. */
function runAgreed(screen: Screen, line: string, operation: Operation, input: Record<string, unknown>, json: boolean): void {
  screen.start('command', async () => {
    openCommand(screen)
    try {
      await runCommand(screen, line, operation, input, json)
    } catch (thrown) {
      failed(screen, line, thrown)
    }
  })
}

/** What only takes risk away is not asked about. */
const NEVER_ASKED = new Set(['trade.cancel', 'trade.halt'])

/** LIVE orders take their symbol typed here too: no door is without the question. */
function asksFirst({ session }: Screen, { name, effect, input: { shape } }: Operation, input: Record<string, unknown>): boolean {
  if (session.view.label !== 'LIVE' || effect !== 'trade' || NEVER_ASKED.has(name)) return false
  // Without an id it only lists; with one it was shown.
  if (name === 'trade.approve') return false
  return 'execute' in shape ? input.execute === true : true
}

function askLive(screen: Screen, line: string, operation: Operation, input: Record<string, unknown>, json: boolean): void {
  const symbol = typeof input.symbol === 'string' ? input.symbol.toUpperCase() : 'LIVE'
  question(screen, { title: 'On the LIVE account', lines: [line], words: [symbol], danger: true }, () =>
    runAgreed(screen, line, operation, input, json),
  )
}

/** The answer stands over the line; where the line was left meanwhile it is told in one sentence. */
function answered(screen: Screen, line: string, lines: string[], fault: OpenbellError | null) {
  const command = current(screen)
  const all = fault ? [...lines, '', ...faultLines(fault)] : lines
  if (!command) return screen.toast(fault ? 'failure' : 'good', `${line}: ${fault ? fault.message : 'done'}`)
  screen.store.set({
    overlay: {
      ...command,
      busy: false,
      input: EMPTY,
      suggestions: [],
      chosen: null,
      result: { lines: all, failed: fault !== null },
      scroll: 0,
    },
  })
}

/** The line stays as it was typed, to be mended. */
function failed(screen: Screen, line: string, thrown: unknown) {
  const error = asOpenbellError(thrown)
  const command = current(screen)
  if (!command) return screen.toast('failure', `${line}: ${faultLines(error).join('; ')}`)
  screen.store.set({ overlay: { ...command, busy: false, result: { lines: faultLines(error), failed: true }, scroll: 0 } })
}

function faultLines({ kind, message, hint }: OpenbellError): string[] {
  return [`${kind}: ${message}`, ...(hint ? [hint] : [])]
}

export function leaveCommand(screen: Screen): void {
  const command = current(screen)
  const running = command?.busy ? { kind: 'note' as const, text: 'it goes on; its outcome will be told' } : null
  screen.store.set({ overlay: null, toast: running })
}
