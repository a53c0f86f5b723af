import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshHome, root } from '../support/cli.ts'

const message = (id: number, method: string, params: object) => `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`
const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'openbell-test', version: '1' } }

describe('the end of a server over stdio', () => {
  it.each(['conditions', 'startup'])('is quiet when the client leaves after %s', async (tool) => {
    const home = freshHome()
    const env = { PATH: process.env.PATH, HOME: home, OPENBELL_HOME: home }
    const child = spawn(process.execPath, [join(root, 'bin/openbell.js'), 'serve-mcp'], { cwd: home, env })
    let [stdout, stderr] = ['', '']
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    const answered = new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text) => {
        stdout += text
        if (stdout.includes('"id":2')) resolve()
      })
    })
    child.stdin.write(message(1, 'initialize', hello))
    child.stdin.write(message(2, 'tools/call', { name: tool, arguments: {} }))
    await answered
    child.stdin.end()
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
    expect(stderr).toBe('')
  })
})
