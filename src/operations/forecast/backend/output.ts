import { z } from '../../operation.ts'

/** A way to train as its operations tell of it. */
export const backendOutput = z.strictObject({
  name: z.string().describe('Name for --backend'),
  state: z.enum(['ready', 'not-installed', 'broken']).describe('ready only where it has just run'),
  detail: z.string().describe('What it is, or what is missing, in a line'),
  library: z.string().nullable().describe('Library and version; null where it is not installed'),
  folder: z.string().nullable().describe('Folder it is installed into; null for what comes with openbell'),
})

export const backendNameInput = z.string().min(1).meta({ positional: true })
