import type { CorporateAction } from '../../market/actions.ts'
import { type Bars, createBars } from '../../market/bars.ts'
import type {
  ActionsRepository,
  BarsRepository,
  FetchedKey,
  FetchedRepository,
  KeptRepository,
  KeptResult,
  SeriesKey,
  Store,
} from '../../ports/store.ts'
import { createLeases, createProposals, createSimulatedAccounts } from './accounts.ts'
import { createAlertLog, createAlertRules, createWraps } from './alerts.ts'
import { createAudit, createPlacements } from './clients.ts'
import { createDatasets } from './datasets.ts'
import { createJournal } from './journal.ts'
import { type Part, rememberMap } from './part.ts'
import { appendByTime, type Row, requireTimes, SeriesMap, select } from './rows.ts'
import { createRuns, createStudies, createTrials } from './runs.ts'
import { createMemoryTape } from './tape.ts'

const FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const

/** The store's port in memory, for tests and throw-away runs: the same answers as the SQLite store, by the plainest means. */
export function createMemoryStore(): Store {
  const bars = new SeriesMap<Row>()
  const tape = createMemoryTape()
  const fetched = createFetched()
  const actions = createActions()
  const kept = createKept()
  const runs = createRuns()
  const trials = createTrials()
  const studies = createStudies()
  const journal = createJournal()
  const simulatedAccounts = createSimulatedAccounts()
  const proposals = createProposals()
  const leases = createLeases()
  const alerts = { rules: createAlertRules(), log: createAlertLog(), wraps: createWraps() }
  const datasets = createDatasets()
  const [placements, audit] = [createPlacements(), createAudit()]
  const orders = [journal, simulatedAccounts, proposals, leases, placements, audit]
  const parts = [bars, tape, fetched, actions, kept, runs, trials, studies, ...orders, ...Object.values(alerts), datasets]
  return {
    path: ':memory:',
    bars: createBarsRepository(bars, (key) => {
      fetched.remove(key)
      actions.remove(key)
    }),
    tape: tape.repository,
    actions: actions.repository,
    kept: kept.repository,
    fetched: fetched.repository,
    runs: runs.repository,
    trials: trials.repository,
    studies: studies.repository,
    journal: journal.repository,
    simulatedAccounts: simulatedAccounts.repository,
    proposals: proposals.repository,
    placements: placements.repository,
    leases: leases.repository,
    alertRules: alerts.rules.repository,
    alertLog: alerts.log.repository,
    wraps: alerts.wraps.repository,
    audit: audit.repository,
    datasets: datasets.repository,
    series: (symbol) =>
      [...bars.list(), ...tape.list()]
        .filter((one) => symbol === undefined || one.symbol === symbol)
        .sort((a, b) => {
          const [one, other] = [a, b].map((s) => [s.symbol, s.kind, s.timeframe ?? '', s.source])
          const field = one.findIndex((text, i) => text !== other[i])
          return field < 0 ? 0 : one[field] < other[field] ? -1 : 1
        }),
    transaction(work) {
      const undo = parts.map((part) => part.remember())
      try {
        return work()
      } catch (thrown) {
        for (const back of undo) back()
        throw thrown
      }
    },
    integrity: () => 'ok',
    info: () => ({ path: ':memory:', bytes: 0, schema: 6, journalMode: 'memory' }),
    close: () => {},
  }
}

function createBarsRepository(series: SeriesMap<Row>, forget: (key: SeriesKey) => void): BarsRepository {
  return {
    append(given) {
      if (given.length === 0) return { stored: 0, duplicates: 0, conflicts: [] }
      const rows = rowsOf(given)
      requireTimes(rows, `${given.symbol} ${given.timeframe}`)
      const { symbol, timeframe, source, feed } = given
      return appendByTime(series.ensure({ kind: 'bars', symbol, timeframe, source, feed }), rows)
    },
    load(key, options = {}) {
      const known = series.find(key.symbol, key.timeframe, key.source)
      return known && barsOf(key, known.info.feed, select(known, options))
    },
    remove(key) {
      forget(key)
      return series.remove(key.symbol, key.timeframe, key.source)
    },
  }
}

function rowsOf(bars: Bars): Row[] {
  return Array.from({ length: bars.length }, (_, i) => ({
    time: bars.time[i],
    values: [...FIELDS.map((field) => bars[field][i]), bars.prints?.[i] ?? Number.NaN, bars.vwap?.[i] ?? Number.NaN],
  }))
}

