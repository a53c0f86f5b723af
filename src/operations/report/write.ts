import { isSimulated } from '../../market/feeds.ts'
import type { Files } from '../../ports/files.ts'
import { type Page, renderPage } from './html/page.ts'
import type { Section } from './html/section.ts'
import type { ReportInput } from './input.ts'
import { bandsSection } from './sections/curves.ts'
import { equitySection } from './sections/equity.ts'
import { keyFigures, metricsSection } from './sections/metrics.ts'
import { priceSection } from './sections/price.ts'
import { distributionSection, monthlySection } from './sections/returns.ts'
import { roundTripsSection } from './sections/round-trips.ts'
import { provenanceSection, termsSection, whySection } from './sections/terms.ts'
import { gradeSection, monteCarloSection } from './sections/trust.ts'

/** Writes the report of a backtest; the file appears whole or not at all. Returns its size in bytes. */
export async function writeReport(files: Files, path: string, input: ReportInput): Promise<number> {
  return writePage(files, path, pageOf(input))
}

/** Writes any report. */
export async function writePage(files: Files, path: string, page: Page): Promise<number> {
  const text = await renderPage(page, await files.chartLibrary())
  await files.writeText(path, text)
  return new TextEncoder().encode(text).length
}

/** The report of a backtest: what is asked first stands first. */
export function pageOf(input: ReportInput): Page {
  const { answer, notes } = input
  const { strategy, symbols, timeframe, from, to } = answer
  const named = symbols.length > 6 ? `${symbols.slice(0, 6).join(' ')} and ${symbols.length - 6} more` : symbols.join(' ')
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
    termsSection(input),
    provenanceSection(input),
  ]
  return {
    title: `${strategy} on ${named}`,
    subtitle: `${timeframe} bars from ${from.slice(0, 10)} to ${to.slice(0, 10)} · ${answer.source}, feed ${answer.feed} · run ${answer.run}`,
    simulated: isSimulated(answer.source) || answer.feed.split(',').some(isSimulated),
    notes: [...notes, ...answer.warnings, ...answer.failed.map((one) => `${one.symbol}: ${one.message}`)],
    sections: sections.filter((section) => section !== null),
  }
}
