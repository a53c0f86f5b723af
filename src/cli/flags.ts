import { Argument, Command, Help, Option } from 'commander'
import { flagName, typedValue } from '../operations/common/fields.ts'
import type { Manifest, ManifestField, ManifestOperation } from './manifest.ts'
import { formatRootHelp } from './root-help.ts'

/** Flags that every operation takes, before or after its name (contract.md). */
export const GLOBAL_FLAGS: { flags: string; description: string; choices?: string[] }[] = [
  { flags: '--json', description: 'print exactly the output schema as JSON' },
  { flags: '--source <name>', description: 'market data from simulated, store, yahoo, alpaca (default simulated)' },
  { flags: '--broker <name>', description: 'simulated or alpaca (default simulated)' },
  { flags: '--mode <mode>', description: 'paper or live; anything else is paper' },
  { flags: '--home <dir>', description: 'folder of database, logs and .env' },
  { flags: '--as-of <time>', description: 'use only what was known then: an ISO instant, or a date' },
  { flags: '--seed <n>', description: 'seed of the simulated market, and of whatever is drawn' },
  { flags: '--session <which>', description: 'all or regular', choices: ['all', 'regular'] },
  { flags: '--config <file>', description: 'settings file instead of ./openbell.config.json' },
  { flags: '--quiet', description: 'no notes and no progress on stderr' },
  { flags: '--no-color', description: 'no colour' },
  { flags: '--no-input', description: 'never ask; fail instead' },
  { flags: '--yes', description: 'answer yes to every question' },
  { flags: '--dry-run', description: 'say what would be done, do nothing' },
  { flags: '--debug', description: 'log to stderr too, and show stacks' },
]

/** What the person typed, split into the operation's input (still text) and the global flags. */
export interface Invocation {
  operation: ManifestOperation
  input: Record<string, unknown>
  globals: Record<string, unknown>
}

export type Invoke = (invocation: Invocation) => Promise<void>

/** Of `openbell` and of every group. */
const ROOT_HELP = { formatHelp: formatRootHelp, subcommandTerm: (one: Command) => one.name() }

/** Builds the commander tree from the manifest: no operation is loaded here. */
export function buildProgram(manifest: Manifest, invoke: Invoke): Command {
  const program = new Command('openbell').version(manifest.version, '-V, --version', 'print the version')
  program.description('A command-line trading workstation. Nothing on the screen lies to you.')
  program.usage('<operation> [symbols...] [flags]').helpCommand(false)
  program.configureHelp(ROOT_HELP)
  addGlobals(program)
  const made = new Map<string, Command>()
  const commandOf = (words: string[]): Command => {
    const name = words.join('.')
    const command = made.get(name) ?? (words.length === 0 ? program : newCommand(commandOf(words.slice(0, -1)), words))
    made.set(name, command)
    return command
  }
  for (const operation of manifest.operations) addOperation(commandOf(operation.name.split('.')), operation, invoke)
  const names = new Set(['', ...manifest.operations.map((one) => one.name)])
  for (const [name, command] of made) {
    if (!names.has(name)) addGlobals(command.configureHelp(ROOT_HELP))
  }
  return program
}

/** A word: a group (`data`), an operation (`scan`), or both (`risk` and `risk check`); below a group there may be another. */
function newCommand(parent: Command, words: string[]): Command {
  const name = words.join(' ')
  return parent
    .command(words[words.length - 1])
    .description(GROUP_SUMMARIES[name] ?? name)
    .helpCommand(false)
}

const GROUP_SUMMARIES: Record<string, string> = {
  alerts: 'Add, list and remove alert rules, see what has fired, test the ways they are sent',
  'forecast backend': 'List, install and test what trains networks',
  analytics: 'History of analytics code',
  datasets: 'Load, list, describe and drop tables for analytics code',
  data: 'Import, list, check, fetch and export market data',
  mcp: 'Connect, show and approve other MCP servers, whose views federate asks for',
  models: 'List, show, copy, train again and delete forecast models that were kept',
  portfolio: 'Weigh symbols against each other',
  recordings: 'List, describe and make recordings',
  strategies: 'List and describe strategies, write a new one',
  runs: 'List, show and compare kept runs',
  trade: 'Buy and sell, orders, positions, the account; halt, flatten, reconcile',
}

