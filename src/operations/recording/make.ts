import { normalizeSymbol } from '../../market/symbols.ts'
import { symbolsInput } from '../common/shared.ts'
import { defineOperation, z } from '../operation.ts'
import { makeRecording } from './make-recording.ts'
import { madeOutput } from './output.ts'

export const recordingsMake = defineOperation({
  name: 'recordings.make',
  toolset: 'datasets',
  effect: 'write',
  summary: 'Make a recording of a day of the source: prints, quotes and minute bars, without a session.',
  deadlineMs: null,
  input: z.strictObject({
    file: z.string().min(1).describe('Name in the home folder, or a path').meta({ positional: true }),
    symbols: symbolsInput,
    date: z.string().describe('Session date, YYYY-MM-DD'),
    until: z.string().optional().describe('End earlier: a time of day in New York (10:30) or an instant'),
  }),
  output: madeOutput,
  examples: [
    {
      title: 'A quarter of an hour of the simulated market',
      input: { file: 'morning', symbols: ['SIMFIN'], date: '2026-03-20', until: '09:40' },
    },
  ],
  help: [
    'With --source store the rows are what was imported: real prints and quotes become',
    'a day that can be watched, stood still and lived through by a strategy.',
  ].join('\n'),
  run: (context, { file, symbols, date, until }) =>
    makeRecording(context, { name: file, symbols: [...new Set(symbols.map(normalizeSymbol))], date, until }),
})
