import { iso, SECOND } from '../../core/time.ts'
import type { PeerConfig, PeerManifest, PeerTool } from '../../ports/peers.ts'
import { shortHash } from '../common/hash.ts'
import { kindOf } from '../federate/recognise.ts'
import type { Offer, PeerRow, PeerToolRow } from './output.ts'

/** A peer without what may be a secret: arguments of its command, and what stands behind the path of its address. */
export function peerRow({ name, transport, pinned, addedAt }: PeerConfig): PeerRow {
  const http = transport.kind === 'http'
  return {
    name,
    transport: transport.kind,
    target: http ? shown(transport.url) : transport.command,
    tokenEnv: http ? transport.tokenEnv : null,
    env: http ? [] : transport.env,
    approved: Object.keys(pinned).length,
    addedAt: iso(addedAt - (addedAt % SECOND)),
  }
}

function shown(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

/** What a peer offers and what of it waits for a person. */
export function offerOf(manifest: PeerManifest, approved: readonly PeerTool[]): Offer {
  const names = new Set(approved.map(({ name }) => name))
  const tools = manifest.tools.map((tool): PeerTool => (names.has(tool.name) ? { ...tool, state: 'pinned' } : tool))
  const { peer, title, version, protocol, prompts, resources } = manifest
  return {
    peer,
    title,
    version,
    protocol,
    tools: tools.map(toolRow),
    prompts,
    resources,
    approved: [...names],
    waiting: waitingOf(tools).map(({ name }) => name),
    fingerprint: fingerprintOf(manifest.tools),
  }
}

function toolRow(tool: PeerTool): PeerToolRow {
  const { name, exposedAs, description, state, reason, hash } = tool
  return { name, exposedAs, description, state, reason, asks: state === 'refused' ? null : kindOf(tool), hash }
}

/** Tools that a person may approve. */
export function waitingOf(tools: readonly PeerTool[]): PeerTool[] {
  return tools.filter(({ state }) => state === 'new' || state === 'changed')
}

/** Of what was shown to a person: what is approved later must be the same. */
export function fingerprintOf(tools: readonly PeerTool[]): string {
  return shortHash(...tools.map(({ name, hash }) => `${name} ${hash}`))
}
