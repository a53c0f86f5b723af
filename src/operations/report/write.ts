import { resolve } from 'node:path'
import { OpenbellError } from '../../core/errors.ts'
import type { CompareOutput } from '../compare/output.ts'
import type { Context } from '../context.ts'
import { backtestPage } from './backtest-page.ts'
import { comparePage } from './compare-page.ts'
import { type Page, REPORT_MARK, renderPage } from './html/page.ts'
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

/**
 * Writes a page of any kind, whole or not at all; `bytes` is null in a dry run.
 * @throws OpenbellError usage when another file than a report of ours is there: nothing of a user's is ever written over.
 */
export async function writePage(context: Place, path: string, page: Page): Promise<{ file: string; bytes: number | null }> {
  const file = resolve(path)
  const files = await context.files()
  await refuseForeign(context, file)
  if (context.dryRun) return { file, bytes: null }
  const text = await renderPage(page, await files.chartLibrary())
  await files.writeText(file, text)
  return { file, bytes: new TextEncoder().encode(text).length }
}

/** Bytes of a file that are looked at: the mark stands in the third line of a report. */
const START = 300

/**
 * Refuses a path at which something else than a report of ours is. Asked before a long run too, so that its report is not refused at the end.
 * @throws OpenbellError usage with the file and what to do.
 */
export async function refuseForeign(context: Pick<Context, 'files'>, path: string | undefined): Promise<void> {
  if (path === undefined) return
  const files = await context.files()
  const file = resolve(path)
  if (!(await files.exists(file)) || (await files.readStart(file, START)).includes(REPORT_MARK)) return
  throw new OpenbellError(
    'usage',
    `${file} is there already and is no report of openbell, so it is left as it is`,
    'name another file, or remove this one first',
  )
}
