import { Writable } from 'node:stream'
import type { McpServerFactory } from '@modelcontextprotocol/server'
import { StdioServerTransport, serveStdio as serve } from '@modelcontextprotocol/server/stdio'
import { BoundedLines } from './bounded-lines.ts'
import { ListenWatch } from './resources/listen-watch.ts'
import type { ServerState } from './state.ts'

/** Longest message that is read. */
const MOST_BYTES = 4_000_000
/** Nobody can say which request it was. */
const TOO_LONG = { jsonrpc: '2.0', id: null, error: { code: -32_600, message: `a message takes at most ${MOST_BYTES} bytes` } }

/** Serves one client over this process's stdin and stdout. `ended` settles when the client has gone. */
export function serveStdio(factory: McpServerFactory, state: ServerState): { ended: Promise<void>; close(): Promise<void> } {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const stdout = ownStdout()
  // The SDK ends the whole connection at a message that is too long: it never sees one.
  const lines = new BoundedLines(MOST_BYTES, () => {
    state.context.log.warn('mcp', { message: TOO_LONG.error.message })
    stdout.write(`${JSON.stringify(TOO_LONG)}\n`)
  })
  const transport = new StdioServerTransport(process.stdin.pipe(lines), stdout, { maxBufferSize: 2 * MOST_BYTES })
  const listens = new ListenWatch(state.watches)
  observe(transport, (message) => listens.see(message))
  const handle = serve(factory, {
    transport,
    onerror: (error) => state.context.log.warn('mcp', { message: error.message }),
  })
  // The SDK has set its own listener: ours comes after it.
  const closed = transport.onclose
  transport.onclose = () => {
    closed?.()
    process.stdin.unpipe(lines).pause()
    listens.close()
    resolve()
  }
  process.stdin.once('end', resolve)
  process.stdin.once('close', resolve)
  return { ended, close: () => handle.close() }
}

/** Looks at every message on its way in, whoever listens. */
function observe(transport: StdioServerTransport, see: (message: unknown) => void): void {
  let listener: StdioServerTransport['onmessage']
  Object.defineProperty(transport, 'onmessage', {
    get: () => listener,
    set(next: StdioServerTransport['onmessage']) {
      listener =
        next &&
        ((message) => {
          see(message)
          next(message)
        })
    },
  })
}

/** Stdout for the protocol alone: what a file of the user's writes there goes to stderr from now on. */
function ownStdout(): Writable {
  const write = process.stdout.write.bind(process.stdout) as (chunk: Buffer, done: (error?: Error | null) => void) => boolean
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write
  const own = new Writable({ write: (chunk: Buffer, _encoding, done) => void write(chunk, done) })
  // Each message that waits listens: there may be as many as clients ask at once.
  return own.setMaxListeners(0)
}
