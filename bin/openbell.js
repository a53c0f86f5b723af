#!/usr/bin/env node
// Launcher: runs the built program on Node 24 or newer; on an older Node, on the one npm installed with the project.
// Plain JavaScript that every Node since 14 can read.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = 24
const root = dirname(dirname(fileURLToPath(import.meta.url)))

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  start()
} else {
  rerun()
}

function start() {
  const main = join(root, 'dist', 'cli', 'main.js')
  if (!existsSync(main)) fail('openbell is not built yet', 'npm run build')
  process.env.NODE_ENV ??= 'production'
  endWithLauncher()
  module.enableCompileCache?.()
  import(main).then(({ main }) => main(process.argv.slice(2)))
}

function rerun() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const node = join(root, 'node_modules', 'node', 'bin', name)
  if (!existsSync(node)) {
    fail(`openbell needs Node ${NEEDED} or newer; this is ${process.version}`, `npm install node@${NEEDED}, or nodejs.org`)
  }
  const env = { ...process.env, OPENBELL_LAUNCHER: String(process.pid) }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit', env })
  // A terminal sends Ctrl-C to both processes; the child decides how to end, this one only waits.
  for (const signal of ['SIGINT', 'SIGQUIT']) process.on(signal, () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`could not start ${node}: ${error.message}`, `npm install node@${NEEDED}`))
  // A child that a signal ended says so as a shell does.
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

// A launcher that is killed tells its child nothing, and whoever killed it believes that trading has ended: the child ends too, as on a termination.
function endWithLauncher() {
  const launcher = Number(process.env.OPENBELL_LAUNCHER)
  delete process.env.OPENBELL_LAUNCHER
  if (!launcher || process.platform === 'win32') return
  const watch = setInterval(() => {
    if (process.ppid === launcher) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  watch.unref()
}

function fail(message, hint) {
  process.stderr.write(`config: ${message} (${hint})\n`)
  process.exit(3)
}
