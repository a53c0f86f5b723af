import { z } from '../operation.ts'

/** How a dashboard looks; the same flags wherever one is shown. */
export const screenInput = {
  plain: z.boolean().default(false).describe('A line for each event in place of the dashboard'),
  theme: z
    .enum(['classic', 'safe', 'red-up', 'mono'])
    .default('classic')
    .describe('Colours: classic (green up), safe (blue and orange), red-up, mono'),
  ascii: z.boolean().default(false).describe('Draw with plain characters only'),
}
