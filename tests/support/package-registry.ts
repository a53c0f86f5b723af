import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { writePackage } from './accelerator-package.ts'
import { freshHome } from './cli.ts'

export interface PackageRegistry {
  url: string
  /** Paths that were asked for. */
  asked: string[]
  close(): Promise<void>
}

/** A package registry on this machine that has one package: the stand-in of the accelerator, with an install script of its own. */
export async function startRegistry(code: string, script: string | null): Promise<PackageRegistry> {
  const folder = freshHome()
  writePackage(join(folder, 'package'), code, script === null ? {} : { scripts: { install: script } })
  const tarball = join(folder, 'package.tgz')
  const packed = spawnSync('tar', ['-czf', tarball, '-C', folder, 'package'])
  if (packed.status !== 0) throw new Error(`tar: ${packed.stderr}`)
  const bytes = readFileSync(tarball)
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const isPackage = /tfjs-node-gpu$/.test(request.url ?? '')
    if (request.url?.endsWith('.tgz')) response.end(bytes)
    else if (isPackage) response.end(JSON.stringify(about(`http://${request.headers.host}`, bytes, script !== null)))
    else response.writeHead(404).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked, close }
}

function about(host: string, bytes: Uint8Array, hasInstallScript: boolean): Record<string, unknown> {
  const version = {
    name: '@tensorflow/tfjs-node-gpu',
    version: '4.22.0',
    hasInstallScript,
    dist: {
      tarball: `${host}/stand-in.tgz`,
      integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    },
  }
  return { name: version.name, 'dist-tags': { latest: version.version }, versions: { [version.version]: version } }
}
