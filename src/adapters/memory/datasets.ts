import type { Dataset, DatasetsRepository } from '../../ports/datasets.ts'
import { datasetMap } from '../common/dataset-map.ts'
import { type Part, rememberMap } from './part.ts'

/** Datasets of a store in memory. */
export function createDatasets(): Part<DatasetsRepository> {
  const datasets = new Map<string, Dataset>()
  return { repository: datasetMap(datasets), remember: () => rememberMap(datasets) }
}
