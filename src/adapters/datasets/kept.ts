import type { Datasets } from '../../ports/datasets.ts'
import type { Store } from '../../ports/store.ts'
import { boundedDatasets, type DatasetLimits } from './bounded.ts'

/** The datasets of the home folder, in its store: loaded by one command, worked on by the next. */
export function createKeptDatasets(store: Store, limits?: DatasetLimits): Datasets {
  const bounded = boundedDatasets(store.datasets, limits)
  // What fits is judged and stored as one: two processes that load at once do not both take the last room.
  return { ...bounded, put: (dataset) => store.transaction(() => bounded.put(dataset)) }
}
