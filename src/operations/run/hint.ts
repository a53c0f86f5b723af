import { nearest } from '../../analysis/nearest.ts'
import type { CodeOutcome } from '../../ports/code-runner.ts'
import type { Dataset } from '../../ports/datasets.ts'

const HELPERS = [
  'calculateMomentum',
  'detectBreakout',
  'formatPrice',
  'assessLiquidity',
  'calculateVwap',
  'detectSupportResistance',
  'calculateRsi',
  'analyzeVolumeProfile',
  'identifyAlgorithmicActivity',
  'detectMarketRegime',
  'calculateSharpeRatio',
  'assessTrendStrength',
  'calculateTradeMetrics',
  'calculatePositionRisk',
  'assessDataQuality',
  'chart',
]

/** Columns that one hint names. */
const MOST_NAMED = 20

type Failure = NonNullable<CodeOutcome['error']>

/**
 * What to do about code that failed, the columns that there are named wherever a name may have been meant for one and the error has not named
 * them itself.
 */
export function hintOf(error: Failure, code: string, dataset: Dataset | null, timeout: number): string {
  if (error.kind === 'timeout') return `fewer rows (df.tail(500)), or a longer --timeout than ${timeout}`
  if (error.kind === 'memory') return 'load fewer rows (--limit), and make no copies of whole columns'
  if (error.kind === 'output') return 'return less: figures, or the last rows (values.slice(-200))'
  if (dataset === null) return 'df is empty: --dataset NAME, after openbell datasets load NAME SIMALL'
  const columns = dataset.columns.map((one) => one.name)
  if (columns.every((name, i) => i >= MOST_NAMED || error.message.includes(name))) return `openbell datasets show ${dataset.name}`
  const meant = meantBy(error, code, columns)
  const named = columns.slice(0, MOST_NAMED).join(' ') + (columns.length > MOST_NAMED ? ' ...' : '')
  return `${meant === null ? '' : `did you mean ${meant}? `}columns of ${dataset.name}: ${named}`
}

/** The column or helper nearest to a name that the error speaks of, or that its line asks of df. */
function meantBy({ message, line }: Failure, code: string, columns: string[]): string | null {
  const unknown = /'?([A-Za-z_$][\w$]*)'? is not defined/.exec(message)?.[1]
  if (unknown !== undefined) {
    const helper = nearest(unknown, HELPERS)
    const column = columns.find((one) => one.toLowerCase() === unknown.toLowerCase()) ?? null
    return column !== null ? `df.${column}` : (helper ?? prefixed(nearest(unknown, columns)))
  }
  const text = line === null ? code : (code.split('\n')[line - 1] ?? '')
  const asked = [...text.matchAll(/\bdf\.([A-Za-z_$][\w$]*)(?!\s*\()/g)].map((match) => match[1])
  const wrong = asked.find((name) => message.includes(name) && !columns.includes(name))
  return wrong === undefined ? null : prefixed(nearest(wrong, columns))
}

function prefixed(column: string | null): string | null {
  return column && `df.${column}`
}
