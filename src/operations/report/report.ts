import { join } from 'node:path'
import { sourceOutput } from '../common/shared.ts'
import { defineOperation, z } from '../operation.ts'
import { findRun, runInput } from '../runs/kept.ts'
import { rebuildPage } from './rebuild.ts'
import { writePage } from './write.ts'

/** A kept run as one HTML file that needs nothing else. */
export const report = defineOperation({
  name: 'report',
  toolset: 'backtest',
  effect: 'write',
  summary: 'Write the HTML report of a kept run: charts, round trips, metrics, and how far to trust it, in one file.',
  input: z.strictObject({
    run: runInput,
    out: z.string().optional().describe('File to write; default reports/RUN.html in the home folder'),
  }),
  output: z.strictObject({
    run: z.string().describe('Id of the run'),
    strategy: z.string().describe('Strategy'),
    symbols: z.array(z.string()).describe('Symbols'),
    source: sourceOutput,
    file: z.string().describe('The report'),
    bytes: z.int().nullable().describe('Its size; null in a dry run, which writes nothing'),
    notes: z.array(z.string()).describe('What the report says about itself: changed or unreadable data'),
  }),
  examples: [
    { title: 'The newest run', input: { run: 'last' } },
    { title: 'Into a file of your own', input: { run: 'last', out: 'report.html' } },
  ],
  async run(context, { run: words, out }) {
    const { runs } = await context.store()
    const run = findRun(runs, words)
    const { page, notes } = await rebuildPage(context, run)
    const { file, bytes } = await writePage(context, out ?? join(context.settings.home, 'reports', `${run.id}.html`), page)
    const { id, strategy, symbols, source } = run
    return { run: id, strategy, symbols, source, file, bytes, notes }
  },
})
