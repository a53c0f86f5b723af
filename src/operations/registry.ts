import type { Operation } from './operation.ts'

/** Every operation by name, loaded only when it is used; the build writes the manifest of all from here. */
export const operations: Record<string, () => Promise<Operation>> = {
  startup: async () => (await import('./startup.ts')).startup,
  scan: async () => (await import('./scan.ts')).scan,
  'peak-trough': async () => (await import('./peak-trough.ts')).peakTrough,
  bars: async () => (await import('./bars.ts')).bars,
  quote: async () => (await import('./quote.ts')).quote,
  hours: async () => (await import('./hours.ts')).hours,
  contract: async () => (await import('./contract.ts')).contract,
  'data.import': async () => (await import('./data-import.ts')).dataImport,
  'data.list': async () => (await import('./data-list.ts')).dataList,
  'data.verify': async () => (await import('./data-verify.ts')).dataVerify,
  'data.fetch': async () => (await import('./data-fetch.ts')).dataFetch,
  'data.warm': async () => (await import('./data-warm.ts')).dataWarm,
  'data.export': async () => (await import('./data-export.ts')).dataExport,
  'data.generate': async () => (await import('./data-generate.ts')).dataGenerate,
  'serve-pocket': async () => (await import('./serve-pocket.ts')).servePocket,
  config: async () => (await import('./config.ts')).config,
  doctor: async () => (await import('./doctor.ts')).doctor,
}
