import { createLocalHub } from '../../src/adapters/hub/hub.ts'

// Serves a session of the source `simulated` in the home it is given, and greets who joins; until it is killed.
const hub = createLocalHub({ home: process.argv[2], log: { debug() {}, info() {}, warn() {}, error() {} } })
const owner = { pid: process.pid, holder: 'stream in a child', since: 1, source: 'simulated' }
const server = await hub.serve(owner, {
  joined: (peer) => peer.send(server.frame({ hello: peer.guest.what })),
  heard: () => {},
  left: () => {},
})
process.stdout.write('serving\n')
setInterval(() => {}, 1000)
