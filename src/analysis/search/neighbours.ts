import { type Dimension, type Point, type Space, tidy, type Value } from './space.ts'

export interface Neighbour {
  /** The parameter that differs. */
  name: string
  value: Value
  point: Point
}

/** Share of a continuous range that counts as one step. */
const STEP = 0.05

/** The valid points one step away in one parameter: down, then up, in the order of the parameters; of an unordered list every other value. */
export function neighboursOf(space: Space, point: Point): Neighbour[] {
  return space.dimensions.flatMap((one) =>
    besides(one, point[one.name])
      .map((value) => ({ name: one.name, value, point: { ...point, [one.name]: value } }))
      .filter((neighbour) => space.valid(neighbour.point)),
  )
}

function besides(dimension: Dimension, value: Value): Value[] {
  if (dimension.kind === 'continuous') {
    const step = (dimension.max - dimension.min) * STEP
    const near = [Number(value) - step, Number(value) + step].map(tidy)
    return near.filter((one) => one >= dimension.min && one <= dimension.max)
  }
  const { values, ordered } = dimension
  if (!ordered) return values.filter((one) => one !== value)
  const place = values.indexOf(value)
  return [values[place - 1], values[place + 1]].filter((one) => one !== undefined)
}
