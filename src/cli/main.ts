import { type Command, CommanderError } from 'commander'
import { asOpenbellError, OpenbellError } from '../core/errors.ts'
import { buildProgram, GLOBAL_FLAGS, type Invocation, neverAsk, typedGlobals } from './flags.ts'
import { readManifest } from './manifest.ts'
import { type Manners, printError } from './output.ts'

/** Exit code until the answer is out: a process that just stops has not answered. */
const UNANSWERED = 1

/** How long what is still open (a timer of a strategy, a socket) may hold up the end of an answered command, in milliseconds. */
const GRACE = 500

/** The whole command line. Help, version and typos end here, from the manifest alone; only a real operation loads the engine. */
export async function main(argv: string[]): Promise<void> {
  const manners = mannersOf(argv)
  process.exitCode = UNANSWERED
  const stopped = (code: number) => {
    if (code === 0 || code === UNANSWERED) process.exitCode = printError(stopFault(code), manners)
  }
  process.once('exit', stopped)
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.off('exit', stopped)
    if (error.code === 'EPIPE') process.exit(0)
    process.stderr.write(`unavailable: the answer could not be written: ${error.message}\n`)
    process.exit(5)
  })
  const code = await run(argv, manners)
  process.off('exit', stopped)
  process.exitCode = code
  setTimeout(() => process.exit(code), GRACE).unref()
}

async function run(argv: string[], manners: Manners): Promise<number> {
  let code = 0
  const manifest = readManifest()
  if (isBare(argv)) return (await import('./welcome.ts')).welcome(manifest.version)
  const program = buildProgram(manifest, async (invocation) => {
    code = await invoke(invocation, manners)
  })
  addBuiltins(program, async (next) => {
    code = await next()
  })
  quiet(program)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0
    if (thrown instanceof CommanderError && thrown.code === 'commander.help')
      return printError(incomplete(program, argv), manners)
    return printError(usageError(thrown, helpOf(program, argv)), manners)
  }
}

/** An end before the answer: nothing was left that could have brought it, or somebody said that all was well. */
function stopFault(code: number): OpenbellError {
  if (code === UNANSWERED) return new OpenbellError('internal', 'it stopped without an answer', 'openbell doctor')
  const message = 'a file of yours ended the process before there was an answer'
  return new OpenbellError('usage', message, 'take process.exit out of the strategy or indicator')
}

/** Read by hand, because even a line that cannot be parsed must be answered in the form it asked for. */
function mannersOf(argv: string[]): Manners {
  return {
    json: argv.includes('--json'),
    quiet: argv.includes('--quiet'),
    color: !argv.includes('--no-color'),
    debug: argv.includes('--debug'),
    dryRun: argv.includes('--dry-run'),
  }
}

/** `openbell` alone, perhaps with global switches like --no-color: nothing was asked for. */
function isBare(argv: string[]): boolean {
  const switches = GLOBAL_FLAGS.map((one) => one.flags).filter((flags) => !flags.includes(' '))
  return argv.every((word) => switches.includes(word))
}

async function invoke(invocation: Invocation, manners: Manners): Promise<number> {
  const { runOperation } = await import('./run.ts')
  return runOperation(invocation, manners)
}

function addBuiltins(program: Command, settle: (next: () => Promise<number>) => Promise<void>): void {
  program
    .command('completion <shell>')
    .description('Print the completion script of bash, zsh or fish')
    .addHelpText('before', 'Examples:\n  eval "$(openbell completion bash)"\n      Complete operations and flags in this shell\n')
    .action((shell: string) => settle(async () => (await import('./completion.ts')).printCompletion(shell)))
  program
    .command('init')
    .description('Choose source and keys; writes .env (0600) in the home folder')
    .addHelpText('before', INIT_EXAMPLES)
    .option('--source <name>', 'simulated, store, yahoo or alpaca')
    .option('--home <dir>', 'folder that will hold .env')
    .option('--keys-from-env', 'take APCA_API_KEY_ID and APCA_API_SECRET_KEY from the environment')
    .option('--yes', 'replace an existing .env')
    .addOption(neverAsk('never ask'))
    .option('--dry-run', 'say what would be written, write nothing')
    .option('--json', 'print the result as JSON')
    .action((_, command: Command) => settle(async () => (await import('./init.ts')).init(typedGlobals(command))))
}

const INIT_EXAMPLES = `Examples:
  openbell init
      Be asked
  openbell init --source yahoo
      Say it, for a script
  openbell init --source alpaca --keys-from-env
      Take both keys from the environment
`

/** commander neither exits nor prints errors: both are ours. */
function quiet(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => {} })
  command.showSuggestionAfterError(true)
  for (const one of command.commands) quiet(one)
}

/** A group without its operation, or global flags without any. */
function incomplete(program: Command, argv: string[]): OpenbellError {
  const words: string[] = []
  let group = program
  for (const word of argv) {
    const named = group.commands.find((one) => one.commands.length > 0 && one.name() === word)
    if (!named) continue
    words.push(word)
    group = named
  }
  if (words.length === 0) return new OpenbellError('usage', 'no operation was named', 'openbell --help')
  const operations = group.commands.map((one) => one.name()).join(', ')
  const name = words.join(' ')
  return new OpenbellError('usage', `'${name}' needs one of: ${operations}`, `openbell ${name} --help`)
}

function usageError(thrown: unknown, help: string): OpenbellError {
  if (!(thrown instanceof CommanderError)) return asOpenbellError(thrown)
  const [message, suggestion] = thrown.message.replace(/^error: /, '').split('\n')
  return new OpenbellError('usage', message, suggestion ? suggestion.replace(/^\(|\)$/g, '') : help)
}

/** The help of the operation that was named, as far as it was. */
function helpOf(program: Command, argv: string[]): string {
  const words = ['openbell']
  let command: Command | undefined = program
  for (const word of argv) {
    const named: Command | undefined = command.commands.find((one) => one.name() === word)
    if (!named) continue
    words.push(word)
    command = named
  }
  return [...words, '--help'].join(' ')
}
