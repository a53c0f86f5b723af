import { iso } from '../../core/time.ts'
import { defineOperation, z } from '../operation.ts'

/** Every setting with its value and where that came from; secrets say only that they are set. */
export const config = defineOperation({
  name: 'config',
  toolset: 'admin',
  summary: 'Show every setting, its value and where it came from.',
  effect: 'read',
  input: z.strictObject({}),
  output: z.strictObject({
    settings: z
      .array(
        z.strictObject({
          name: z.string().describe('Setting, as openbell.config.json spells it'),
          value: z.union([z.string(), z.number(), z.null()]).describe("Value in force; secrets are 'set'"),
          origin: z.string().describe('flag, environment, .env, openbell.config.json, user config or default'),
        }),
      )
      .describe('Every setting'),
  }),
  examples: [{ title: 'What is in force, and why', input: {} }],
  async run({ settings }) {
    const names = Object.keys(settings.origins) as (keyof typeof settings.origins)[]
    return {
      settings: names.map((name) => {
        const value = settings[name]
        const shown =
          name === 'asOf' && typeof value === 'number' ? iso(value) : name === 'risk' && value ? JSON.stringify(value) : value
        return { name, value: typeof shown === 'object' && shown !== null ? 'set' : shown, origin: settings.origins[name] }
      }),
    }
  },
})
