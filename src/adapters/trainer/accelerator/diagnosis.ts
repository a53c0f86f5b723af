import { OpenbellError } from '../../../core/errors.ts'
import { ACCELERATOR } from './place.ts'

/** How the accelerator's process came to nothing. */
export type Failure =
  | { kind: 'no-gpu' }
  | { kind: 'failed'; message: string }
  | { kind: 'ended'; code: number | null; signal: string | null }
  | { kind: 'silent'; limitMs: number }
  | { kind: 'not-started'; message: string }

/** What it was at: loading the library, or working for a job. */
export type Phase = 'loading' | 'training'

export const INSTALL = `openbell forecast backend install ${ACCELERATOR}`
const WITHOUT = 'openbell forecast SYMBOL --backend wasm'
const NEEDS = 'it needs CUDA 11.2 and cuDNN 8.1'

/** Messages of the library, of the loader and of Node, and what is missing by each: the first that fits is told. */
const CAUSES: { pattern: RegExp; says(found: string[]): string; hint: string }[] = [
  {
    pattern: /Cannot find module '([^']+)'/,
    says: ([, name]) => `the package '${name}' is missing from its folder`,
    hint: INSTALL,
  },
  {
    pattern: /tfjs_binding\.node\)? can ?not be found|Cannot open .*tfjs_binding\.node/,
    says: () => 'its native part (tfjs_binding.node) is missing: the install was cut short, or its script was not allowed to run',
    hint: INSTALL,
  },
  {
    pattern: /(libtensorflow[\w.-]*|tensorflow\.dll): cannot open shared object file/,
    says: ([, name]) => `${name} is missing from its folder`,
    hint: INSTALL,
  },
  {
    pattern: /([\w.+-]+\.so[\w.]*): cannot open shared object file/,
    says: ([, name]) => `${name} is missing on this machine (${NEEDS})`,
    hint: WITHOUT,
  },
  {
    pattern: /version [`']((?:GLIBC|GLIBCXX|CXXABI)_[\d.]+)' not found/,
    says: ([, name]) => `${name} is missing: the C library of this machine is too old`,
    hint: WITHOUT,
  },
  {
    pattern: /The specified module could not be found/,
    says: () => `a DLL that it needs is missing on this machine (${NEEDS})`,
    hint: WITHOUT,
  },
  {
    pattern: /NODE_MODULE_VERSION|different Node\.js version|did not self-register/,
    says: () => `its native part was built for another Node than this one (${process.version})`,
    hint: INSTALL,
  },
  {
    pattern: /invalid ELF header|wrong ELF class|not a valid Win32 application|Exec format error|incompatible architecture/,
    says: () => `its native part was built for another machine than this one (${process.platform}-${process.arch})`,
    hint: INSTALL,
  },
  {
    pattern: /file too short|truncated|undefined symbol|lazy symbol binding failed|specified procedure could not be found/,
    says: () => 'its native part is damaged, or is not of this version',
    hint: INSTALL,
  },
  {
    pattern: /(?:^|\W)OOM\W|RESOURCE_EXHAUSTED|CUDA_ERROR_OUT_OF_MEMORY|failed to allocate|out of memory/i,
    says: () => 'the memory of the GPU is too small, or in use by others',
    hint: WITHOUT,
  },
]

/** A library that the loader of TensorFlow looked for in vain, told on stderr before it goes on without a GPU. */
const NOT_LOADED = /Could not load dynamic library '([^']+)'/g

/** One line that says why the accelerator does not run, and what to type. `noise` is the end of what it wrote on stderr. */
export function explain(failure: Failure, phase: Phase, noise: string): OpenbellError {
  const told = causeOf(failure, phase, noise)
  return new OpenbellError('unavailable', `${ACCELERATOR}: ${told.text}`, told.hint)
}

function causeOf(failure: Failure, phase: Phase, noise: string): { text: string; hint: string } {
  if (failure.kind === 'no-gpu') return { text: `no GPU was found: it would run on the CPU${notLoaded(noise)}`, hint: WITHOUT }
  const known =
    knownCause(failure.kind === 'failed' || failure.kind === 'not-started' ? failure.message : '') ?? knownCause(noise)
  if (failure.kind === 'silent') {
    const what = phase === 'loading' ? 'it did not start' : 'it said nothing while training'
    return { text: `${what} within ${failure.limitMs / 1000} s and was ended`, hint: WITHOUT }
  }
  if (known) return known
  if (failure.kind === 'failed') return { text: firstLine(failure.message), hint: WITHOUT }
  if (failure.kind === 'not-started')
    return { text: `its process cannot be started: ${firstLine(failure.message)}`, hint: WITHOUT }
  const how = failure.signal ?? `code ${failure.code}`
  const last = lastLine(noise)
  const because = last === '' ? '' : `: ${last}`
  return { text: `its process ended with ${how} while ${phase}${because}`, hint: WITHOUT }
}

function knownCause(text: string): { text: string; hint: string } | null {
  for (const { pattern, says, hint } of CAUSES) {
    const found = pattern.exec(text)
    if (found) return { text: says([...found]), hint }
  }
  return null
}

function notLoaded(noise: string): string {
  const names = [...new Set([...noise.matchAll(NOT_LOADED)].map(([, name]) => name))]
  return names.length === 0 ? '' : ` (${names.join(', ')} missing: ${NEEDS})`
}

const MOST_CHARACTERS = 200

function firstLine(text: string): string {
  const line = text.split('\n').find((one) => one.trim() !== '') ?? 'it failed without a word'
  return line.trim().slice(0, MOST_CHARACTERS)
}

/** What a process tells that ends well too: notes and warnings of TensorFlow, and frames of Node's own trace of a crash. */
const NO_REASON = /(?:^|\s)[IW] tensorflow\/|^\s*(?:#|\d+: |at )|^-{3,}|^\s*$|^Aborted|^Node\.js v/

/** The last line that may be a reason. */
function lastLine(text: string): string {
  const line = text.split('\n').findLast((one) => !NO_REASON.test(one)) ?? ''
  return line.trim().slice(0, MOST_CHARACTERS)
}
