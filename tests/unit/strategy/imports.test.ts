import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { root } from '../../support/cli.ts'
import { writeStrategy } from '../../support/user-strategies.ts'

describe('what a strategy imports', () => {
  it('is recorded beside openbell and code next to it, over relative imports; types are none', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'openbell-imports-'))
    const where = { cwd, home: cwd }
    writeFileSync(join(cwd, 'future.json'), '[1]')
    writeFileSync(join(cwd, 'helper.ts'), "import { readFileSync } from 'node:fs'\nexport const read = readFileSync\n")
    const head = [
      "import type { Server } from 'node:net'",
      "import { read } from './helper.ts'",
      "import future from './future.json' with { type: 'json' }",
      'export const used: [unknown, unknown, Server?] = [read, future]',
    ].join('\n')
    writeStrategy(cwd, 'reads', { top: head })
    const required = "const { defineStrategy } = require('openbell'); require('os'); require('./part.cjs')"
    writeFileSync(
      join(cwd, 'old.js'),
      `${required}\nmodule.exports = defineStrategy({ name: 'old', summary: 'Old.', params: {}, onBar() {} })`,
    )
    writeFileSync(join(cwd, 'part.cjs'), "require('node:http')")
    // In a process of its own: the test runner loads modules in its own way.
    const script = `import { loadStrategy } from ${JSON.stringify(join(root, 'src/strategy/load.ts'))}
      const where = ${JSON.stringify(where)}
      const all = []
      for (const name of ['./reads.ts', './reads.ts', './old.js', 'sma-cross']) all.push((await loadStrategy(name, where)).imports)
      console.log(JSON.stringify(all))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
    const read = ['./future.json', 'node:fs']
    expect(JSON.parse(stdout)).toEqual([read, read, ['node:http', 'os'], []])
  })
})
