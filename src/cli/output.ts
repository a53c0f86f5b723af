import type { Chalk, ChalkInstance } from 'chalk'
import { consequences, OpenbellError } from '../core/errors.ts'
import { plainJson, plainText, plainValue } from './plain-text.ts'
import type { View } from './views/view.ts'

/** How this run talks to the person: what stdout and stderr may carry. */
export interface Manners {
  json: boolean
  quiet: boolean
  color: boolean
  debug: boolean
  dryRun: boolean
}

/** Prints one answer: exactly the output as JSON, or the operation's view of it, whose next commands repeat the flags `typed`. */
export async function printAnswer(operation: string, value: unknown, manners: Manners, typed: string): Promise<void> {
  if (manners.json) return write(`${plainJson(value)}\n`)
  const text = await answerText(operation, value, manners, { typed, width: process.stdout.columns ?? 100 })
  await write(text.endsWith('\n') ? text : `${text}\n`)
}

/** The operation's view of an answer, so many columns wide. */
export async function answerText(
  operation: string,
  value: unknown,
  manners: Manners,
  { typed, width }: { typed: string; width: number },
): Promise<string> {
  const { view } = (await import(`./views/${operation.replaceAll('.', '-')}.js`)) as { view: View<unknown> }
  const paint = await painter(manners)
  const terminal = process.stdout.isTTY === true
  return view(plainValue(value), { width, paint, terminal, ascii: isPlain(process.env), typed, dryRun: manners.dryRun })
}

/** True where blocks and braille would not be seen: a console without such a font, or a locale of another character set. */
export function isPlain({ TERM, LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  if (TERM === 'dumb' || TERM === 'linux') return true
  const locale = LC_ALL || LC_CTYPE || LANG || 'UTF-8'
  return !/utf-?8/i.test(locale)
}

/** Reports an error on stderr: one line, or one line of JSON. Returns the exit code. */
export function printError(error: OpenbellError, manners: Manners): number {
  if (manners.json) process.stderr.write(`${plainJson({ error: error.toJSON() })}\n`)
  else process.stderr.write(`${error.kind}: ${oneLine(error.message)}${error.hint ? ` (${oneLine(error.hint)})` : ''}\n`)
  const wantsStack = manners.debug || error.kind === 'internal'
  if (wantsStack && !manners.json) process.stderr.write(`${((error.cause as Error | undefined) ?? error).stack}\n`)
  return consequences[error.kind].exit
}

/** Writes to stdout and waits until it is taken; a reader that went away (`| head`) is no error. */
export async function write(text: string): Promise<void> {
  await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()))
}

async function painter(manners: Manners): Promise<ChalkInstance> {
  const chalk = await import('chalk')
  const make = chalk.Chalk as typeof Chalk
  const off = !manners.color || process.env.NO_COLOR || !process.stdout.isTTY
  return off ? new make({ level: 0 }) : chalk.default
}

function oneLine(text: string): string {
  return plainText(text.replaceAll(/\s*\n\s*/g, ' '))
}

export { OpenbellError }
