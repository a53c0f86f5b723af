import { OpenbellError } from '../../core/errors.ts'
import type { Datasets } from '../../ports/datasets.ts'
import type { Store } from '../../ports/store.ts'

export function createKeptDatasets(_store: Store): Datasets {
  throw new OpenbellError('internal', 'datasets are being built')
}
