import { iso } from '../../core/time.ts'
import type { Resource } from '../resource.ts'
import type { JsonObject, ToolCall } from '../tool.ts'
import { answerOf, permitted } from '../tools/run.ts'
import { type NextStep, nextSteps } from './next-steps.ts'
import { polled } from './polled.ts'
import { exampleSymbol } from './symbols.ts'

const LOOK_MS = 1000
/** Series of the store that are named; of the others the count is enough. */
const MOST_SERIES = 20

type Loaded = Awaited<ReturnType<typeof loadedDatasets>>

/** Datasets of this server, newest first, in the words of answers. @throws OpenbellError denied on a server that lists none */
export async function loadedDatasets(call: ToolCall) {
  await permitted(call, 'datasets.list')
  return (await call.context.datasets()).list().map(({ asOf, loadedAt, columns, ...rest }) => ({
    ...rest,
    columns: columns.map(({ name, type }) => `${name}: ${type}`),
    asOf: iso(asOf),
    loadedAt: iso(loadedAt),
  }))
}

/** How code on datasets fared; null before the first execution. */
export async function performanceOf(call: ToolCall): Promise<JsonObject | null> {
  if (!(await call.context.operation('analytics.performance'))) return null
  const answer = await answerOf(call, 'analytics.performance', {})
  return answer.executions === 0 ? null : answer
}

async function storedSeries(call: ToolCall): Promise<JsonObject> {
  const series = (await answerOf(call, 'data.list', {})).series as JsonObject[]
  const named = series.slice(0, MOST_SERIES).map(({ symbol, kind, timeframe, source, bars, from, to }) => ({
    ...{ symbol, kind, timeframe, source, rows: bars, from, to },
  }))
  return { count: series.length, series: named }
}

export const analyticsContext: Resource = {
  uri: 'analytics://context',
  name: 'analytics-context',
  title: 'Analytics context',
  description:
    'Datasets that are loaded with their quality, data in the store, how code on them fared, and suggested next steps.',
  async read(call): Promise<JsonObject> {
    const [datasets, executions, store] = [await loadedDatasets(call), await performanceOf(call), await storedSeries(call)]
    const { bytes, mostBytes, most } = (await call.context.datasets()).limits()
    const next: NextStep[] = nextSteps({
      ...{ datasets, executions, stored: store.count as number },
      example: await exampleSymbol(call),
    })
    const { context } = call
    return {
      asOf: iso(context.asOf(await context.source())),
      source: context.settings.source,
      datasets,
      room: { bytes, mostBytes, datasets: datasets.length, mostDatasets: most },
      store,
      executions: executions ?? 'none yet',
      next,
    }
  },
  watch: (call, _, changed) => polled(call, LOOK_MS, () => digest(call), changed),
}

/** What makes the context another one: a dataset loaded or dropped, code that ran. */
async function digest(call: ToolCall): Promise<string> {
  const datasets: Loaded = await loadedDatasets(call)
  const [newest] = (await call.context.store()).kept.list('execution', 1)
  return JSON.stringify([datasets.map(({ name, loadedAt }) => [name, loadedAt]), newest?.id ?? null])
}
