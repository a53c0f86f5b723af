import { pathToFileURL } from 'node:url'
import { OpenbellError } from '../core/errors.ts'
import { withoutVersion } from './hook.ts'

/** Why a user's file could not be loaded: its own message, the line where there is one, and what to do. */
export function importFault(file: string, thrown: unknown): OpenbellError {
  const { message, code, hint, stack } = read(thrown)
  const line = lineOf(file, stack)
  const said = withoutVersion(message).replaceAll('file://', '')
  return new OpenbellError('usage', `${file}${line === null ? '' : `:${line}`}: ${said}`, hint ?? hintFor(code, said), thrown)
}

interface Fault {
  message: string
  code: string | null
  hint: string | null
  stack: string
}

/** Read by shape: the error may come from another copy of openbell. */
function read(thrown: unknown): Fault {
  if (typeof thrown !== 'object' || thrown === null) return { message: String(thrown), code: null, hint: null, stack: '' }
  const { message, code, hint, stack } = thrown as Record<string, unknown>
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  return { message: firstLine(text(message) ?? String(thrown)), code: text(code), hint: text(hint), stack: text(stack) ?? '' }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]
}

/** The first line of the stack that lies in the file; a syntax error names it on top. */
export function lineOf(file: string, stack: string): number | null {
  const places = [pathToFileURL(file).href, file].map((one) => one.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const found = stack.match(new RegExp(`(?:${places.join('|')})(?:\\?openbell=\\w+)?:(\\d+)`))
  return found ? Number(found[1]) : null
}

function hintFor(code: string | null, message: string): string {
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')
    return 'Node only strips types: write it without enum, namespace and parameter properties'
  if (code === 'ERR_MODULE_NOT_FOUND' && /package/.test(message)) return 'npm install it beside the file, or do without'
  if (code === 'ERR_MODULE_NOT_FOUND') return "a relative import needs its ending: './helper.ts'"
  if (/does not provide an export/.test(message)) return 'openbell strategies new my-idea shows what a strategy may import'
  return 'openbell strategies new my-idea writes one that works'
}
