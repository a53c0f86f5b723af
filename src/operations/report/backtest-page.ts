import { isSimulated } from '../../market/feeds.ts'
import type { Page } from './html/page.ts'
import type { Section } from './html/section.ts'
import type { ReportInput } from './input.ts'
import { bandsSection } from './sections/curves.ts'
import { equitySection } from './sections/equity.ts'
import { keyFigures, metricsSection } from './sections/metrics.ts'
import { priceSection } from './sections/price.ts'
import { provenanceSection } from './sections/provenance.ts'
import { distributionSection, monthlySection } from './sections/returns.ts'
import { roundTripsSection } from './sections/round-trips.ts'
import { paramsSection, termsSection, whySection } from './sections/terms.ts'
import { gradeSection, monteCarloSection } from './sections/trust.ts'

/** What the head of every page says of the data. */
export interface DataHead {
  symbols: string[]
  timeframe: string
  source: string
  feed: string
  from: string
  to: string
  run: string
}

/** The report of a backtest: what is asked first stands first. */
export function backtestPage(input: ReportInput): Page {
  const { answer, notes } = input
  const sections: (Section | null)[] = [
    keyFigures(input),
    equitySection(input),
    priceSection(input),
    gradeSection(input),
    metricsSection(input),
    monthlySection(input),
    distributionSection(input),
    roundTripsSection(input),
    monteCarloSection(input),
    bandsSection(input),
    whySection(input),
    paramsSection(answer.params),
    termsSection(answer),
    provenanceSection(answer, input.keptAt),
  ]
  return {
    title: `${answer.strategy} on ${fewSymbols(answer)}`,
    ...headOf(answer),
    notes: [...notes, ...answer.warnings, ...answer.failed.map((one) => `${one.symbol}: ${one.message}`)],
    sections: sections.filter((section) => section !== null),
  }
}

export function fewSymbols({ symbols }: DataHead): string {
  return symbols.length > 6 ? `${symbols.slice(0, 6).join(' ')} and ${symbols.length - 6} more` : symbols.join(' ')
}

/** Range, source and feed under the title, and whether the market was made up. */
export function headOf({ timeframe, from, to, source, feed, run }: DataHead): Pick<Page, 'subtitle' | 'simulated'> {
  return {
    subtitle: `${timeframe} bars from ${from.slice(0, 10)} to ${to.slice(0, 10)} · ${source}, feed ${feed} · run ${run}`,
    simulated: isSimulated(source) || feed.split(',').some(isSimulated),
  }
}
