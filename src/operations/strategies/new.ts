import type { Files } from '../../ports/files.ts'
import { atLength } from '../common/breathe.ts'
import { type Context, defineOperation, OpenbellError, z } from '../operation.ts'
import { fileOutput, strategyNameOutput } from './output.ts'
import { template } from './template.ts'

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

export const strategiesNew = defineOperation({
  name: 'strategies.new',
  toolset: 'backtest',
  effect: 'write',
  summary: 'Write strategies/NAME.ts in the working directory: a strategy that runs, to be changed into yours.',
  input: z.strictObject({
    name: z.string().min(1).describe('Name of the new strategy: lower case with dashes').meta({ positional: true }),
    from: z.string().optional().describe('Start from a copy of this strategy instead'),
  }),
  output: z.strictObject({
    name: strategyNameOutput,
    file: fileOutput,
    from: z.string().nullable().describe('The strategy it is a copy of; null = the template'),
  }),
  examples: [
    { title: 'A strategy of your own', input: { name: 'my-idea' } },
    { title: 'A copy of one that comes with openbell', input: { name: 'my-cross', from: 'sma-cross' } },
  ],
  async run(context, { name, from }) {
    if (!NAME.test(name)) {
      const near =
        name
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, '-')
          .replaceAll(/^[-0-9]+|-+$/g, '') || 'my-idea'
      throw new OpenbellError(
        'usage',
        `a strategy's name is lower case with dashes (given: '${name}')`,
        `openbell strategies new ${near}`,
      )
    }
    const files = await context.files()
    const { text, ending } =
      from === undefined ? { text: template(name), ending: '.ts' } : await copyOf(context, files, from, name)
    const { userFolders } = await import('../../strategy/folders.ts')
    const file = `${userFolders({ home: context.settings.home })[0]}/${name}${ending}`
    await refuseTaken(context, name, file)
    if (context.dryRun) context.progress.note(`dry run: ${file} is not written`)
    else await files.writeText(file, text)
    return { name, file, from: from ?? null }
  },
})

/** Nothing is ever overwritten, and no file hides a strategy that is there already. */
async function refuseTaken(context: Context, name: string, file: string): Promise<void> {
  const { strategyFiles } = await import('../../strategy/folders.ts')
  const taken = strategyFiles({ home: context.settings.home }).find((one) => one.name === name)
  const hint = `openbell strategies new ${name}-2`
  if (taken?.source === 'built-in') throw new OpenbellError('usage', `'${name}' is the name of a strategy of openbell`, hint)
  if (taken || (await (await context.files()).exists(file))) {
    throw new OpenbellError('usage', `${taken?.file ?? file} is there already`, hint)
  }
}

/** The text of a strategy under another name. */
async function copyOf(context: Context, files: Files, from: string, name: string): Promise<{ text: string; ending: string }> {
  const { loadStrategy } = await import('../../strategy/load.ts')
  const { strategy, file } = await atLength(context, () => loadStrategy(from, { home: context.settings.home }))
  const text = await files.readText(file)
  if (/(?:\bfrom|\bimport)\s*\(?\s*['"]\.{1,2}\//.test(text)) {
    throw new OpenbellError(
      'usage',
      `${file} imports other files, so a copy elsewhere would not run`,
      `openbell strategies new ${name}`,
    )
  }
  const declared = new RegExp(`(\\bname:\\s*)(['"\`])${strategy.name}\\2`)
  if (!declared.test(text)) {
    throw new OpenbellError(
      'usage',
      `${file} does not say its name '${strategy.name}' in plain text`,
      `openbell strategies new ${name}`,
    )
  }
  return { text: text.replace(declared, `$1$2${name}$2`), ending: file.slice(file.lastIndexOf('.')) }
}
