import { fileURLToPath } from 'node:url'
import { VERSION } from './hook.ts'

/** A place in a file that a user wrote, as stacks name it. */
const USER_FILE = new RegExp(`(file://[^\\s()?]+)\\?${VERSION}=\\w+:(\\d+)`)

/** The first place of a stack that lies in a user's file; null when none does. */
export function userPlace(stack: string | undefined): { file: string; line: number } | null {
  const found = USER_FILE.exec(stack ?? '')
  return found && { file: fileURLToPath(found[1]), line: Number(found[2]) }
}
