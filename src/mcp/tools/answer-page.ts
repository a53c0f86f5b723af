import { z } from '../../operations/operation.ts'
import { ownTool } from './own-tool.ts'
import { nextPage } from './page.ts'

/** The rest of an answer that was cut. */
export const answerPage = ownTool({
  name: 'answer_page',
  title: 'Next page',
  description: "Go on with an answer that was cut: give the cursor of its 'page'.",
  toolset: 'server',
  input: z.strictObject({ cursor: z.string().max(64).describe('Cursor of a cut list') }),
  run: async ({ server }, { cursor }) => ({ structured: nextPage(cursor, server.answers) }),
})
