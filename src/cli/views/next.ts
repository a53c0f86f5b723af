import type { Terminal } from './view.ts'

/** The line a report ends with: what to type next, on the same data as this answer. */
export function nextLine(commands: string[], terminal: Terminal): string {
  if (terminal.dryRun) return terminal.paint.dim('dry run: nothing was written; the same without --dry-run does it')
  return terminal.paint.dim(`next: ${commands.map((command) => `${command}${terminal.typed ?? ''}`).join(', ')}`)
}
