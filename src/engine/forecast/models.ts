import type { Expert } from '../../analysis/forecast/types.ts'
import type { CustomNetwork, Learning, NetworkKind, NetworkSpec } from '../../ports/trainer.ts'
import type { NetworkPlan } from './networks.ts'
import type { FitOptions, ModelChoice } from './types.ts'

/** Steps of a network in all when none are said: on its first stretch, then on each later one. */
const FIRST_STEPS = 300
const NEXT_STEPS = 100

/** Share of the steps that the first stretch gets of a number that was said. */
const FIRST_OF_SAID = 0.4

/** The N-HiTS of daily bars: smaller than the paper's, which lost nothing on the sets it was tried on. */
const DAILY_NHITS = { units: 128 }

const LEARNING: Learning = { loss: 'mae', batch: 256, learningRate: 1e-3 }

/** Members of an ensemble have seeds this far apart. */
const SEED_STEP = 7_919

/** Networks in an ensemble of ours; a user's network speaks alone. */
export function ensembleSize(model: ModelChoice): number {
  return model === 'custom' ? 1 : 5
}

const NETWORK_KINDS: Partial<Record<ModelChoice, NetworkKind>> = {
  auto: 'nhits',
  nhits: 'nhits',
  nlinear: 'nlinear',
  dlinear: 'dlinear',
  custom: 'custom',
}

const FORCED: Partial<Record<ModelChoice, Expert>> = {
  nhits: 'network',
  nlinear: 'network',
  dlinear: 'network',
  custom: 'network',
  linear: 'linear',
  naive: 'naive',
  drift: 'drift',
  seasonal: 'seasonal',
}

/** The expert that a choice names; null = the past decides. */
export function forcedExpert(model: ModelChoice): Expert | null {
  return FORCED[model] ?? null
}

/** Experts without a network that a choice tries: the baselines stand beside every model. */
export function plainExperts(model: ModelChoice): Set<Expert> {
  return new Set<Expert>(model === 'auto' || model === 'linear' ? ['drift', 'seasonal', 'linear'] : ['drift', 'seasonal'])
}

/** How the networks of a choice are made and trained; null for a choice without. `stretches` counts the fits. */
export function networkPlan(options: FitOptions, custom: CustomNetwork | null, stretches: number): NetworkPlan | null {
  const kind = NETWORK_KINDS[options.model]
  if (kind === undefined) return null
  const { input, horizon, file, seed, members } = options
  const spec: NetworkSpec = { kind, input, horizon, settings: kind === 'nhits' ? DAILY_NHITS : {}, file: custom ? file : null }
  const said = options.steps ?? custom?.steps ?? null
  const first = said === null ? FIRST_STEPS : Math.max(1, Math.round(said * FIRST_OF_SAID))
  const next = said === null ? NEXT_STEPS : Math.max(1, Math.round((said - first) / Math.max(1, stretches - 1)))
  return {
    spec,
    learning: {
      ...LEARNING,
      ...(custom?.batch != null && { batch: custom.batch }),
      ...(custom?.learningRate != null && { learningRate: custom.learningRate }),
    },
    firstSteps: first,
    nextSteps: next,
    seeds: Array.from({ length: members }, (_, m) => seed + m * SEED_STEP),
    perSeries: custom?.perSymbol ?? false,
  }
}
