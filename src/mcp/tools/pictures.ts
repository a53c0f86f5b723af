import type { JsonObject, ToolAnswer, ToolCall } from '../tool.ts'
import { toolName } from './tool-name.ts'

/** An answer with the pictures of an operation's value. Drawn only when one is asked for: fonts and rasteriser load with it. */
export async function withPictures(
  call: ToolCall,
  operation: string,
  value: JsonObject,
  answer: ToolAnswer,
): Promise<ToolAnswer> {
  const [{ chartsOf }, { askBars }] = await Promise.all([import('../charts/chart.ts'), import('../charts/ask-bars.ts')])
  const images = await chartsOf(toolName(operation), value, askBars(call))
  return images.length > 0 ? { ...answer, images } : answer
}
