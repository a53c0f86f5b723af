import { StringDecoder } from 'node:string_decoder'
import type { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import type { PeerConfig } from '../../ports/peers.ts'
import { secretsOf } from './config.ts'
import { LastWords } from './last-words.ts'
import { MOST_MESSAGE_BYTES } from './limited-fetch.ts'
import { END_MS, type LinkOptions, later, type Wire } from './wire.ts'

/** A program that we start and speak with over its stdin and stdout. */
export async function stdioWire({ peer, env }: LinkOptions): Promise<Wire> {
  const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio')
  const { command, args, cwd, env: names } = peer.transport as Extract<PeerConfig['transport'], { kind: 'stdio' }>
  const passed = Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  const transport = new StdioClientTransport({
    command,
    args,
    cwd,
    env: passed,
    stderr: 'pipe',
    maxBufferSize: MOST_MESSAGE_BYTES,
  })
  // Its words beside the protocol are kept from our own screen; they may say why it ended.
  const words = new LastWords()
  const decoder = new StringDecoder('utf8')
  transport.stderr?.on('data', (bytes: Buffer) => words.take(decoder.write(bytes)))
  const ending = endingOf(transport)
  const forget = dieWithUs(() => transport.pid)
  return {
    transport,
    fault: () => faultOf(ending(), words.told(secretsOf(peer, env))),
    async end(close) {
      const { pid } = transport
      const closed = close().then(
        () => true,
        () => true,
      )
      const ended = await Promise.race([closed, later(END_MS)])
      if (pid !== null && !ended) killProcess(pid)
      await Promise.race([closed, later(END_MS)])
      forget()
    },
  }
}

/** How the program ended by itself; null while it runs, and when we ended it. */
function endingOf(transport: StdioClientTransport): () => string | null {
  let ending: string | null = null
  const start = transport.start.bind(transport)
  const close = transport.close.bind(transport)
  let ours = false
  transport.start = async () => {
    await start()
    // The transport has the exit code, and tells it to nobody.
    // biome-ignore lint/complexity/useLiteralKeys: a private field
    transport['_process']?.once('exit', (code: number | null, signal: string | null) => {
      if (!ours) ending = code === null ? `it was ended by ${signal}` : `it ended with exit code ${code}`
    })
  }
  transport.close = () => {
    ours = true
    return close()
  }
  return () => ending
}

/** Why a program does not answer: how it ended, and what it wrote of it. */
function faultOf(ending: string | null, said: { text: string; isFault: boolean } | null): string | null {
  if (said === null) return ending
  if (ending === null) return said.isFault ? said.text : null
  return said.isFault ? `${ending}: ${said.text}` : `${ending}; the last that it wrote: ${said.text}`
}

const children = new Set<() => number | null>()

/** A program that we started does not outlive us, however we end (a killed process closes its pipes: the program reads the end). */
function dieWithUs(pid: () => number | null): () => void {
  if (children.size === 0) process.once('exit', killChildren)
  children.add(pid)
  return () => {
    children.delete(pid)
    if (children.size === 0) process.removeListener('exit', killChildren)
  }
}

function killChildren(): void {
  for (const pid of children) {
    const one = pid()
    if (one !== null) killProcess(one)
  }
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
