import { LIVE_FIELDS, type ReadRule, readRule } from '../../analysis/alerts/read-rule.ts'
import { ruleHelp } from '../../analysis/scan/help.ts'
import { ALERT_CHANNELS, ALERT_EVENTS, type AlertChannel, type AlertRule } from '../../market/alerts.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { isIntraday, parseTimeframe } from '../../market/timeframe.ts'
import { coverageOf } from '../common/feed-coverage.ts'
import { type Context, defineOperation, OpenbellError, z } from '../operation.ts'
import { judgedOn } from './judged.ts'
import { ruleAnswer, ruleOutput } from './output.ts'

const EVENTS = Object.keys(ALERT_EVENTS).join(', ')

const input = z.strictObject({
  rule: z
    .string()
    .min(1)
    .describe(`An expression as scan takes it ('price > 600', 'rsi(14) < 30'), or ${EVENTS}`)
    .meta({ positional: true }),
  symbols: z.array(z.string()).default([]).describe('Symbols; none = whatever a session watches').meta({ positional: true }),
  name: z.string().trim().min(1).max(60).optional().describe('Name to call it by; default the rule itself'),
  timeframe: z.string().default('1m').describe('Bars that indicators are computed on and turns are found in: 1m 5m 15m 30m 1h'),
  once: z.boolean().default(false).describe('Tell it once of each symbol, then never again'),
  via: z
    .string()
    .optional()
    .describe(`Ways to send it, with commas: ${ALERT_CHANNELS.join(', ')}; default every one that is set up`),
})

/** A rule that sessions watch for. */
export const alertsAdd = defineOperation({
  name: 'alerts.add',
  toolset: 'analysis',
  summary: 'Add a rule that every running session watches for: shown, logged, and sent to a webhook, a command or the desktop.',
  effect: 'write',
  input,
  output: z.strictObject({
    ...ruleOutput.shape,
    notes: z.array(z.string()).describe('What should be known about it'),
  }),
  examples: [
    { title: 'A price, of one symbol', input: { rule: 'price > 600', symbols: ['SPY'], name: 'spy-600', once: true } },
    { title: 'A crossing, of all that is watched, on five-minute bars', input: { rule: 'sma(20) > sma(50)', timeframe: '5m' } },
    { title: 'Denials, halts, broken books', input: { rule: 'risk' } },
  ],
  help: help(),
  async run(context, given) {
    const read = readRule(given.rule)
    const rule = ruleOf(context, given, read)
    const { alertRules } = await context.store()
    const known = alertRules.list()
    if (known.some(({ name }) => name === rule.name)) {
      throw new OpenbellError(
        'usage',
        `there is a rule named '${rule.name}' already`,
        `--name, or openbell alerts remove '${rule.name}'`,
      )
    }
    const added = context.dryRun ? { ...rule, id: null } : alertRules.add(rule)
    return { ...ruleAnswer(added, judgedOn(read)), notes: await notesOf(context, read, rule.via) }
  },
})

function ruleOf(
  context: Context,
  { name, timeframe, once, via, ...given }: z.output<typeof input>,
  read: ReadRule,
): Omit<AlertRule, 'id'> {
  const bars = parseTimeframe(timeframe)
  if (!isIntraday(bars))
    throw new OpenbellError('usage', `a session has no ${bars} bars that close while it runs`, '--timeframe 5m')
  const symbols = [...new Set(given.symbols.map(normalizeSymbol))].filter((symbol) => symbol !== '*')
  if (symbols.includes('')) throw new OpenbellError('usage', 'a symbol is empty', "openbell alerts add 'price > 600' SPY")
  const { kind, text: rule } = read
  const addedAt = context.clock.now()
  const all = symbols.length === 0
  const spelled = all ? rule : `${symbols.join(' ')}: ${rule}`
  return {
    name: name ?? spelled,
    kind,
    rule,
    symbols: all ? null : symbols,
    timeframe: bars,
    once,
    via: channelsOf(via),
    addedAt,
  }
}

function channelsOf(via: string | undefined): AlertChannel[] | null {
  if (via === undefined) return null
  return [...new Set(via.split(',').map((one) => one.trim()))].map((one) => {
    const channel = ALERT_CHANNELS.find((known) => known === one)
    if (channel) return channel
    throw new OpenbellError('usage', `--via '${one}' is no way to send`, `--via ${ALERT_CHANNELS.join(',')}`)
  })
}

async function notesOf(context: Context, { operands }: ReadRule, via: readonly AlertChannel[] | null): Promise<string[]> {
  const channels = (await context.notifier()).channels()
  const missing = (via ?? []).flatMap((name) => channels.filter(({ channel, isSetUp }) => channel === name && !isSetUp))
  const none = via === null && channels.every(({ isSetUp }) => !isSetUp)
  const volume = operands.some((one) => one.type === 'field' && ['volume', 'session_volume', 'dollar_volume'].includes(one.name))
  const source = volume ? await context.source() : null
  const share = source ? coverageOf(source, source.feed) : 1
  return [
    ...missing.map(({ channel, detail }) => `${channel}: ${detail}`),
    ...(none ? ['no way to send is set up: it is shown in the session and logged'] : []),
    ...(share < 1 ? [`${source?.feed} carries ${Math.round(share * 100)}% of the volume: the rule reads what it carries`] : []),
  ]
}

function help(): string {
  const width = Math.max(...Object.keys(ALERT_EVENTS).map((word) => word.length))
  return [
    'Events that are no expression:',
    ...Object.entries(ALERT_EVENTS).map(([word, summary]) => `  ${word.padEnd(width)}  ${summary}`),
    '',
    'A rule fires when it becomes true, also when it is true as a session begins,',
    'and again only after it was seen false twice, a minute apart or more. A rule of',
    `${LIVE_FIELDS.slice(0, 5).join(', ')},`,
    `${LIVE_FIELDS.slice(5).join(', ')}`,
    'alone is judged on prints, once a second; every other on closed bars.',
    'Per rule four are sent a minute, of all twenty; what is held back is counted',
    'and told with the next. OPENBELL_ALERT_QUIET_HOURS: New York hours without.',
    '',
    ruleHelp(),
  ].join('\n')
}
