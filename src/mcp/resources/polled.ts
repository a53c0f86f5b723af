import type { ToolCall } from '../tool.ts'

/** Tells of a change whenever a cheap look at the state finds another one, until the signal. A look that fails finds nothing new. */
export async function polled(
  { context: { clock, signal } }: ToolCall,
  everyMs: number,
  look: () => Promise<string> | string,
  changed: () => void,
): Promise<void> {
  const asked = async () => {
    try {
      return await look()
    } catch {
      return null
    }
  }
  let known = await asked()
  while (!signal.aborted) {
    await clock.sleep(clock.now() + everyMs, signal).catch(() => {})
    if (signal.aborted) return
    const seen = await asked()
    if (seen === null || signal.aborted) continue
    if (known !== null && seen !== known) changed()
    known = seen
  }
}
