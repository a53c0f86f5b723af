import { OpenbellError } from '../../core/errors.ts'
import { type Datasets, type DatasetsRepository, datasetInfo } from '../../ports/datasets.ts'

export interface DatasetLimits {
  /** Bytes of all datasets together, as held in memory. */
  bytes: number
  /** Datasets. */
  count: number
}

const DATASET_LIMITS: DatasetLimits = { bytes: 256_000_000, count: 32 }

/** Datasets within limits: what does not fit is refused with the name of what to drop, and everything else stays. */
export function boundedDatasets(repository: DatasetsRepository, limits: DatasetLimits = DATASET_LIMITS): Datasets {
  const used = () => repository.list().reduce((sum, one) => sum + one.bytes, 0)
  return {
    put(dataset) {
      const info = datasetInfo(dataset)
      const others = repository.list().filter((one) => one.name !== dataset.name)
      const bytes = others.reduce((sum, one) => sum + one.bytes, 0)
      if (info.bytes > limits.bytes) throw tooLarge(info.name, info.bytes, limits)
      if (bytes + info.bytes > limits.bytes || others.length >= limits.count) {
        const [largest] = others.toSorted((a, b) => b.bytes - a.bytes)
        throw full(info, { bytes, count: others.length }, largest.name, limits)
      }
      repository.put(dataset)
      return info
    },
    get: (name) => repository.get(name),
    list: () => repository.list(),
    drop: (name) => repository.remove(name),
    limits: () => ({ bytes: used(), mostBytes: limits.bytes, most: limits.count }),
  }
}

function tooLarge(name: string, bytes: number, limits: DatasetLimits): OpenbellError {
  const message = `dataset '${name}' takes ${megabytes(bytes)}, and all together may take ${megabytes(limits.bytes)}`
  return new OpenbellError('usage', message, 'load fewer rows (--limit) or fewer symbols')
}

function full(
  { name, bytes }: { name: string; bytes: number },
  held: DatasetLimits,
  largest: string,
  limits: DatasetLimits,
): OpenbellError {
  const room = `${held.count} of ${limits.count} datasets, ${megabytes(held.bytes)} of ${megabytes(limits.bytes)}`
  const message = `dataset '${name}' (${megabytes(bytes)}) does not fit beside what is loaded: ${room}`
  return new OpenbellError('usage', message, `openbell datasets drop ${largest}`)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
