import { projections } from './projection.ts'
import { toolName } from './tool-name.ts'

/** What many tools take, in a model's words: read at every turn, so short. */
const SHORT: Readonly<Record<string, string>> = {
  timeframe: '1m 5m 15m 30m 1h 1d 1w',
  strategy: 'Name: strategies_list has them',
  set: 'Strategy parameters, each name=value: strategies_info has them',
  from: 'First date, YYYY-MM-DD; default by timeframe: 5 years of 1d, a month of 1m',
  to: 'Last date, included',
  model:
    'auto, nhits, nlinear, dlinear, linear, naive, drift, seasonal, or saved:NAME; auto: the past decides, the last value stands unless beaten',
  fee: 'us (SEC and TAF fees by date), none, 0.001 (a fraction of each fill), share:0.005',
  slippage: 'spread (half of it), none, fixed:0.01 (dollars a share), volume (impact)',
}
/** Operations with fields of those names that mean something else. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  'datasets.load': ['from'],
  'data.fetch': ['from', 'to'],
  'data.generate': ['from'],
  bars: ['from', 'to'],
}

/** Where the operation's own words are about files, flags or a terminal, which programs do not have. */
const FOR_PROGRAMS: Readonly<Record<string, string>> = {
  'bars.limit': 'Newest rows',
  'scan.universe':
    'all (what the source lists; default), dow-30, mega-caps, sector-etfs, index-funds (of alpaca and yahoo also movers, most-actives), or A,B,C',
  'indicators.add': 'Each as rsi:14 or macd:12,26,9; none = the usual set',
  'forecast.symbols': 'Symbols, e.g. SIMALL SPY',
  'forecast.evaluate.targets': 'Symbols, e.g. SIMALL SPY',
  'optimize.range': 'Each as fast=5:50:5 (from:to:step) or stopAtr=1,2,3; none = all parameters, within their own limits',
  'strategies.info.name': 'Name of a strategy, e.g. sma-cross',
  'data.warm.universe': 'Universe by name; default the own list of the source, else mega-caps',
  'datasets.load.symbols': 'Symbols, e.g. SIMALL SPY',
  'datasets.load.from': 'What to load; csv is a file, which only a person can load',
  'datasets.load.limit': 'Newest rows of each symbol; default 2000',
  'run.code':
    'Body of a function of df: df.close ... are arrays; df.groupBy(), where, rolling; calculateRsi(df), detectBreakout(df), chart(...): tools_find run has all. Its return is the result',
  'run.timeout': 'Seconds it may take, 50 at most',
}

/** What a field of a tool is for: the operation's own words, with the names that programs use. */
export function fieldWords(operation: string, field: string, own: string): string {
  const ours = FOR_PROGRAMS[`${operation}.${field}`]
  if (ours !== undefined) return ours
  const short = OWN[operation]?.includes(field) ? undefined : SHORT[field]
  return short ?? forPrograms(own)
}

/** `--win-rate` -> `winRate`, `openbell models list` -> `models_list`. */
export function forPrograms(text: string): string {
  return text
    .replaceAll(/--([a-z][a-z-]*)/g, (_, flag: string) =>
      flag.replaceAll(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase()),
    )
    .replaceAll(/\bopenbell ((?:[a-z-]+ ?){1,3})/g, (all, words: string) => commandAsTool(words) ?? all)
}

/** Commands that programs have as another tool. */
const INSTEAD: Readonly<Record<string, string>> = { 'trade.buy': 'order_preview', 'trade.sell': 'order_preview' }

/** What to do about an error: commands as the tools that they are; those that only a person types stay as they are typed. */
export function hintWords(hint: string): string {
  if (!/\bopenbell /.test(hint)) return forPrograms(hint)
  return hint.replaceAll(/\bopenbell ((?:[a-z][a-z-]*(?: |$)){1,3})([^,;)]*)/g, (all, words: string, rest: string) => {
    const tool = commandAsTool(words) ?? insteadOf(words)
    if (tool === null) return all
    return rest.startsWith('--help') ? `tools_find with query '${tool.trim()}'` : tool + forPrograms(rest)
  })
}

function insteadOf(words: string): string | null {
  const name = words.trim().split(' ').slice(0, 2).join('.')
  return Object.hasOwn(INSTEAD, name) ? `${INSTEAD[name]} ` : null
}

function commandAsTool(words: string): string | null {
  const parts = words.trim().split(' ')
  for (let count = parts.length; count > 0; count--) {
    const name = parts.slice(0, count).join('.')
    if (!Object.hasOwn(projections, name)) continue
    return [toolName(name), ...parts.slice(count)].join(' ') + (words.endsWith(' ') ? ' ' : '')
  }
  return null
}
