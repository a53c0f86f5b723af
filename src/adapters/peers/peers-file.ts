import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { OpenbellError } from '../../core/errors.ts'
import type { PeerConfig } from '../../ports/peers.ts'
import { cannotRead, cannotWrite } from '../common/file-failures.ts'
import { makeFolder } from '../common/make-folder.ts'
import { checkPeer } from './config.ts'

const Schema = z.record(z.string(), z.unknown())

const Pinned = z.strictObject({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  title: z.string().nullable(),
  description: z.string(),
  inputSchema: Schema,
  outputSchema: Schema.nullable(),
})

const Stdio = z.strictObject({
  kind: z.literal('stdio'),
  command: z.string(),
  args: z.array(z.string()),
  cwd: z.string(),
  env: z.array(z.string()),
})

const Http = z.strictObject({ kind: z.literal('http'), url: z.string(), tokenEnv: z.string().nullable() })

const PeersFile = z.strictObject({
  version: z.literal(1),
  peers: z.array(
    z.strictObject({
      name: z.string(),
      transport: z.discriminatedUnion('kind', [Stdio, Http]),
      pinned: z.record(z.string(), Pinned),
      addedAt: z.number(),
    }),
  ),
})

/** The peers of a home folder. @throws OpenbellError config when the file is broken: who wrote into it must look at it */
export function readPeers(path: string): PeerConfig[] {
  if (!existsSync(path)) return []
  const parsed = PeersFile.safeParse(jsonOf(path))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw broken(path, `${issue.path.join('.') || 'it'}: ${issue.message}`)
  }
  const { peers } = parsed.data
  for (const peer of peers) checkPeer(peer)
  const names = peers.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice) throw broken(path, `'${twice}' stands in it twice`)
  return peers
}

function jsonOf(path: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (thrown) {
    cannotRead(path, thrown)
  }
  try {
    return JSON.parse(text)
  } catch {
    throw broken(path, 'it is no JSON')
  }
}

function broken(path: string, fault: string): OpenbellError {
  return new OpenbellError('config', `${path} cannot be used: ${fault}`, 'move it away, and openbell mcp connect again')
}

/** Whole or not at all, readable by its owner alone: it names programs that will be started. */
export function writePeers(path: string, peers: readonly PeerConfig[]): void {
  const draft = `${path}.${process.pid}.tmp`
  try {
    makeFolder(dirname(path))
    writeFileSync(draft, `${JSON.stringify({ version: 1, peers }, null, 2)}\n`, { mode: 0o600 })
    chmodSync(draft, 0o600)
    renameSync(draft, path)
  } catch (thrown) {
    rmSync(draft, { force: true })
    cannotWrite(path, thrown)
  }
}
