import { type Command, Help } from 'commander'

const EXAMPLES = [
  ['openbell startup', 'Is everything ready to trade?'],
  ['openbell scan momentum', 'What moves, and on volume'],
  ["openbell scan 'rsi(14) < 30 and volume > 1e6' --json", 'Your own rule, for a script'],
  ['openbell data import bars/*.csv', 'Your own history into the store'],
  ['openbell backtest sma-cross SIMALL --check', 'A strategy on the past, and whether it looked ahead'],
  ['openbell forecast SIMALL', 'A month ahead with calibrated bands, and whether anything beats the last value'],
  ['openbell trade buy SIMALL 10 --limit 100', 'What an order would be: fees, risk rule by rule; nothing is sent'],
  ['openbell stream SIMALL SIMTEC --date 2026-03-20 --speed 60', 'The live session, on a past day: a minute each second'],
  ['openbell peak-trough SPY --source store --as-of 2024-03-15', 'Turns as they were known on a past day'],
  ['openbell mcp-config claude', 'This workstation for your AI client: what to paste, and where'],
]

const OF_GROUPS = [
  ['openbell forecast backend list', 'What can train here, and what is missing'],
  ['openbell models retrain --due', 'What has grown stale is trained again, from cron'],
  ['openbell portfolio optimize SIMALL SIMFIN SIMTEC', 'Weights of three symbols, and how the method did in the past'],
  ['openbell datasets load week SIMALL SIMTEC', 'A table for analytics code'],
  ['openbell analytics performance', 'How code has fared'],
  ['openbell mcp connect news --url https://news.example/mcp', 'Another server as a source, once you approved it'],
  ["openbell alerts add 'price > 600' SPY --once", 'Be told once'],
  ['openbell recordings make morning SIMALL --date 2026-03-20 --until 10:00', 'A morning to go through again and again'],
  ['openbell runs diff last-1 last', 'What changed between the last two'],
  ['openbell strategies info scalp', 'What it does, its parameters, how to run it'],
]

/** Help of `openbell` and of a group (`openbell data`): examples, then operations, then the global flags. */
export function formatRootHelp(command: Command, help: Help): string {
  if (command.commands.length === 0) return Help.prototype.formatHelp.call(help, command, help)
  const width = Math.max(help.padWidth(command, help), 0)
  const line = (term: string, text: string) => help.formatItem(term, width, text, help)
  const ofGroup = ([typed]: string[]) => typed.startsWith(`openbell ${wordsOf(command)} `)
  const known = command.parent ? [...EXAMPLES, ...OF_GROUPS].filter(ofGroup) : EXAMPLES
  const examples = known.map(([typed, text]) => `  ${typed}\n      ${text}`)
  const operations = help.visibleCommands(command).map((one) => line(help.subcommandTerm(one), help.subcommandDescription(one)))
  const flags = help.visibleOptions(command).map((one) => line(help.optionTerm(one), help.optionDescription(one)))
  return [
    'Examples:',
    ...examples,
    '',
    `Usage: ${help.commandUsage(command)}`,
    '',
    'Operations:',
    ...operations,
    '',
    'Flags, before or after the operation:',
    ...flags,
    '',
    'openbell <operation> --help shows its own flags. The default source is the simulated market.',
    '',
  ].join('\n')
}

/** The words that lead to a group, without `openbell`. */
function wordsOf(command: Command): string {
  const { parent } = command
  return parent?.parent ? `${wordsOf(parent)} ${command.name()}` : command.name()
}
