import { Console } from 'node:console'
import module from 'node:module'
import type { Answer, Request } from './messages.ts'
import type { Work } from './work.ts'

/** The process of one job. It is started before its job is known, and ends after it. */

module.enableCompileCache?.()
// What a strategy prints is conversation; and stdout leads to stderr here too.
globalThis.console = new Console(process.stderr)
// A terminal tells the whole group of processes of Ctrl-C. The server decides what comes of it.
process.on('SIGINT', () => {})

const abort = new AbortController()
const code = import('./work.ts')
let work: Promise<Work> | null = null

process.on('message', async (request: Request) => {
  const { startWork } = await code
  if (request.kind === 'start') work = startWork(request, abort, say)
  else if (request.kind === 'cancel') abort.abort()
  else {
    await (await work)?.run(request.wish)
    process.exit()
  }
})

/** Settles once it is on its way: a process that ended before would take it along. */
function say(answer: Answer): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected) resolve()
    else process.send?.(answer, () => resolve())
  })
}
