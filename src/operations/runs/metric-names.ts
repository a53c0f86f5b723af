/** How a metric is written on a screen; fractions become percent. */
export type MetricForm = 'percent' | 'signed-percent' | 'money' | 'ratio' | 'count' | 'days' | 'bars'

export interface MetricName {
  /** As in the answer. */
  name: string
  /** For a reader. */
  label: string
  form: MetricForm
}

/** The metrics of a run in the words of screens and reports, grouped. */
export const METRIC_GROUPS: readonly { title: string; metrics: readonly MetricName[] }[] = [
  {
    title: 'Return',
    metrics: [
      { name: 'finalEquity', label: 'Final equity', form: 'money' },
      { name: 'totalReturn', label: 'Total return', form: 'signed-percent' },
      { name: 'buyAndHoldReturn', label: 'Buy and hold', form: 'signed-percent' },
      { name: 'cagr', label: 'Return a year', form: 'signed-percent' },
      { name: 'alpha', label: 'Alpha a year', form: 'signed-percent' },
      { name: 'beta', label: 'Beta', form: 'ratio' },
    ],
  },
  {
    title: 'Risk',
    metrics: [
      { name: 'maxDrawdown', label: 'Deepest drawdown', form: 'percent' },
      { name: 'maxDrawdownDays', label: 'Longest drawdown', form: 'days' },
      { name: 'volatility', label: 'Volatility a year', form: 'percent' },
      { name: 'var95', label: 'Daily loss, 1 in 20', form: 'percent' },
      { name: 'cvar95', label: 'Mean loss of those', form: 'percent' },
      { name: 'exposure', label: 'Time with a position', form: 'percent' },
    ],
  },
  {
    title: 'Reward for risk',
    metrics: [
      { name: 'sharpe', label: 'Sharpe', form: 'ratio' },
      { name: 'sortino', label: 'Sortino', form: 'ratio' },
      { name: 'calmar', label: 'Calmar', form: 'ratio' },
      { name: 'sqn', label: 'System quality', form: 'ratio' },
    ],
  },
  {
    title: 'Round trips',
    metrics: [
      { name: 'roundTrips', label: 'Round trips', form: 'count' },
      { name: 'winRate', label: 'With a profit', form: 'percent' },
      { name: 'profitFactor', label: 'Profit factor', form: 'ratio' },
      { name: 'expectancy', label: 'Mean profit', form: 'money' },
      { name: 'averageHold', label: 'Mean hold', form: 'bars' },
    ],
  },
  {
    title: 'Costs and fills',
    metrics: [
      { name: 'turnover', label: 'Turnover, times equity', form: 'ratio' },
      { name: 'fees', label: 'Fees', form: 'money' },
      { name: 'slippageCost', label: 'Slippage', form: 'money' },
      { name: 'ambiguousBars', label: 'Ambiguous bars', form: 'count' },
      { name: 'shrunkFills', label: 'Shrunk fills', form: 'count' },
    ],
  },
]

/** Every metric by its name in the answer. */
export const METRICS: ReadonlyMap<string, MetricName> = new Map(
  METRIC_GROUPS.flatMap((group) => group.metrics).map((one) => [one.name, one]),
)
