import { OpenbellError } from '../../../core/errors.ts'
import type { Recipe } from './build.ts'
import type { DefinedNetwork } from './define.ts'
import { isLayersModel, ofLayersModel } from './layers-model.ts'

/** How a user's network is made: as its own function says, or around the layers model that it answers. */
export function customRecipe(network: DefinedNetwork): Recipe {
  return {
    defaults: network.settings ?? {},
    build(context) {
      const built: unknown = network.build(context)
      if (typeof built === 'function') return built as ReturnType<Recipe['build']>
      if (isLayersModel(built)) return ofLayersModel(context, built)
      throw new OpenbellError(
        'usage',
        `the build of network '${network.name}' answered ${built === null ? 'null' : typeof built}, no function and no layers model`,
        'build({ tf, input, horizon, variable }) { return (x) => ... }',
      )
    },
  }
}
