import { resolve } from 'node:path'
import type { CompareOutput } from '../compare/output.ts'
import type { Context } from '../context.ts'
import { backtestPage } from './backtest-page.ts'
import { comparePage } from './compare-page.ts'
import { type Page, renderPage } from './html/page.ts'
import type { ReportColumns, ReportInput } from './input.ts'

type Place = Pick<Context, 'files' | 'dryRun'>

/** Writes the report of a backtest. Returns the file's full path; a dry run writes nothing. */
export async function writeReport(context: Place, path: string, input: ReportInput): Promise<string> {
  return (await writePage(context, path, backtestPage(input))).file
}

/** Writes the report of a comparison, likewise. */
export async function writeCompareReport(
  context: Place,
  path: string,
  input: { answer: CompareOutput; columns: ReportColumns },
): Promise<string> {
  return (await writePage(context, path, comparePage(input.answer, input.columns))).file
}

/** Writes a page of any kind, whole or not at all; `bytes` is null in a dry run. */
export async function writePage(context: Place, path: string, page: Page): Promise<{ file: string; bytes: number | null }> {
  const file = resolve(path)
  if (context.dryRun) return { file, bytes: null }
  const files = await context.files()
  const text = await renderPage(page, await files.chartLibrary())
  await files.writeText(file, text)
  return { file, bytes: new TextEncoder().encode(text).length }
}
