/** Networks that every backend can build; `custom` is a user's file. */
export type NetworkKind = 'nhits' | 'nlinear' | 'dlinear' | 'custom'

/** A network and its sizes: all that a backend needs to build it again, anywhere. */
export interface NetworkSpec {
  kind: NetworkKind
  /** Rows that a forecast reads, and rows that it tells. */
  input: number
  horizon: number
  /** Sizes by the kind's own names (`units`, `pools`, ...); what is left out has the kind's default. */
  settings: Readonly<Record<string, number | readonly number[]>>
  /** The user's file; null for the other kinds. */
  file: string | null
}

/** What a user's network file says of itself. */
export interface CustomNetwork {
  name: string
  summary: string
  /** True: a network of its own for each series, instead of one shared by all. */
  perSymbol: boolean
  /** Defaults of its training; null = the caller's. */
  steps: number | null
  batch: number | null
  learningRate: number | null
  /** Names the file's text, so that a model made by another version of it is refused. */
  hash: string
}

/**
 * Series to learn from, as columns over shared memory, without gaps. A window is `input` rows that end at its origin (a row number, the last row
 * that is known) and the `horizon` rows after it. Its numbers go in as (value - anchor) / scale at the origin and come out the same way.
 */
export interface SeriesSet {
  columns: readonly Float64Array<ArrayBufferLike>[]
  /** Scale by row, above zero; null = 1 everywhere. */
  scales: readonly (Float64Array<ArrayBufferLike> | null)[]
  /** `last`: the value at the origin; `mean`: that of the input rows; `none`: 0. */
  anchor: 'last' | 'mean' | 'none'
}

/** Origins `from, from + step, ...` below `to` of one series. */
export interface WindowRange {
  series: number
  from: number
  to: number
  step: number
}

/** Values of a network's tensors one after another, in the order of `tensors`: the same on every backend. */
export interface Weights {
  tensors: readonly { name: string; shape: readonly number[] }[]
  values: Float32Array<ArrayBufferLike>
}

/** A stretch of learning, and what is forecast once it is over. A network goes through its stages in order and never forgets between them. */
export interface Stage {
  /** Windows drawn at random for each step; empty = nothing is learnt. */
  train: readonly WindowRange[]
  /** Windows whose loss stops the learning where it no longer falls, and whose best weights are kept; empty = all steps are taken. */
  validate: readonly WindowRange[]
  /** Most steps. */
  steps: number
  /** Windows to forecast with what is then known. */
  predict: readonly WindowRange[]
}

export interface Learning {
  loss: 'mae' | 'mse' | 'huber'
  /** Windows in a step. */
  batch: number
  /** Of Adam (Kingma and Ba, 2015); falls to a tenth over each stage by a cosine. */
  learningRate: number
}

/** One network to be made, trained and asked. */
export interface TrainingJob {
  spec: NetworkSpec
  /** Decides the first weights and every draw. */
  seed: number
  learning: Learning
  /** Weights to begin with; null = drawn from the seed. @throws OpenbellError config where they do not fit the network */
  start: Weights | null
  stages: readonly Stage[]
}

export interface StageResult {
  /** Steps taken, and steps after which the kept weights stood. */
  steps: number
  best: number
  /** Loss of the kept weights on `validate`; null without. */
  loss: number | null
  /** Forecasts in the order of `predict`, `horizon` numbers each, as (value - anchor) / scale at the origin: small numbers lose nothing in float32. */
  predictions: Float32Array<ArrayBufferLike>
}

export interface JobResult {
  stages: StageResult[]
  /** After the last stage. */
  weights: Weights
}

export interface TrainerOptions {
  signal: AbortSignal
  /** Steps taken of all jobs together, now and then. */
  progress(steps: number): void
  /** Threads to use where the backend has several; the answer is the same. Default one a core. */
  workers?: number
}

/** What trained: beside every result. */
export interface BackendInfo {
  /** `wasm`, `tfjs-gpu`. */
  name: string
  /** Library and version. */
  library: string
  /** True where the same job gives the same bytes every time. */
  reproducible: boolean
}

/** Trains networks and asks them. */
export interface Trainer {
  readonly backend: BackendInfo
  /** Independent jobs over one set of series; results in the jobs' order. @throws OpenbellError unavailable where the backend breaks, canceled */
  run(data: SeriesSet, jobs: readonly TrainingJob[], options: TrainerOptions): Promise<JobResult[]>
  /** What a user's network file says of itself. @throws OpenbellError usage for a file that is none, not-found */
  inspect(file: string): Promise<CustomNetwork>
  close(): Promise<void>
}

/** A way to train beside the default one, which is always there. */
export interface BackendState {
  name: string
  /** `ready`, or what is missing, in a line. */
  state: 'ready' | 'not-installed' | 'broken'
  detail: string
  library: string | null
  /** Folder of an installed one; null for what comes with openbell. */
  folder: string | null
}

/** The ways to train that this machine has. */
export interface Backends {
  names(): string[]
  /** @throws OpenbellError usage for an unknown name; unavailable, in one line naming what is missing */
  open(name: string): Promise<Trainer>
  list(signal: AbortSignal): Promise<BackendState[]>
  /** What `install` would run, as a shell would be told. */
  installCommand(name: string): { command: string; folder: string }
  /** Installs an opt-in backend into its folder. @throws OpenbellError unavailable with the reason; canceled */
  install(name: string, options: { signal: AbortSignal; timeoutMs: number; note(line: string): void }): Promise<BackendState>
}
