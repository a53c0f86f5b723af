import { OpenbellError } from '../../core/errors.ts'
import { parseInstant } from '../../core/time.ts'
import type { AnalyzeAnswer } from '../analyze/output.ts'
import { execute } from '../execute.ts'
import type { Context } from '../operation.ts'
import { type SourceView, technicalScore } from './view.ts'

/** Our own technical view on daily bars, by the same operation that anybody can run. @throws OpenbellError as `analyze` does */
export async function ownView(context: Context, symbol: string): Promise<{ view: SourceView; answer: AnalyzeAnswer }> {
  const operation = await context.operation('analyze')
  if (!operation) throw new OpenbellError('internal', "no operation 'analyze'")
  const { value } = (await execute(operation, { symbols: [symbol] }, context)) as { value: unknown }
  const answer = value as AnalyzeAnswer
  const [result] = answer.results
  const view: SourceView = {
    source: 'openbell',
    peer: null,
    tool: 'analyze',
    kind: 'technical',
    claim: result.quick.summary,
    ...technicalScore(result),
    asOf: parseInstant(answer.asOf),
    notes: [...(result.stale ? ['the last bar is old'] : []), ...(result.quick.trend === 'unknown' ? ['too few bars'] : [])],
  }
  return { view, answer }
}