function addOperation(command: Command, operation: ManifestOperation, invoke: Invoke): void {
  command.configureHelp({ formatHelp: Help.prototype.formatHelp }).description(operation.summary)
  for (const field of operation.arguments) command.addArgument(argument(field))
  for (const field of operation.flags) if (!isGlobal(field.name)) command.addOption(option(field))
  addGlobals(command)
  if (operation.examples.length > 0) command.addHelpText('before', examplesText(operation))
  if (operation.notes !== undefined) command.addHelpText('after', `\n${operation.notes}`)
  command.action(async () => {
    const globals = typedGlobals(command)
    await invoke({ operation, input: inputOf(operation, command, globals), globals })
  })
}

function addGlobals(command: Command): void {
  for (const one of GLOBAL_FLAGS) {
    const made = one.flags === NEVER_ASK ? neverAsk(one.description) : new Option(one.flags, one.description)
    made.helpGroup('Global flags:')
    command.addOption(one.choices ? made.choices(one.choices) : made)
  }
}

const NEVER_ASK = '--no-input'

/** Under a name of its own: it is not the opposite of an operation's `--input`. */
export function neverAsk(description: string): Option {
  const made = new Option(NEVER_ASK, description)
  made.attributeName = () => 'interactive'
  return made
}

/** Global flags that were really typed, wherever they stood; commander's own merge lets a parent's defaults win. */
export function typedGlobals(leaf: Command): Record<string, unknown> {
  const typed: Record<string, unknown> = {}
  for (let command: Command | null = leaf; command; command = command.parent) {
    for (const [name, value] of Object.entries(command.opts())) {
      if (command.getOptionValueSource(name) === 'cli' && !(name in typed)) typed[name] = value
    }
  }
  return typed
}

function argument(field: ManifestField): Argument {
  const shown = field.type === 'array' ? `${field.name}...` : field.name
  return new Argument(field.required ? `<${shown}>` : `[${shown}]`, field.description)
}

function option(field: ManifestField): Option {
  const flag = `--${flagName(field.name)}`
  if (field.type === 'boolean') return new Option(field.default === true ? `--no-${flag.slice(2)}` : flag, field.description)
  if (field.bare !== undefined)
    return new Option(`${flag} [${field.type === 'number' ? 'n' : 'value'}]`, field.description).preset(field.bare)
  const made = new Option(
    `${flag} <${field.type === 'array' ? 'value' : field.type === 'number' ? 'n' : 'value'}>`,
    field.description,
  )
  if (field.choices) made.choices(field.choices)
  const without = field.default === undefined || (Array.isArray(field.default) && field.default.length === 0)
  if (!without) made.description = `${field.description} (default ${field.default})`
  if (field.type === 'array') made.argParser((value: string, before?: string[]) => [...(before ?? []), value])
  return made
}

function isGlobal(field: string): boolean {
  return GLOBAL_FLAGS.some((one) => one.flags.split(' ')[0] === `--${flagName(field)}`)
}

/** Text from the terminal in the types the schema asks for; what is no number stays text, and the schema says what is wrong with it. */
function inputOf(operation: ManifestOperation, command: Command, globals: Record<string, unknown>): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  operation.arguments.forEach((field, i) => {
    const value = command.processedArgs[i]
    const absent = value === undefined || (Array.isArray(value) && value.length === 0)
    if (!absent) input[field.name] = typedValue(field, value)
  })
  for (const field of operation.flags) {
    const value = isGlobal(field.name) ? globals[field.name] : ownFlag(command, field.name)
    if (value !== undefined) input[field.name] = typedValue(field, value)
  }
  if (globals.yes === true && operation.flags.some((field) => field.name === 'execute')) input.execute = true
  return input
}

/**
 * A flag of the operation as typed: where one above it is an operation with a flag of that name (`risk`, `risk check`), commander gives it the
 * value.
 */
function ownFlag(command: Command, name: string): unknown {
  for (let one: Command | null = command; one; one = one.parent) {
    if (one.getOptionValueSource(name) === 'cli') return one.opts()[name]
  }
  return command.opts()[name]
}

function examplesText(operation: ManifestOperation): string {
  const lines = operation.examples.map((one) => `  ${one.command}\n      ${one.title}`)
  return `Examples:\n${lines.join('\n')}\n`
}
