import { asOpenbellError, throwIfAborted } from '../../core/errors.ts'
import { atLength } from '../common/breathe.ts'
import { errorKind } from '../common/shared.ts'
import { defineOperation, z } from '../operation.ts'
import { descriptionOutput, fileOutput, originOutput, paramsOf, paramsOutput, strategyNameOutput } from './output.ts'

const StrategyOutput = z.strictObject({
  name: strategyNameOutput,
  description: descriptionOutput,
  params: paramsOutput,
  source: originOutput,
  file: fileOutput,
})

const FailedOutput = z.strictObject({
  name: strategyNameOutput,
  file: fileOutput,
  kind: errorKind,
  message: z.string().describe('Why it cannot be loaded'),
  hint: z.string().nullable().describe('What to do'),
})

export const strategiesList = defineOperation({
  name: 'strategies.list',
  toolset: 'backtest',
  effect: 'read',
  summary: 'Every strategy that can be run by name: yours in strategies/ first, then those that come with openbell.',
  input: z.strictObject({}),
  output: z.strictObject({
    strategies: z.array(StrategyOutput).describe('One a name, by name'),
    failed: z.array(FailedOutput).describe('Files in your folders that could not be loaded, with the reason'),
  }),
  examples: [{ title: 'What there is to run', input: {} }],
  async run(context) {
    const { strategyFiles } = await import('../../strategy/folders.ts')
    const { loadFile } = await import('../../strategy/load.ts')
    const { describeParams } = await import('../../strategy/params.ts')
    const strategies: z.infer<typeof StrategyOutput>[] = []
    const failed: z.infer<typeof FailedOutput>[] = []
    for (const found of strategyFiles({ home: context.settings.home })) {
      try {
        const { strategy } = await atLength(context, () => loadFile(found))
        const { name, source, file } = found
        strategies.push({ name, description: strategy.summary, params: paramsOf(describeParams(strategy)), source, file })
      } catch (thrown) {
        throwIfAborted(context.signal)
        failed.push({ name: found.name, file: found.file, ...asOpenbellError(thrown).toJSON() })
      }
    }
    return { strategies: strategies.sort((a, b) => (a.name < b.name ? -1 : 1)), failed }
  },
})
