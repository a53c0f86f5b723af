import type { Tensor, Tensor2D, Variable } from '@tensorflow/tfjs-core'
import { Random } from '../../../analysis/random.ts'
import { OpenbellError } from '../../../core/errors.ts'
import type { NetworkSpec, Weights } from '../../../ports/trainer.ts'
import { dropped, firstValues } from './draws.ts'
import { buildDlinear, buildNlinear, DLINEAR_DEFAULTS } from './linear.ts'
import { buildNhits, NHITS_DEFAULTS } from './nhits.ts'
import type { Build, BuildContext, Forward, TensorFlow } from './types.ts'

/** A network that stands on a backend. */
export interface Network {
  /** Everything that is saved, in order; what is learnt among it. */
  variables: readonly Variable[]
  names: readonly string[]
  learnt: readonly Variable[]
  forward: Forward
  dispose(): void
}

/** How a network is made, and the settings it takes. */
export interface Recipe {
  build: Build
  defaults: NetworkSpec['settings']
}

/** The networks of openbell; those of users come from their files. */
export const RECIPES: Record<'nhits' | 'nlinear' | 'dlinear', Recipe> = {
  nhits: { build: buildNhits, defaults: NHITS_DEFAULTS },
  nlinear: { build: buildNlinear, defaults: {} },
  dlinear: { build: buildDlinear, defaults: DLINEAR_DEFAULTS },
}

/** Makes a network with first weights from the seed. */
export function makeNetwork(tf: TensorFlow, spec: NetworkSpec, seed: number, recipe: Recipe): Network {
  const variables: Variable[] = []
  const names: string[] = []
  const draws = new Random(seed, 'dropout')
  let built = false
  let training = false
  const adopt = (name: string, variable: Variable) => {
    if (built) throw new OpenbellError('usage', `the variable '${name}' is made while the network runs`, 'make it in build')
    if (names.includes(name)) throw new OpenbellError('usage', `two variables of the network are called '${name}'`)
    variables.push(variable)
    names.push(name)
  }
  const context: BuildContext = {
    tf,
    seed,
    adopt,
    input: spec.input,
    horizon: spec.horizon,
    settings: { ...recipe.defaults, ...spec.settings },
    variable(name, shape, initial) {
      const values = firstValues(shape, initial, new Random(seed, `weights/${name}`))
      const made = tf.tidy(() => tf.variable(tf.tensor(values, [...shape])))
      adopt(name, made)
      return made
    },
    dropout: (x, rate) => (training ? dropped(tf, x, rate, draws) : x),
  }
  let constants: Tensor[] = []
  const forward = tf.tidy(() => {
    const made = recipe.build(context)
    built = true
    constants = tf.engine().state.activeScope.track.map((tensor) => tf.keep(tensor))
    return made as unknown as Tensor
  }) as unknown as Forward
  if (variables.length === 0)
    throw new OpenbellError('usage', 'the network has no variable to learn', 'variable(name, shape, initial)')
  return {
    variables,
    names,
    learnt: variables.filter((one) => one.trainable),
    forward(x, learns) {
      training = learns
      return forward(x, learns)
    },
    dispose: () => tf.dispose([...variables, ...constants]),
  }
}

/** The values of a network, in the order in which it made its variables. */
export function weightsOf({ variables, names }: Network): Weights {
  const parts = variables.map((one) => one.dataSync() as Float32Array)
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    values.set(part, offset)
    offset += part.length
  }
  return { tensors: variables.map((one, i) => ({ name: names[i], shape: [...one.shape] })), values }
}

/**
 * Gives a network these values.
 * @throws OpenbellError config where they are those of another network
 */
export function setWeights(tf: TensorFlow, network: Network, { tensors, values }: Weights): void {
  const own = network.variables.map((one, i) => `${network.names[i]} ${one.shape.join('x')}`)
  const given = tensors.map(({ name, shape }) => `${name} ${shape.join('x')}`)
  const size = network.variables.reduce((sum, one) => sum + one.size, 0)
  const odd = own.findIndex((text, i) => text !== given[i])
  if (odd >= 0 || own.length !== given.length || values.length !== size) {
    const [expected, found] = odd >= 0 ? [own[odd], given[odd] ?? 'nothing'] : [`${size} numbers`, `${values.length}`]
    throw new OpenbellError(
      'config',
      `saved weights do not fit the network: it has ${expected}, they have ${found}`,
      'openbell models list',
    )
  }
  let offset = 0
  for (const variable of network.variables) {
    const part = values.slice(offset, offset + variable.size)
    tf.tidy(() => variable.assign(tf.tensor(part, variable.shape)))
    offset += variable.size
  }
}

/** Forecasts of these inputs, checked: `[windows, horizon]`. */
export function outputsOf(network: Network, x: Tensor2D, horizon: number, training: boolean): Tensor2D {
  const y = network.forward(x, training)
  const shape = (y as { shape?: number[] } | undefined)?.shape
  if (shape?.length === 2 && shape[0] === x.shape[0] && shape[1] === horizon) return y
  const given = shape ? `[${shape.join(', ')}]` : typeof y
  throw new OpenbellError('usage', `the network answered ${given} instead of [${x.shape[0]}, ${horizon}]`)
}
