import type { LayersModel } from '@tensorflow/tfjs-layers'
import { OpenbellError } from '../../../core/errors.ts'
import type { Forward, NetworkContext } from './types.ts'

/** A network of one's own: what a file that is used as `--model custom:FILE` exports as default. */
export interface NetworkDefinition {
  /** Lower case with dashes. */
  name: string
  /** What it is, in a sentence. */
  summary: string
  /** True: a network of its own for each series, instead of one shared by all. */
  perSymbol?: boolean
  /** Most training steps, windows in a step, and the learning rate of Adam; what is left out is openbell's default. */
  steps?: number
  batch?: number
  learningRate?: number
  /** Sizes and their defaults. */
  settings?: Readonly<Record<string, number | readonly number[]>>
  /**
   * The network: a function from inputs `[windows, input]` to forecasts `[windows, horizon]`, or a layers model of these shapes. Inputs are
   * distances from the last value in units of volatility. Runs once a network; draws no numbers of its own.
   */
  build(context: NetworkContext): Forward | LayersModel
}

/** What `defineNetwork` returns. */
export interface DefinedNetwork extends NetworkDefinition {
  readonly kind: 'openbell-network'
}

const FIELDS = 'name summary perSymbol steps batch learningRate settings build'.split(' ')

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/**
 * Declares a network of one's own, checked as far as it can be without data.
 * @throws OpenbellError usage, naming the network and what to write instead
 */
export function defineNetwork(definition: NetworkDefinition): DefinedNetwork {
  const { name, summary, build, steps, batch, learningRate, settings = {} } = definition
  if (typeof name !== 'string' || !NAME.test(name)) {
    const message = `a network's name is lower case with dashes (given: ${JSON.stringify(name)})`
    throw new OpenbellError('usage', message, "name: 'my-network'")
  }
  const strange = Object.keys(definition).find((field) => !FIELDS.includes(field))
  if (strange) throw wrong(name, `has no field '${strange}'`, `a network has ${FIELDS.join(', ')}`)
  if (typeof summary !== 'string' || summary.trim() === '')
    throw wrong(name, 'has no summary', "summary: 'what it is in a sentence'")
  if (typeof build !== 'function') throw wrong(name, 'has no build', 'build({ tf, input, horizon, variable }) { ... }')
  for (const [field, value] of Object.entries({ steps, batch })) {
    if (value !== undefined && !(Number.isInteger(value) && value > 0))
      throw wrong(name, `${field} is a whole number above zero (given: ${value})`, `${field}: 500`)
  }
  if (learningRate !== undefined && !(learningRate > 0))
    throw wrong(name, `learningRate is above zero (given: ${learningRate})`, 'learningRate: 0.001')
  for (const [key, value] of Object.entries(settings)) {
    if (![value].flat().every((one) => Number.isFinite(one)))
      throw wrong(name, `the setting '${key}' is no number and no list of numbers`, `${key}: 64`)
  }
  return Object.freeze({ ...definition, kind: 'openbell-network' as const })
}

/** True for what `defineNetwork` returned, of whatever copy of openbell. */
export function isNetwork(value: unknown): value is DefinedNetwork {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'openbell-network'
}

function wrong(name: string, message: string, hint: string): OpenbellError {
  return new OpenbellError('usage', `network '${name}': ${message}`, hint)
}
