import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { hasNamespaces, launchCommand } from '../../../../src/adapters/sandbox/launch.ts'

/** Runs a script behind the child's walls, without the engine: what code could do that had broken out of it. */
async function outside(script: string): Promise<string> {
  const [command, ...args] = await launchCommand()
  const { stdout } = await promisify(execFile)(command, [...args.slice(0, -1), '--input-type=module', '-e', script], { env: {} })
  return stdout.trim()
}

const attempt = (what: string) =>
  `try { ${what}; console.log('through') } catch (error) { console.log(error.code ?? error.name) }`

describe('the wall outside the engine', () => {
  it.each([
    ['reading a file', `(await import('node:fs')).readFileSync('/etc/hostname')`, 'ERR_ACCESS_DENIED'],
    [
      'reading our package',
      `(await import('node:fs')).readFileSync(${JSON.stringify(`${process.cwd()}/package.json`)})`,
      'ERR_ACCESS_DENIED',
    ],
    ['writing a file', `(await import('node:fs')).writeFileSync('/tmp/out', '')`, 'ERR_ACCESS_DENIED'],
    ['starting a process', `(await import('node:child_process')).execSync('true')`, 'ERR_ACCESS_DENIED'],
    ['starting a thread', `new (await import('node:worker_threads')).Worker('1', { eval: true })`, 'ERR_ACCESS_DENIED'],
    ['a database', `await import('node:sqlite')`, 'ERR_UNKNOWN_BUILTIN_MODULE'],
    ['code from a string', `new Function('1')()`, 'EvalError'],
  ])('%s', async (_, script, code) => {
    expect(await outside(attempt(script))).toBe(code)
  })

  it('an environment of nothing but a time zone', async () => {
    expect(
      await outside('console.log(Object.keys(process.env).filter((name) => /OPENBELL|APCA|HOME|PATH/.test(name)).length)'),
    ).toBe('0')
  })

  it('the network, where the system has namespaces', async ({ skip }) => {
    if (!(await hasNamespaces())) skip('this system lets nobody make namespaces')
    const server = createServer((socket) => socket.end('through'))
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const { port } = server.address() as { port: number }
    const script = `const { connect } = await import('node:net')
      const socket = connect(${port}, '127.0.0.1')
      socket.on('data', (data) => console.log(String(data))).on('error', (error) => console.log(error.code))`
    expect(await outside(script)).toMatch(/^(ENETUNREACH|ECONNREFUSED|EHOSTUNREACH)$/)
    server.close()
  })
})
