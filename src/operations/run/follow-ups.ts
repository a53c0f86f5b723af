import type { Dataset } from '../../ports/datasets.ts'
import { suggestions } from '../datasets/suggestions.ts'
import type { FollowUpCall } from './output.ts'

interface Done {
  result: unknown
  code: string
  dataset: Dataset | null
  charts: number
  failed: boolean
  /** Follow-ups are typed on a command line: code that needs its lines has no place there. */
  typed: boolean
}

/** Three calls that lead on from here: what the result lends itself to first, then what the data is good for. */
export function followUps(done: Done): FollowUpCall[] {
  const { dataset } = done
  const all =
    dataset === null ? withoutData() : [...(done.failed ? repairs(dataset) : pictures(done, dataset)), ...onData(done, dataset)]
  return all.slice(0, 3)
}

function withoutData(): FollowUpCall[] {
  return [
    { title: 'Load something to work on', operation: 'datasets.load', input: { name: 'week', symbols: ['SIMALL'] } },
    { title: 'What is loaded already', operation: 'datasets.list', input: {} },
    { title: 'How executions went', operation: 'analytics.performance', input: {} },
  ]
}

function repairs({ name }: Dataset): FollowUpCall[] {
  return [{ title: 'What columns there are and what is in them', operation: 'datasets.show', input: { name } }]
}

/** A list of numbers that nobody has drawn yet. */
function pictures({ result, charts, code, typed }: Done, { name }: Dataset): FollowUpCall[] {
  const isList = Array.isArray(result) && result.length > 10 && result.every((one) => one === null || typeof one === 'number')
  if (!isList || charts > 0 || (typed && code.trim().includes('\n'))) return []
  const drawn = `const values = (() => {\n${code}\n})();
chart({ title: "result", kind: "line", x: Array.from(values, (_, i) => i), series: [{ name: "result", values: Array.from(values) }] });
return values.length`
  return [{ title: 'The same as a picture', operation: 'run', input: { code: drawn, dataset: name } }]
}

/** What the data is good for and was not just done, then what other operations make of its symbols. */
function onData({ code }: Done, dataset: Dataset): FollowUpCall[] {
  const { name, symbols, timeframe, kind } = dataset
  const ideas = suggestions(dataset)
    .filter((one) => one.code !== code)
    .map((one) => ({ title: one.title, operation: 'run', input: { code: one.code, dataset: name } }))
  const [symbol] = symbols
  const further: FollowUpCall[] =
    symbol === undefined || kind === 'csv'
      ? []
      : [
          {
            title: `The state of ${symbol}: trend, levels, volume`,
            operation: 'analyze',
            input: { symbols: [symbol], timeframe: timeframe ?? '1d' },
          },
        ]
  return [
    ...ideas.slice(0, 2),
    ...further,
    ...ideas.slice(2),
    { title: 'How executions went', operation: 'analytics.performance', input: {} },
  ]
}
