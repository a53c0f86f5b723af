import type { JsonObject } from '../tool.ts'

/** How an operation of the registry is shown to programs. */
export interface Projection {
  /** In the list that a client sees at first; the others are found with `tools_find`, or listed by `--toolsets`. */
  listed?: true
  /** Input fields that programs do not have: paths, and what only a person decides. */
  omit?: readonly string[]
  /** Other defaults than at a terminal: a model reads every row. */
  defaults?: JsonObject
  /** Runs in a process of its own; a long one is answered by a handle. */
  job?: true
  /** Takes `chart: true`, and answers a picture too. */
  chart?: true
  /** What a model reads in place of the summary. */
  says?: string
  /** Does harm when it is called once too often. */
  destructive?: true
  /** What in its answers comes from outside. */
  untrusted?: string
  /** Of those that write or trade: called again with the same arguments it does nothing more. */
  idempotent?: true
}

const LISTED = { listed: true } as const
const FOUND = {}
/** Files are a person's to name. */
const COSTS = ['risk', 'account', 'report'] as const

/**
 * The whole table: what is not here is no tool, and `hidden` says why. Bounded on purpose: a list of everything is read at every turn of a
 * conversation.
 */
export const projections: Readonly<Record<string, Projection>> = {
  startup: { ...LISTED, says: 'Is the workstation ready: session phase, checks of data, account and risk, what to do next.' },
  status: { ...LISTED, says: 'All at a glance: session, health, account with positions and orders, risk, the day so far.' },
  conditions: {
    ...LISTED,
    says: 'Regime, volatility, liquidity, momentum, algorithmic activity of symbols (default: an index fund and two more), and the house rules that apply, with evidence.',
  },
  quote: { ...LISTED },
  bars: { ...LISTED, defaults: { limit: 60 }, chart: true },
  hours: FOUND,
  contract: FOUND,
  window: FOUND,
  session: FOUND,
  scan: { ...LISTED, omit: ['every', 'history', 'rescale'], job: true },
  'peak-trough': { ...LISTED, omit: ['history'], chart: true },
  indicators: { ...LISTED, defaults: { limit: 30 } },
  analyze: { ...LISTED, chart: true },
  'alerts.list': FOUND,
  'alerts.log': FOUND,
  'alerts.add': { omit: ['via'] },
  'alerts.remove': { destructive: true },
  forecast: { ...LISTED, omit: ['file', 'save', 'retrainEvery', 'report', 'backend'], job: true, chart: true },
  'forecast.evaluate': { omit: ['predictions', 'workers', 'backend'], job: true },
  'forecast.backend.list': FOUND,
  'models.list': FOUND,
  'models.show': FOUND,
  'models.retrain': { omit: ['every'], job: true },
  'models.delete': { destructive: true, says: 'Delete kept models.' },
  backtest: { ...LISTED, omit: COSTS, job: true, chart: true },
  compare: { omit: COSTS, job: true },
  optimize: { ...LISTED, omit: [...COSTS, 'workers'], job: true },
  simulate: { omit: ['risk', 'account'], job: true },
  'strategies.list': { ...LISTED },
  'strategies.info': FOUND,
  'runs.list': FOUND,
  'runs.show': FOUND,
  'runs.diff': FOUND,
  risk: { ...LISTED },
  'risk.check': FOUND,
  'risk.log': FOUND,
  size: { ...LISTED },
  'portfolio.optimize': { job: true },
  wrap: { omit: ['report'] },
  gap: { omit: ['run'], job: true },
  'data.list': FOUND,
  'data.verify': FOUND,
  'data.fetch': { job: true },
  'data.warm': { job: true },
  'data.generate': { omit: ['replace'], job: true },
  'recordings.list': FOUND,
  'datasets.load': {
    ...LISTED,
    omit: ['file'],
    says: 'Load a named table for run: bars, snapshots or the newest prints of symbols; answers schema, quality and analyses worth a look.',
  },
  'datasets.list': { ...LISTED },
  'datasets.show': FOUND,
  'datasets.drop': { destructive: true, idempotent: true },
  run: { ...LISTED, omit: ['file'], chart: true },
  'analytics.performance': FOUND,
  'order.preview': { ...LISTED },
  'order.place': { ...LISTED, idempotent: true, destructive: true },
  'trade.account': FOUND,
  'trade.positions': FOUND,
  'trade.orders': { ...LISTED },
  'trade.order': FOUND,
  'trade.history': FOUND,
  'trade.performance': FOUND,
  'trade.status': FOUND,
  'trade.cancel': { ...LISTED, omit: ['foreign'], idempotent: true, destructive: true },
  'trade.halt': { ...LISTED, omit: ['by'], idempotent: true, destructive: true },
  'trade.replace': { destructive: true },
  'trade.protect': { destructive: true },
  'trade.close': { destructive: true },
  'trade.flatten': { destructive: true },
  federate: { untrusted: 'claims and texts of other servers' },
  'mcp.list': { untrusted: 'descriptions of other servers' },
  audit: FOUND,
  config: FOUND,
  doctor: { omit: ['probe'] },
}

/** Why an operation is no tool. */
export const hidden: Readonly<Record<string, string>> = {
  'trade.buy': 'order_preview and order_place are its two steps for programs',
  'trade.sell': 'order_preview and order_place are its two steps for programs',
  'trade.approve': 'a person approves',
  'trade.decline': 'a person declines',
  'trade.resume': 'a person lifts a halt',
  'trade.reconcile': 'a person settles what the books and the broker disagree about',
  'trade.run': 'it runs until it is stopped',
  stream: 'it runs until it is stopped',
  replay: 'it runs until it is stopped, and reads a file',
  'recordings.make': 'it writes a file',
  'recordings.info': 'it reads a file',
  'data.import': 'it reads files',
  'data.export': 'it writes a file',
  'models.export': 'it writes a file',
  'strategies.new': 'it writes a file',
  report: 'it writes a file',
  'forecast.backend.install': 'it installs packages',
  'forecast.backend.test': 'it measures this machine, for a person',
  'alerts.test': 'it disturbs a person',
  drill: 'it rehearses for a person, for minutes',
  'serve-pocket': 'it is a server',
  'serve-mcp': 'it is this server',
  capabilities: 'the tool of that name says what this server was started with',
  'mcp-config': 'a person configures a client',
  'mcp.show': 'it starts the other server for a person',
  'mcp.connect': 'a person trusts another server',
  'mcp.approve': 'a person trusts another server',
  'mcp.disconnect': 'a person trusts another server',
}
