import type { Dataset, Datasets } from '../../ports/datasets.ts'
import { datasetMap } from '../common/dataset-map.ts'
import { boundedDatasets, type DatasetLimits } from './bounded.ts'

/** The datasets of one server's session: in its memory, gone with it. */
export function createMemoryDatasets(limits?: DatasetLimits): Datasets {
  return boundedDatasets(datasetMap(new Map<string, Dataset>()), limits)
}
