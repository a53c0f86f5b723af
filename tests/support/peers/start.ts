import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { PeerConfig } from '../../../src/ports/peers.ts'
import { root } from '../cli.ts'

const SERVER = join(root, 'tests/support/peers/peer-server.ts')

/** A program that a peer is, with a table of tools of peer-tools.ts. */
export function stdioPeer(name: string, kind: string, flags: string[] = [], env: string[] = []): PeerConfig {
  const transport = { kind: 'stdio' as const, command: process.execPath, args: [SERVER, kind, ...flags], cwd: root, env }
  return { name, transport, pinned: {}, addedAt: 0 }
}

/** The same as a command line, for `--command`. */
export function peerCommand(kind: string, flags: string[] = []): string {
  return [process.execPath, SERVER, kind, ...flags].join(' ')
}

/** The same over HTTP, started. */
export async function startHttpPeer(
  kind: string,
  token: string | null = null,
  flags: string[] = [],
): Promise<{ url: string; stop(): void }> {
  const env = { PATH: process.env.PATH, ...(token === null ? {} : { PEER_TOKEN: token }) }
  const child: ChildProcess = spawn(process.execPath, [SERVER, kind, '--http', ...flags], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the peer ended with ${code}`)))
    child.stdout?.setEncoding('utf8').once('data', (line: string) => resolve(line.trim()))
  })
  return { url, stop: () => child.kill() }
}
