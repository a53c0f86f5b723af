import { parseArgs } from 'node:util'
import { closest, distance } from 'fastest-levenshtein'
import { OpenbellError } from '../../core/errors.ts'
import { flagName, type OperationField, typedValue } from '../../operations/common/fields.ts'

/** Words of a line as a shell reads them: blanks part them, quotes keep them together. */
export function wordsOf(line: string): string[] {
  const word = /(?:'([^']*)'|"([^"]*)"|([^\s'"])|['"])+/g
  return [...line.matchAll(word)].map(([text]) => text.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'))
}

/**
 * Which operation the first words name (`trade buy`, `trade.buy`, `scan`), and the words after its name.
 * @throws OpenbellError usage with the nearest name
 */
export function operationOf(words: readonly string[], names: readonly string[]): { name: string; rest: string[] } {
  const said = words[0] === 'openbell' ? words.slice(1) : [...words]
  const two = said.slice(0, 2).join('.')
  if (said.length > 1 && names.includes(two)) return { name: two, rest: said.slice(2) }
  if (names.includes(said[0])) return { name: said[0], rest: said.slice(1) }
  const group = names.filter((one) => one.startsWith(`${said[0]}.`))
  if (group.length > 0) {
    const message = said.length > 1 ? `'${said.slice(0, 2).join(' ')}' is no operation` : `'${said[0]}' needs one more word`
    throw new OpenbellError('usage', message, `one of ${group.map((one) => spoken(one)).join(', ')}`)
  }
  throw new OpenbellError('usage', `'${said[0] ?? ''}' is no operation`, nearest(said, names.map(spoken)))
}

/** A name that is a slip of the finger away from the first words; what is further away is no suggestion. */
function nearest(said: readonly string[], names: readonly string[]): string {
  const near = [said.slice(0, 2).join(' '), said[0] ?? ''].map((typed) => {
    const name = closest(typed, names)
    return { name, slips: distance(typed, name) }
  })
  const [best] = near.sort((a, b) => a.slips - b.slips)
  return best.slips <= Math.max(2, best.name.length / 3) ? `did you mean ${best.name}?` : 'Tab completes names'
}

/** `trade.buy` -> `trade buy`. */
export function spoken(name: string): string {
  return name.replaceAll('.', ' ')
}

/** What the words after the name give an operation, and whether the answer is wanted as JSON. */
export interface TypedInput {
  input: Record<string, unknown>
  json: boolean
}

/** Flags of the command line that mean the same here; the others belong to the session. */
const OWN_FLAGS: OperationField[] = ['yes', 'json'].map((name) => ({ name, type: 'boolean', required: false, description: '' }))

/**
 * Reads words as the command line does: arguments in their order, flags by name, `--yes` as `--execute`.
 * @throws OpenbellError usage for a flag that is none of the operation's, with the nearest one
 */
export function inputOf(
  words: readonly string[],
  { arguments: args, flags }: { arguments: readonly OperationField[]; flags: readonly OperationField[] },
): TypedInput {
  const { values, positionals } = parsed(words, [
    ...flags,
    ...OWN_FLAGS.filter((own) => flags.every((one) => one.name !== own.name)),
  ])
  const input: Record<string, unknown> = {}
  for (const field of flags) {
    const value = values[flagName(field.name)]
    if (value !== undefined) input[field.name] = typedValue(field, value)
  }
  placeArguments(input, args, positionals)
  if (values.yes === true && flags.some((one) => one.name === 'execute')) input.execute = true
  return { input, json: values.json === true }
}

function parsed(words: readonly string[], flags: readonly OperationField[]) {
  const options = Object.fromEntries(
    flags.map((field) => [
      flagName(field.name),
      { type: field.type === 'boolean' ? ('boolean' as const) : ('string' as const), multiple: field.type === 'array' },
    ]),
  )
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: true, allowNegative: true })
  } catch (thrown) {
    throw explained(thrown as Error & { code?: string }, Object.keys(options))
  }
}

function explained(thrown: Error & { code?: string }, flags: string[]): OpenbellError {
  const [first] = thrown.message.split('. ')
  if (thrown.code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return new OpenbellError('usage', first, null, thrown)
  const flag = /'--?([^'=]+)'/.exec(thrown.message)?.[1] ?? ''
  const near = flags.length > 0 ? `did you mean --${closest(flag, flags)}?` : 'it takes no flags'
  return new OpenbellError('usage', `unknown flag --${flag}; what the session was started with holds here`, near, thrown)
}

function placeArguments(input: Record<string, unknown>, args: readonly OperationField[], positionals: readonly string[]): void {
  let at = 0
  for (const [i, field] of args.entries()) {
    const after = args.length - i - 1
    const end = field.type === 'array' ? Math.max(at, positionals.length - after) : at + 1
    const mine = positionals.slice(at, end)
    at = end
    if (mine.length > 0) input[field.name] = typedValue(field, field.type === 'array' ? mine : mine[0])
  }
  if (positionals.length <= at) return
  const joined = positionals.slice(Math.max(0, at - 1)).join(' ')
  const hint = /[<>=()]/.test(joined) ? `what belongs together takes quotes: '${joined}'` : null
  throw new OpenbellError('usage', `'${positionals[at]}' is one word too many`, hint)
}
