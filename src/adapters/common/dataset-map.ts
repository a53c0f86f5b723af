import { type Dataset, type DatasetInfo, type DatasetsRepository, datasetInfo } from '../../ports/datasets.ts'

/** Datasets in a map, the newest last: those of a server's session, and of a store in memory. Nobody writes into a column once it is put. */
export function datasetMap(datasets: Map<string, Dataset>): DatasetsRepository {
  // A list is asked for again and again, and adding up the texts of a long table takes its time.
  const known = new WeakMap<Dataset, DatasetInfo>()
  const infoOf = (dataset: Dataset) => {
    const info = known.get(dataset) ?? datasetInfo(dataset)
    known.set(dataset, info)
    return info
  }
  return {
    put(dataset) {
      datasets.delete(dataset.name)
      datasets.set(dataset.name, dataset)
    },
    get: (name) => datasets.get(name) ?? null,
    list: () => [...datasets.values()].reverse().map(infoOf),
    remove: (name) => datasets.delete(name),
  }
}
