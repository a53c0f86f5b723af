/** The best objective of each pair of values of two parameters. */
export interface HeatMap {
  /** Names of the parameters across and down, and their values, ascending (texts by spelling, false before true). */
  across: string
  down: string
  acrossValues: (number | string | boolean)[]
  downValues: (number | string | boolean)[]
  /** One row of cells for each value down; null where no trial gave an objective. */
  cells: (number | null)[][]
}

export interface HeatMapTrial {
  params: Readonly<Record<string, number | string | boolean>>
  objective: number | null
}

/** Lays trials out by two parameters; where further parameters vary, a cell keeps the best of them. `direction`: which way is better. */
export function heatMap(
  trials: readonly HeatMapTrial[],
  across: string,
  down: string,
  direction: 'higher' | 'lower' = 'higher',
): HeatMap {
  const acrossValues = distinct(trials, across)
  const downValues = distinct(trials, down)
  const column = new Map(acrossValues.map((value, i) => [value, i]))
  const row = new Map(downValues.map((value, i) => [value, i]))
  const cells: (number | null)[][] = downValues.map(() => acrossValues.map(() => null))
  for (const { params, objective } of trials) {
    const line = cells[row.get(params[down]) ?? -1]
    const at = column.get(params[across])
    if (!line || at === undefined || objective === null) continue
    const best = line[at]
    if (best === null || (direction === 'higher' ? objective > best : objective < best)) line[at] = objective
  }
  return { across, down, acrossValues, downValues, cells }
}

function distinct(trials: readonly HeatMapTrial[], name: string): (number | string | boolean)[] {
  const values = new Set(trials.map(({ params }) => params[name]).filter((value) => value !== undefined))
  return [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

/** The two parameters that trials try most values of: what a heat map of many parameters shows. Null with fewer than two that vary. */
export function heatMapAxes(trials: readonly HeatMapTrial[]): [across: string, down: string] | null {
  const names = Object.keys(trials[0]?.params ?? {})
  const varied = names
    .map((name) => ({ name, values: distinct(trials, name).length }))
    .filter((one) => one.values > 1)
    .sort((a, b) => b.values - a.values)
  return varied.length < 2 ? null : [varied[0].name, varied[1].name]
}
