import { flagName, type OperationField } from '../../operations/common/fields.ts'
import { spoken } from './command-line.ts'

export interface Known {
  names: readonly string[]
  /** Arguments and flags of the operation that the line names already; null before that. */
  fields: { name: string; arguments: readonly OperationField[]; flags: readonly OperationField[] } | null
  symbols: readonly string[]
}

/** Whole lines that the line may become, best first: names of operations, then flags, their choices, and watched symbols. */
export function completions(line: string, { names, fields, symbols }: Known): string[] {
  const head = line.slice(0, line.length - lastWord(line).length)
  if (!fields) return linesOfNames(line, names)
  const options = wordsAfter(head, lastWord(line), fields, symbols)
  return options.filter((one) => one.toLowerCase().startsWith(lastWord(line).toLowerCase())).map((one) => `${head}${one} `)
}

/** The operation whose name the line holds whole, a blank behind it; the longer name wins. */
export function namedOperation(line: string, names: readonly string[]): string | null {
  const found = names.filter((name) => line.startsWith(`${spoken(name)} `) || line.startsWith(`${name} `))
  return found.sort((a, b) => b.length - a.length)[0] ?? null
}

function linesOfNames(line: string, names: readonly string[]): string[] {
  const said = line.trimStart().replaceAll(/\s+/g, ' ')
  return names
    .map(spoken)
    .filter((name) => name.startsWith(said) && name !== said)
    .map((name) => `${name} `)
}

function lastWord(line: string): string {
  return /\S*$/.exec(line)?.[0] ?? ''
}

function wordsAfter(
  head: string,
  word: string,
  fields: NonNullable<Known['fields']>,
  symbols: readonly string[],
): readonly string[] {
  const before = /--([\w-]+)\s+$/.exec(head)?.[1]
  const flag = fields.flags.find((one) => flagName(one.name) === before)
  if (flag && flag.type !== 'boolean') return flag.choices ?? []
  if (word.startsWith('-')) return fields.flags.map((one) => `--${flagName(one.name)}`)
  const given = head
    .slice(fields.name.length)
    .split(/\s+/)
    .filter((one) => one !== '' && !one.startsWith('-'))
  const argument = fields.arguments[Math.min(given.length, fields.arguments.length - 1)]
  if (!argument) return []
  return argument.choices ?? (/^symbols?$/.test(argument.name) ? symbols.filter((one) => !given.includes(one)) : [])
}
