import { OpenbellError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { KeptRun, RunsRepository, StudiesRepository, StudyTrial, Trial, TrialsRepository } from '../../ports/store.ts'
import { type Part, rememberMap } from './part.ts'

const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/** Newest first; of equal stamps the one kept last. */
const newestFirst = <T extends { at: Instant }>(entries: Iterable<T>) => [...entries].reverse().sort((a, b) => b.at - a.at)

/** Kept runs in memory: what is handed out is a copy, as from a file. */
export function createRuns(): Part<RunsRepository> {
  const runs = new Map<string, KeptRun>()
  const repository: RunsRepository = {
    put(run) {
      runs.delete(run.id)
      runs.set(run.id, copyOf(run))
    },
    get(id) {
      const found = id === '' ? [] : [...runs.keys()].filter((one) => one.startsWith(id)).sort()
      const whole = found.includes(id) ? id : found[0]
      if (found.length > 1 && whole !== id) {
        throw new OpenbellError('usage', `several runs begin with '${id}': ${found.join(', ')}`, 'openbell runs list')
      }
      const run = runs.get(whole)
      return run ? copyOf(run) : null
    },
    list: (limit) =>
      newestFirst(runs.values())
        .slice(0, limit)
        .map(({ body, columns, ...listed }) => ({ ...listed, symbols: [...listed.symbols], summary: { ...listed.summary } })),
  }
  return { repository, remember: () => rememberMap(runs) }
}

function copyOf(run: KeptRun): KeptRun {
  const columns = Object.entries(run.columns).map(([name, values]) => [name, values.slice()] as const)
  return {
    ...run,
    symbols: [...run.symbols],
    summary: { ...run.summary },
    body: asJson(run.body),
    columns: Object.fromEntries(columns),
  }
}

/** Trials counted in memory: one a set of data and id, however often it is added. */
export function createTrials(): Part<TrialsRepository> {
  const trials = new Map<string, Trial>()
  const keyOf = (trial: Trial) => JSON.stringify([trial.dataKey, trial.id])
  const repository: TrialsRepository = {
    add(added) {
      for (const trial of added) {
        const known = trials.get(keyOf(trial))
        trials.set(keyOf(trial), { ...(known ?? trial), dailySharpe: known?.dailySharpe ?? trial.dailySharpe })
      }
    },
    on(dataKey) {
      const found = [...trials.values()].filter((trial) => trial.dataKey === dataKey).sort((a, b) => (a.id < b.id ? -1 : 1))
      const known = found.flatMap((trial) => (trial.dailySharpe === null ? [] : [trial.dailySharpe]))
      return { count: found.length, dailySharpes: Float64Array.from(known) }
    },
  }
  return { repository, remember: () => rememberMap(trials) }
}

interface Study {
  at: Instant
  body: unknown
  finished: boolean
  trials: ReadonlyMap<string, StudyTrial>
}

/** Studies in memory, with the trials that each has kept. */
export function createStudies(): Part<StudiesRepository> {
  const studies = new Map<string, Study>()
  const repository: StudiesRepository = {
    open(id, body, at) {
      const study = studies.get(id) ?? { at, body: asJson(body), finished: false, trials: new Map() }
      studies.set(id, study)
      return { trials: [...study.trials.values()].map(copyOfTrial), finished: study.finished }
    },
    add(id, added) {
      const study = known(studies, id)
      const trials = new Map(study.trials)
      for (const trial of added) {
        const key = JSON.stringify([trial.stretch, trial.key])
        if (!trials.has(key)) trials.set(key, copyOfTrial(trial))
      }
      studies.set(id, { ...study, trials })
    },
    finish(id) {
      const study = studies.get(id)
      if (study) studies.set(id, { ...study, finished: true })
    },
    list: (limit) =>
      newestFirst([...studies].map(([id, { trials, ...study }]) => ({ id, ...study, trials: trials.size }))).slice(0, limit),
  }
  return { repository, remember: () => rememberMap(studies) }
}

function known(studies: Map<string, Study>, id: string): Study {
  const study = studies.get(id)
  if (!study) throw new OpenbellError('internal', `study ${id} was never opened`)
  return study
}

function copyOfTrial(trial: StudyTrial): StudyTrial {
  return { ...trial, params: { ...trial.params }, body: asJson(trial.body), dailyReturns: trial.dailyReturns?.slice() ?? null }
}
