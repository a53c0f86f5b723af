import { isSimulated } from '../../market/feeds.ts'
import type { Context } from '../context.ts'
import { html } from '../report/html/html.ts'
import type { Page } from '../report/html/page.ts'
import type { Section } from '../report/html/section.ts'
import { decimal, stamp } from '../report/html/words.ts'
import { dataTable, facts, list, type ReportColumn } from '../report/sections/table.ts'
import { writePage } from '../report/write.ts'
import type { ForecastOutput, ForecastResult } from './output.ts'
import { calibrationSection } from './report-calibration.ts'
import { fansSection, symbolSection } from './report-fans.ts'
import { levelWords, share, signed, span, speaker, trainedWords, valueWords, whole } from './words.ts'

/** So many symbols have a part of their own; of more, one chart lets the reader choose. */
const OWN_PART = 6

/** Writes the report of a forecast; answers the file's full path. */
export async function writeForecastReport(
  context: Pick<Context, 'files' | 'dryRun'>,
  path: string,
  answer: ForecastOutput,
): Promise<string> {
  return (await writePage(context, path, forecastPage(answer))).file
}

/** The report of a forecast: fans, what they are worth, and where they come from. */
export function forecastPage(answer: ForecastOutput): Page {
  const { results, horizon, source, feed, asOf } = answer
  const timeframe = results[0]?.timeframe
  const own = results.length <= OWN_PART
  const sections: (Section | null)[] = [
    ...(own ? results.map(symbolSection) : [fansSection(results)]),
    figuresSection(results),
    calibrationSection(results),
    readingSection(),
    provenanceSection(answer),
  ]
  const symbols = results.map((one) => one.symbol)
  const few = symbols.length > 6 ? `${symbols.slice(0, 6).join(' ')} and ${symbols.length - 6} more` : symbols.join(' ')
  return {
    title: `Forecast of ${few}`,
    subtitle: `${horizon} ${timeframe ? `bars of ${timeframe}` : 'rows'} ahead · ${source}, feed ${feed}${asOf === null ? '' : ` · as of ${stamp(asOf)} UTC`}`,
    simulated: isSimulated(source) || feed.split(',').some(isSimulated),
    notes: [
      ...answer.warnings,
      ...results.flatMap((one) => one.warnings.map((text) => `${one.symbol}: ${text}`)),
      ...answer.failed.map((one) => `${one.symbol}: ${one.message}`),
    ],
    sections: sections.filter((section) => section !== null),
  }
}

function figuresSection(results: ForecastResult[]): Section {
  const levels = results[0]?.evaluation.coverage.map(({ level }) => level) ?? []
  const held: ReportColumn<ForecastResult>[] = levels.map((level, i) => ({
    title: `${levelWords(level)} band held`,
    number: true,
    cell: ({ evaluation }) => share(evaluation.coverage[i]?.achieved ?? null),
  }))
  const columns: ReportColumn<ForecastResult>[] = [
    { title: 'Symbol', cell: (one) => one.symbol },
    { title: 'Last', number: true, cell: (one) => valueWords(one.last, one.symbol) },
    { title: 'Shown', cell: speaker },
    { title: 'Beats last value', cell: (one) => (one.beatsNaive ? 'yes' : 'no') },
    { title: 'Skill', number: true, cell: ({ evaluation }) => signed(evaluation.skill) },
    { title: '95% interval', number: true, cell: ({ evaluation }) => span(evaluation.skillLow, evaluation.skillHigh) },
    { title: 'Skill in interval score', number: true, cell: ({ evaluation }) => signed(evaluation.wisSkill) },
    { title: 'MASE', number: true, cell: ({ evaluation }) => decimal(evaluation.mase, 2) },
    ...held,
    { title: 'Past forecasts', number: true, cell: ({ evaluation }) => whole(evaluation.windows) },
    { title: 'Of them apart', number: true, cell: ({ evaluation }) => whole(evaluation.effectiveWindows) },
    { title: 'P(up)', number: true, cell: ({ signal }) => share(signal.probabilityUp) },
    { title: 'Size of move', number: true, cell: ({ signal }) => share(signal.expectedAbsoluteMove) },
    { title: 'Signal', cell: ({ signal }) => signal.action },
  ]
  return {
    id: 'figures',
    title: 'What they are worth',
    body: dataTable(columns, results, 'At origins of the past, each forecast made from what was known then'),
  }
}

function readingSection(): Section {
  const lines = [
    'Skill is 1 less the error over that of the last value: above zero is better than saying that nothing changes. Unless one model was asked for, it speaks only where the lower bound of its 95% interval is above zero.',
    'A band is drawn as wide as past errors ask for; what it held in the past stands beside what it promises.',
    'Past forecasts overlap; those that are apart decide how sure anything can be.',
    'The median is the middle of what may come, and no target.',
  ]
  return { id: 'reading', title: 'How to read this', body: list(lines) }
}

function provenanceSection({ results, source, feed, asOf, input, horizon, model, saved }: ForecastOutput): Section {
  const columns: ReportColumn<ForecastResult>[] = [
    { title: 'Symbol', cell: (one) => one.symbol },
    { title: 'Model', cell: (one) => html`<code>${one.model.id}</code>` },
    { title: 'Trained to', cell: trainedWords },
    { title: 'Rows', number: true, cell: (one) => whole(one.rows) },
    { title: 'Seed', number: true, cell: (one) => String(one.model.seed) },
    { title: 'Data hash', cell: (one) => html`<code>${one.model.dataHash}</code>` },
    { title: 'Backend', cell: (one) => `${one.model.backend}${one.model.reproducible ? '' : ', not reproducible to the bit'}` },
    { title: 'Prices', cell: (one) => adjustmentWords(one) },
  ]
  const rows: [string, string][] = [
    ['Asked for', model],
    ['Kept as', saved ?? 'not kept'],
    ['Reads', `${input} ${results[0]?.timeframe ? 'bars' : 'rows'}`],
    ['Ahead', String(horizon)],
    ['Source', source],
    ['Feed', feed],
    ['As of', asOf === null ? 'n/a' : `${stamp(asOf)} UTC`],
  ]
  return {
    id: 'provenance',
    title: 'Where this comes from',
    body: html`${facts(rows)}${dataTable(columns, results, 'What made each forecast')}`,
  }
}

function adjustmentWords({ adjustment }: ForecastResult): string {
  if (adjustment === 'splits') return 'split-adjusted'
  return adjustment === null ? 'as the file has them' : 'as traded, or as the source gave them'
}
