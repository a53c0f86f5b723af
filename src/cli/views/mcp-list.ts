import type { PeerRow } from '../../operations/peers/output.ts'
import { stamp } from './format.ts'
import { nextLine } from './next.ts'
import { table } from './table.ts'
import type { View } from './view.ts'

export const view: View<{ peers: PeerRow[] }> = ({ peers }, terminal) => {
  if (peers.length === 0) {
    return `No other server is a peer.\n\n${nextLine(["openbell mcp connect desk --command 'node desk-server.js'"], terminal)}`
  }
  const rows = table(
    [
      { title: 'peer', cell: ({ name }) => name },
      { title: 'over', cell: ({ transport }) => transport },
      { title: 'where', least: 16, cell: ({ target }) => target },
      { title: 'given', drop: 2, cell: ({ tokenEnv, env }) => [...(tokenEnv ? [tokenEnv] : []), ...env].join(' ') || '-' },
      { title: 'approved tools', align: 'right', cell: ({ approved }) => String(approved) },
      { title: 'since (UTC)', drop: 1, cell: ({ addedAt }) => stamp(addedAt) },
    ],
    peers,
    terminal,
  )
  return `${rows}\n\n${nextLine([`openbell mcp show ${peers[0].name}`, 'openbell federate SIMALL'], terminal)}`
}
