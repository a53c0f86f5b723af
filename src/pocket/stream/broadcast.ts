import type { Block } from './block.ts'
import type { Client } from './client.ts'
import { MSGPACK } from './codec.ts'
import type { DataClient } from './data-dialect.ts'
import type { Merged } from './merge.ts'

/** Characters or bytes after which a frame goes out: far below the megabyte that common clients accept. */
const FRAME_SIZE = 65_536

/**
 * Sends the messages to whoever wants them, in order, and no faster than they are read. Clients that want the same share the very same frames.
 */
export async function broadcast(clients: Iterable<DataClient>, blocks: readonly Block[], merged: Merged): Promise<void> {
  for (const group of groupsOf(clients)) {
    const wanted = blocks.map((block) => wants(group[0], block))
    if (!wanted.includes(true)) continue
    const out = group.map(({ client }) => client)
    if (out[0].codec === MSGPACK) await sendPacked(out, blocks, merged, wanted)
    else await sendText(out, blocks, merged, wanted)
  }
}

function groupsOf(clients: Iterable<DataClient>): DataClient[][] {
  const groups = new Map<string, DataClient[]>()
  for (const one of clients) {
    if (one.key() === null || !one.client.open) continue
    const name = `${one.client.codec.name} ${one.subscriptions.key()}`
    const group = groups.get(name)
    if (group) group.push(one)
    else groups.set(name, [one])
  }
  return [...groups.values()]
}

function wants(one: DataClient, block: Block): boolean {
  return (
    block.symbols.some((symbol) => one.subscriptions.wants(block.channel, symbol)) || one.subscriptions.of(block.channel).has('*')
  )
}

async function sendText(clients: Client[], blocks: readonly Block[], merged: Merged, wanted: boolean[]): Promise<void> {
  let text = ''
  for (let k = 0; k < merged.length; k++) {
    const block = merged.block[k]
    if (!wanted[block]) continue
    text = text === '' ? `[${blocks[block].text(merged.row[k])}` : `${text},${blocks[block].text(merged.row[k])}`
    if (text.length < FRAME_SIZE) continue
    if (sendAll(clients, Buffer.from(`${text}]`))) await roomOf(clients)
    text = ''
  }
  if (text !== '') sendAll(clients, Buffer.from(`${text}]`))
}

async function sendPacked(clients: Client[], blocks: readonly Block[], merged: Merged, wanted: boolean[]): Promise<void> {
  let messages: Uint8Array[] = []
  let size = 0
  for (let k = 0; k < merged.length; k++) {
    const block = merged.block[k]
    if (!wanted[block]) continue
    const message = blocks[block].packed(merged.row[k])
    messages.push(message)
    size += message.length
    if (size < FRAME_SIZE) continue
    if (sendAll(clients, packedArray(messages))) await roomOf(clients)
    messages = []
    size = 0
  }
  if (messages.length > 0) sendAll(clients, packedArray(messages))
}

/** MessagePack's `array 32`: so many values follow (github.com/msgpack/msgpack, spec.md). */
function packedArray(messages: Uint8Array[]): Buffer {
  const head = Buffer.alloc(5)
  head[0] = 0xdd
  head.writeUInt32BE(messages.length, 1)
  return Buffer.concat([head, ...messages])
}

/** True when somebody has not read enough yet to be sent more. */
function sendAll(clients: Client[], frame: Buffer): boolean {
  for (const client of clients) client.send(frame)
  return clients.some((client) => client.full)
}

async function roomOf(clients: Client[]): Promise<void> {
  for (const client of clients) await client.room()
}
