import base from '@jitl/quickjs-wasmfile-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSSyncVariant,
} from 'quickjs-emscripten-core'
import type { Library } from './library.ts'
import { type ChildAnswer, type ChildTask, FIRST_PAGES, MOST_MEMORY, MOST_PAGES } from './messages.ts'

/** Bytes of the engine's stack: as much as the stack of its host carries (see `launch.ts`). */
const STACK = 256 * 1024

/** A run that was stopped may still say what it had said, for so long. */
const LAST_WORDS_MS = 100

/** What surrounds result, console and charts, an error among it. */
const ENVELOPE = 2048

/** Name under which the user's code runs; its lines are counted in stacks by it. */
const CODE_FILE = 'code.js'

/** Its types tell of the package's other module format. */
const VARIANT = base as unknown as QuickJSSyncVariant

interface Memory {
  readonly buffer: ArrayBuffer
}
declare const WebAssembly: { Memory: new (pages: { initial: number; maximum: number }) => Memory }

type Fault = NonNullable<ChildAnswer['error']>

/** Runs one task; the answer as JSON. */
export type Run = (task: ChildTask, columns: Uint8Array<ArrayBuffer>[]) => string

/**
 * QuickJS in a WebAssembly memory that cannot grow beyond its cap (its own limit bounds single allocations only), with the library loaded and no way
 * to load more. Nothing of the host is put into it, no function and no object: it is given text and bytes, and answers text. `now` counts
 * milliseconds.
 */
export async function engine(library: Library, now: () => number): Promise<Run> {
  const wasmMemory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MOST_PAGES })
  const module = await newQuickJSWASMModuleFromVariant(newVariant(VARIANT, { wasmMemory }))
  const runtime = module.newRuntime()
  runtime.setMemoryLimit(MOST_MEMORY)
  runtime.setMaxStackSize(STACK)
  const context = runtime.newContext()
  runtime.setModuleLoader((name) => library.modules[name] ?? { error: new Error(`there is no module ${name}`) })
  const inside = context.unwrapResult(context.evalCode(`export * from '${library.entry}'`, 'library.js', { type: 'module' }))
  runtime.removeModuleLoader()
  return (task, columns) => performed({ runtime, context, inside, memory: wasmMemory, now }, task, columns)
}

interface Machine {
  runtime: QuickJSRuntime
  context: QuickJSContext
  inside: QuickJSHandle
  memory: Memory
  now: () => number
}

function performed(machine: Machine, task: ChildTask, columns: Uint8Array<ArrayBuffer>[]): string {
  const until = machine.now() + task.timeoutMs
  let stopped = false
  machine.runtime.setInterruptHandler(() => {
    stopped = stopped || machine.now() > until
    return stopped
  })
  try {
    const done = attempted(machine, task, columns)
    if (!done.error) return checked(machine.context.getString(done.value), task)
    return lastWords(machine, stopped ? timeout(task) : UNTOLD)
  } catch (thrown) {
    return lastWords(machine, stopped ? timeout(task) : broken(machine, thrown))
  }
}

function attempted(machine: Machine, task: ChildTask, columns: Uint8Array<ArrayBuffer>[]) {
  const { context } = machine
  const buffers = columns.map((bytes) => context.newArrayBuffer(bytes.buffer))
  context.unwrapResult(call(machine, 'prepare', context.newString(task.prepare), ...buffers)).dispose()
  const compiled = context.evalCode(`(function (df) {${task.code}\n})`, CODE_FILE)
  return compiled.error ? call(machine, 'refused', compiled.error) : call(machine, 'run', compiled.value)
}

function call({ context, inside }: Machine, name: string, ...given: QuickJSHandle[]) {
  return context.callFunction(context.getProp(inside, name), context.undefined, ...given)
}

/** The characters were counted where they were made; what counts in the end is bytes. */
function checked(answer: string, { mostBytes }: ChildTask): string {
  const bytes = Buffer.byteLength(answer)
  if (bytes <= mostBytes + ENVELOPE) return answer
  return alone({
    kind: 'output',
    message: `the result is ${bytes} bytes long, and ${mostBytes} are the most: return less`,
    line: null,
  })
}

/** The fault with console and charts of the run, if they can still be had. */
function lastWords(machine: Machine, fault: Fault): string {
  const until = machine.now() + LAST_WORDS_MS
  machine.runtime.setInterruptHandler(() => machine.now() > until)
  try {
    const { context } = machine
    return context.getString(context.unwrapResult(call(machine, 'stopped', context.newString(JSON.stringify(fault)))))
  } catch {
    return alone(fault)
  }
}

function alone(error: Fault): string {
  return JSON.stringify({ result: null, console: [], charts: [], error } satisfies ChildAnswer)
}

/** An error that fails when it is looked at. */
const UNTOLD: Fault = { kind: 'runtime', message: 'the code threw something that cannot be told', line: null }

/** Without a line: where the engine looks at the clock is not where the time went. */
function timeout({ timeoutMs }: ChildTask): Fault {
  return { kind: 'timeout', message: `the code ran longer than ${timeoutMs} ms and was stopped`, line: null }
}

/** The engine itself gave up: at the cap of its memory, or at the end of its stack. */
function broken({ memory }: Machine, thrown: unknown): Fault {
  if (thrown instanceof RangeError)
    return { kind: 'runtime', message: 'the code is nested, or calls itself, too deep', line: null }
  const full = memory.buffer.byteLength > MOST_MEMORY / 2
  if (full)
    return { kind: 'memory', message: `the code needs more memory than it may have (${MOST_MEMORY >> 20} MB)`, line: null }
  return { kind: 'runtime', message: 'the code broke the engine that ran it', line: null }
}
