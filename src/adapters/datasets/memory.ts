import { OpenbellError } from '../../core/errors.ts'
import type { Datasets } from '../../ports/datasets.ts'

export function createMemoryDatasets(): Datasets {
  throw new OpenbellError('internal', 'datasets are being built')
}
