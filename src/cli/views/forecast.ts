import { isSimulated } from '../../market/feeds.ts'
import { shellWord } from '../../operations/common/words.ts'
import type { ForecastOutput } from '../../operations/forecast/output.ts'
import { factLine } from './fact-line.ts'
import { forecastBlock } from './forecast-block.ts'
import { forecastTable } from './forecast-table.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { failures, provenance } from './table.ts'
import type { Terminal, View } from './view.ts'

/** So many symbols are told in full; more of them a row each, with the charts that were asked for. */
const IN_FULL = 3

export const view: View<ForecastOutput> = (output, terminal) => {
  const { results } = output
  const told =
    results.length <= IN_FULL
      ? results.map((one) => forecastBlock(one, terminal))
      : [
          forecastTable(results, terminal),
          ...results.filter((one) => one.history.length > 1).map((one) => forecastBlock(one, terminal)),
        ]
  const warnings = output.warnings.map((one) => `warning: ${one}`)
  return [
    factLine(head(output, terminal), terminal),
    ...told,
    warnings.length > 0 ? terminal.paint.yellow(paragraphs(warnings, terminal)) : '',
    failures(output.failed, terminal),
    keptLine(output, terminal),
    results.length > 0 ? nextLine([next(output)], terminal) : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function head(output: ForecastOutput, terminal: Terminal): string {
  const { source, feed, asOf, horizon, input } = output
  const where = asOf === null ? fileOf(source, feed, terminal) : provenance({ source, feed, asOf }, terminal)
  const timeframe = output.results[0]?.timeframe
  const ahead = timeframe ? `${horizon} bars of ${timeframe} ahead` : `${horizon} rows ahead`
  return `${where} · ${ahead}, reads ${input}`
}

function fileOf(source: string, feed: string, { paint }: Terminal): string {
  return isSimulated(source) || isSimulated(feed) ? paint.inverse(' SIMULATED ') : `${paint.bold(source.toUpperCase())}  ${feed}`
}

function keptLine({ saved, model, report }: ForecastOutput & { report?: string }, { dryRun }: Terminal): string {
  const lines: string[] = []
  if (saved !== null && !dryRun)
    lines.push(model.startsWith('saved:') ? `read from the model ${saved}` : `kept as the model ${saved}`)
  if (report !== undefined && !dryRun) lines.push(`Report written to ${report}`)
  return lines.join('\n')
}

/** What is asked next: how it would have done before, then what a page shows. */
function next({ results, model }: ForecastOutput): string {
  const [first] = results
  const words = ['openbell forecast', shellWord(first.symbol)]
  if (first.timeframe !== null && first.timeframe !== '1d') words.push(`--timeframe ${first.timeframe}`)
  if (model !== 'auto') words.push(`--model ${shellWord(model)}`)
  return `${words.join(' ')} ${first.past.length === 0 ? '--past 3' : '--report forecast.html'}`
}
