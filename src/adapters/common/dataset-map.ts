import { type Dataset, type DatasetsRepository, datasetInfo } from '../../ports/datasets.ts'

/** Datasets in a map, the newest last: those of a server's session, and of a store in memory. Nobody writes into a column once it is put. */
export function datasetMap(datasets: Map<string, Dataset>): DatasetsRepository {
  return {
    put(dataset) {
      datasets.delete(dataset.name)
      datasets.set(dataset.name, dataset)
    },
    get: (name) => datasets.get(name) ?? null,
    list: () => [...datasets.values()].reverse().map(datasetInfo),
    remove: (name) => datasets.delete(name),
  }
}
