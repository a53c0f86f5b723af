import type { FrameColumn, FrameSource } from './column-table.ts'
import { type Fault, faultOf } from './fault.ts'
import { Frame } from './frame.ts'
import { view } from './frame-view.ts'
import * as helpers from './helpers/index.ts'
import { Said } from './said.ts'
import { fixWorld, settleWorld } from './world.ts'
import { Writer } from './writer.ts'

/** What a run is given as JSON; the numbers of the columns come beside it, in their order. */
export interface Task {
  seed: number
  mostCharacters: number
  /** Null = no dataset. */
  from: (FrameSource & { asOf: number }) | null
  /** Of a column of words: its distinct words; the numbers are places among them. */
  columns: { name: string; type: FrameColumn['type']; words: string[] | null }[]
}

const { parse, stringify } = JSON

let said = new Said(0)
let most = 0
let df: Frame = view(new Frame([], { name: 'none', timeframe: null, source: '', feed: null }))

/** Makes the globals and the frame; before any code of the user's. */
export function prepare(json: string, ...buffers: ArrayBuffer[]): void {
  const task = parse(json) as Task
  most = task.mostCharacters
  said = new Said(most)
  const columns = task.columns.map((column, at): FrameColumn => ({ ...column, values: valuesOf(column.words, buffers[at]) }))
  if (task.from) df = view(new Frame(columns, task.from, view))
  settleWorld(task.seed, task.from?.asOf ?? null)
  for (const [name, value] of Object.entries({ ...helpers, console: consoleOf(), chart: (one: unknown) => said.chart(one) }))
    Object.defineProperty(globalThis, name, { value })
  fixWorld([Frame.prototype])
}

function valuesOf(words: string[] | null, buffer: ArrayBuffer): Float64Array | string[] {
  return words === null ? new Float64Array(buffer) : Array.from(new Uint32Array(buffer), (place) => words[place])
}

function consoleOf(): object {
  const at =
    (level: 'log' | 'warn' | 'error') =>
    (...values: unknown[]) =>
      said.line(level, values)
  return { log: at('log'), info: at('log'), debug: at('log'), table: at('log'), warn: at('warn'), error: at('error') }
}

/** Runs the user's function over the frame: its answer as JSON text, or what went wrong. */
export function run(code: (df: Frame) => unknown): string {
  let result = 'null'
  let error: Fault | null = null
  try {
    const value = code(df)
    if (said.overflow) throw said.overflow
    result = new Writer(most - said.size).write(value)
  } catch (thrown) {
    error = faultOf(thrown)
  }
  return answer(result, error)
}

/** What was said up to now, for code that was stopped. */
export function stopped(error: string): string {
  return answer('null', parse(error))
}

/** Words of an error that the engine found before it ran anything. */
export function refused(thrown: unknown): string {
  const fault = faultOf(thrown)
  return answer('null', fault.kind === 'runtime' ? { ...fault, kind: 'syntax' } : fault)
}

/** Written by hand: what is in prototypes by now does not change it. */
function answer(result: string, error: Fault | null): string {
  const fault = error && `{"kind":"${error.kind}","message":${stringify(error.message)},"line":${error.line}}`
  return `{"result":${result},"console":[${said.console.join(',')}],"charts":[${said.charts.join(',')}],"error":${fault}}`
}
