import type { Operation } from './operation.ts'

/** Every operation by name, loaded only when it is used; the build writes the manifest of all from here. */
export const operations: Record<string, () => Promise<Operation>> = {
  startup: async () => (await import('./startup/startup.ts')).startup,
  scan: async () => (await import('./scan/scan.ts')).scan,
  'peak-trough': async () => (await import('./peak-trough/peak-trough.ts')).peakTrough,
  bars: async () => (await import('./market/bars.ts')).bars,
  quote: async () => (await import('./market/quote.ts')).quote,
  hours: async () => (await import('./market/hours.ts')).hours,
  contract: async () => (await import('./market/contract.ts')).contract,
  'data.import': async () => (await import('./data/import.ts')).dataImport,
  'data.list': async () => (await import('./data/list.ts')).dataList,
  'data.verify': async () => (await import('./data/verify.ts')).dataVerify,
  'data.fetch': async () => (await import('./data/fetch.ts')).dataFetch,
  'data.warm': async () => (await import('./data/warm.ts')).dataWarm,
  'data.export': async () => (await import('./data/export.ts')).dataExport,
  'data.generate': async () => (await import('./data/generate.ts')).dataGenerate,
  'strategies.list': async () => (await import('./strategies/list.ts')).strategiesList,
  'strategies.info': async () => (await import('./strategies/info.ts')).strategiesInfo,
  'strategies.new': async () => (await import('./strategies/new.ts')).strategiesNew,
  'runs.list': async () => (await import('./runs/list.ts')).runsList,
  'runs.show': async () => (await import('./runs/show.ts')).runsShow,
  'runs.diff': async () => (await import('./runs/diff.ts')).runsDiff,
  report: async () => (await import('./report/report.ts')).report,
  'serve-pocket': async () => (await import('./admin/serve-pocket.ts')).servePocket,
  config: async () => (await import('./admin/config.ts')).config,
  doctor: async () => (await import('./admin/doctor.ts')).doctor,
}
