import { type Context, defineOperation, OpenbellError, z } from '../operation.ts'

export const modelsDelete = defineOperation({
  name: 'models.delete',
  toolset: 'forecast',
  effect: 'write',
  summary: 'Delete kept models; at a terminal it asks first.',
  input: z.strictObject({
    names: z.array(z.string()).min(1).describe('Names of models').meta({ positional: true }),
  }),
  output: z.strictObject({
    deleted: z.array(z.string()).describe('Names of models that are gone (in a dry run: would be)'),
    absent: z.array(z.string()).describe('Names of which there was no model'),
  }),
  examples: [{ title: 'A model by name', input: { names: ['daily'] } }],
  async run(context, { names }) {
    const asked = [...new Set(names)]
    const models = await context.models()
    const paths = new Map(asked.map((name) => [name, models.pathOf(name)]))
    const there = new Set((await models.list()).map(({ path }) => path))
    const found = asked.filter((name) => there.has(paths.get(name)!))
    if (found.length === 0) throw nothingThere(asked)
    await agree(context, found)
    const gone: string[] = []
    for (const name of found) if (context.dryRun || (await models.remove(name))) gone.push(name)
    return { deleted: gone, absent: asked.filter((name) => !gone.includes(name)) }
  },
})

/** Who sits at the terminal is asked; a script has said it by its line. @throws OpenbellError canceled where the answer is no */
async function agree(context: Context, names: string[]): Promise<void> {
  if (!context.interactive || context.assumeYes || context.dryRun) return
  const answer = await context.ask('confirm', `Delete ${names.join(', ')}? A model that is gone must be trained again.`)
  if (answer !== 'yes') throw new OpenbellError('canceled', `nothing was deleted: ${names.join(', ')}`, 'openbell models list')
}

function nothingThere(names: string[]): OpenbellError {
  const said = names.length === 1 ? `there is no model '${names[0]}'` : `there is no model ${names.join(', ')}`
  return new OpenbellError('not-found', said, 'openbell models list')
}
