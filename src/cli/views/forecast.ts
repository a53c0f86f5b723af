import { isSimulated } from '../../market/feeds.ts'
import { shellWord } from '../../operations/common/words.ts'
import { MODEL_NAMES } from '../../operations/forecast/input.ts'
import type { ForecastOutput } from '../../operations/forecast/output.ts'
import { factLine } from './fact-line.ts'
import { forecastBlock } from './forecast-block.ts'
import { forecastTable } from './forecast-table.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { failures, provenance } from './table.ts'
import type { Terminal, View } from './view.ts'

/** So many symbols are told in full; more of them a row each, with the charts that were asked for; a report has them on its page. */
const IN_FULL = 3

export const view: View<ForecastOutput> = (output, terminal) => {
  const { results } = output
  const inFull = results.length <= IN_FULL
  const drawn = inFull ? results : results.filter((one) => one.history.length > 1 && output.report === null)
  const told = [inFull ? '' : forecastTable(results, terminal), ...drawn.map((one) => forecastBlock(one, terminal))]
  const warnings = output.warnings.map((one) => `warning: ${one}`)
  return [
    factLine(head(output, terminal), terminal),
    ...told,
    warnings.length > 0 ? terminal.paint.yellow(paragraphs(warnings, terminal)) : '',
    failures(output.failed, terminal),
    keptLine(output, terminal),
    nextLine([next(output)], terminal),
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

/** What has no time of its own cannot be as of one. */
function fileOf(source: string, feed: string, { paint }: Terminal): string {
  if (isSimulated(source) || isSimulated(feed)) return paint.inverse(' SIMULATED ')
  return `${paint.bold(source.toUpperCase())}${feed === source ? '' : `  ${feed}`}`
}

function keptLine({ saved, report }: ForecastOutput, { dryRun }: Terminal): string {
  if (dryRun) return ''
  const lines = [saved === null ? '' : `Kept model: ${saved}`, report === null ? '' : `Report written to ${report}`]
  return lines.filter((line) => line !== '').join('\n')
}

/** What is asked next: what a kept model knows, how it would have done before, or a page of it all. Of a file the answer does not know the path. */
function next({ results: [first], model, saved, report }: ForecastOutput): string {
  if (saved !== null) return `openbell models show ${shellWord(saved)}`
  if (first === undefined || first.timeframe === null) return 'openbell models list'
  const words = ['openbell forecast', shellWord(first.symbol)]
  if (first.timeframe !== '1d') words.push(`--timeframe ${first.timeframe}`)
  if (model !== 'auto' && first.model.name === model && BUILT_IN.has(model)) words.push(`--model ${model}`)
  return `${words.join(' ')} ${first.past.length === 0 || report !== null ? '--past 3' : '--report forecast.html'}`
}

/** Names that `--model` takes as they are: a network of the user's is named by its file. */
const BUILT_IN = new Set<string>(MODEL_NAMES)