function barsOf(key: SeriesKey, feed: string, rows: Row[]): Bars {
  const has = (field: number) => rows.some((row) => !Number.isNaN(row.values[field]))
  const { symbol, timeframe, source } = key
  const bars = createBars({ symbol, timeframe, source, feed }, rows.length, { prints: has(5), vwap: has(6) })
  bars.length = rows.length
  const columns = [...FIELDS.map((field) => bars[field]), bars.prints, bars.vwap]
  rows.forEach((row, i) => {
    bars.time[i] = row.time
    columns.forEach((column, c) => {
      if (column) column[i] = row.values[c] as number
    })
  })
  return bars
}

const nameOf = (key: FetchedKey) => JSON.stringify([key.symbol, key.timeframe, key.source])

function createActions(): Part<ActionsRepository> & { remove(key: SeriesKey): void } {
  const stored = new Map<string, CorporateAction>()
  const closes = new Map<string, ReadonlyMap<number, number>>()
  const all = () => [...stored.values()].sort((a, b) => a.exDay - b.exDay || (a.kind < b.kind ? -1 : 1))
  const repository: ActionsRepository = {
    append(actions) {
      const conflicts: number[] = []
      const before = stored.size
      actions.forEach((action, index) => {
        const key = JSON.stringify([action.symbol, action.source, action.exDay, action.kind])
        const known = stored.get(key)
        if (!known) stored.set(key, { ...action })
        else if (known.value !== action.value || known.ratio !== action.ratio) conflicts.push(index)
      })
      const added = stored.size - before
      return { stored: added, duplicates: actions.length - added - conflicts.length, conflicts }
    },
    load: (symbol, source, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY) =>
      all().filter((one) => one.symbol === symbol && one.source === source && one.exDay >= from && one.exDay <= to),
    list() {
      const groups = Map.groupBy(all(), (one) => JSON.stringify([one.symbol, one.source]))
      return [...groups.keys()].sort().map((key) => {
        const group = groups.get(key) ?? []
        const { symbol, source, exDay } = group[0]
        return { symbol, source, actions: group.length, from: exDay, to: group[group.length - 1].exDay }
      })
    },
    appendAdjustedCloses(key, time, value) {
      const known = new Map(closes.get(nameOf(key)))
      time.forEach((at, i) => {
        if (Number.isFinite(value[i]) && !known.has(at)) known.set(at, value[i])
      })
      closes.set(nameOf(key), known)
    },
    loadAdjustedCloses(key) {
      const rows = [...(closes.get(nameOf(key)) ?? [])].sort((a, b) => a[0] - b[0])
      return { time: Float64Array.from(rows, (row) => row[0]), value: Float64Array.from(rows, (row) => row[1]) }
    },
  }
  const remember = () => {
    const undo = [rememberMap(stored), rememberMap(closes)]
    return () => {
      for (const back of undo) back()
    }
  }
  return { repository, remember, remove: (key) => void closes.delete(nameOf(key)) }
}

function createKept(): Part<KeptRepository> {
  const kept: KeptResult[] = []
  let last = 0
  const repository: KeptRepository = {
    add(entry) {
      kept.push({ ...entry, id: ++last, body: JSON.parse(JSON.stringify(entry.body)) as unknown })
      return last
    },
    list: (kind, limit) =>
      kept
        .filter((entry) => entry.kind === kind)
        .reverse()
        .slice(0, limit),
    trim(kind, newest) {
      const ofKind = kept.filter((entry) => entry.kind === kind)
      const old = new Set(ofKind.slice(0, Math.max(0, ofKind.length - newest)))
      const rest = kept.filter((entry) => !old.has(entry))
      kept.splice(0, kept.length, ...rest)
    },
  }
  const remember = () => {
    const before = [...kept]
    return () => void kept.splice(0, kept.length, ...before)
  }
  return { repository, remember }
}

function createFetched(): Part<FetchedRepository> & { remove(key: SeriesKey): void } {
  const ranges = new Map<string, { from: number; to: number }[]>()
  const repository: FetchedRepository = {
    add(key, from, to) {
      const known = ranges.get(nameOf(key)) ?? []
      const met = known.filter((range) => range.from <= to && range.to >= from)
      const joined = {
        from: Math.min(from, ...met.map((range) => range.from)),
        to: Math.max(to, ...met.map((range) => range.to)),
      }
      ranges.set(
        nameOf(key),
        [...known.filter((range) => !met.includes(range)), joined].sort((a, b) => a.from - b.from),
      )
    },
    list: (key) => (ranges.get(nameOf(key)) ?? []).map((range) => ({ ...range })),
  }
  return { repository, remember: () => rememberMap(ranges), remove: (key) => void ranges.delete(nameOf(key)) }
}
