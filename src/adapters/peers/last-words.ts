import { cleanLine, cleanText, withoutSecrets } from './clean.ts'

/** Of what a program writes beside the protocol so much is kept from its begin, where a fault is named, and from its end. */
const MOST_BEGIN = 16_000
const MOST_END = 4_000
/** What is said of it. */
const MOST_SAID = 200
/** No line is looked at further than this. */
const MOST_LINE = 2_000

/** Where in the code it was, the code itself, pointers into it, and what a runtime or a package manager writes around a fault. */
const AROUND_IT = [
  /^at /,
  /^File "/,
  /^Traceback \(/,
  /^throw\b/,
  /^raise\b/,
  /^(node|file):\S*:\d+$/,
  /^\/\S+:\d+$/,
  /^\(Use `node --trace/,
  /^\(node:\d+\)/,
  /^npm (error|ERR!|warn|WARN|notice)( code| errno| syscall| path| dest| A complete log| Unknown|$)/,
  /^(code|errno|syscall|path|requireStack|url): /,
  /^[\W\d_]*$/,
]
/** Who ran it, in its last line. */
const BANNER = /^(Node\.js|Deno|Bun|Python|ruby)\b[^:]*\d+\.\d+/i
/** `Error: ...`, `ValueError: ...`, `npm error 404 ...`, `error[E1]: ...`, `fatal: ...`. */
const NAMED_FAULT = /^((\S+ )?(Uncaught )?[\w.]*(Error|Exception)\b.*:|npm (error|ERR!)|(error|fatal|panic)\b)/i
const FAULT = /\b(error|not found|cannot|can't|could not|couldn't|unable to|no such file|failed|denied|refused|missing)\b/i

/** What a program wrote beside the protocol, bounded: its first words and its last. */
export class LastWords {
  #begin = ''
  #end = ''

  take(text: string): void {
    const room = MOST_BEGIN - this.#begin.length
    this.#begin += text.slice(0, room)
    this.#end = (this.#end + text.slice(room)).slice(-MOST_END)
  }

  /** The line that tells why it cannot go on, in one line of our own; null when it wrote nothing. */
  told(secrets: readonly string[]): { text: string; isFault: boolean } | null {
    // A line of which a part was let go could hold the rest of a secret.
    const lines = this.#end.length < MOST_END ? [this.#begin + this.#end] : [whole(this.#begin, -1), whole(this.#end, 1)]
    return tellingLine(lines.join('\n'), secrets)
  }
}

function whole(text: string, which: 1 | -1): string {
  const lines = text.split('\n')
  return (which === 1 ? lines.slice(1) : lines.slice(0, -1)).join('\n')
}

/**
 * Of many lines the first that names a fault, else the first with a word of one, else the last that is not the banner of a runtime. One
 * line, bounded, with nothing in it that the program was told in confidence.
 */
export function tellingLine(text: string, secrets: readonly string[]): { text: string; isFault: boolean } | null {
  const lines = cleanText(withoutSecrets(text, secrets), MOST_BEGIN + MOST_END)
    .split('\n')
    .map((line) => cleanLine(line.replaceAll(/\[\d[\d;]*m/g, ''), MOST_LINE))
    .filter((line) => line !== '')
  const said = lines.filter((line) => !BANNER.test(line) && !AROUND_IT.some((one) => one.test(line)))
  const fault = said.find((line) => NAMED_FAULT.test(line)) ?? said.find((line) => FAULT.test(line))
  const line = fault ?? said.at(-1) ?? lines.at(-1)
  if (line === undefined) return null
  return { text: withoutSecrets(line, secrets).slice(0, MOST_SAID), isFault: fault !== undefined }
}
