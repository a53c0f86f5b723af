import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { root } from '../../../support/cli.ts'

/** Ctrl-C comes while something else that came in is told, and long work follows at once. */
const script = `
import { stat } from 'node:fs'
import { busy } from '${join(root, 'src/cli/busy.ts')}'
import { atLength } from '${join(root, 'src/operations/common/breathe.ts')}'

const abort = new AbortController()
process.once('SIGINT', () => abort.abort())
stat('.', async () => {
  process.kill(process.pid, 'SIGINT')
  try {
    console.log(await atLength({ signal: abort.signal, busy }, () => 'done'))
  } catch (thrown) {
    console.log(thrown.kind)
  }
})
`

describe('long work', () => {
  it('is not begun where Ctrl-C came before it, also while something else was told', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
    expect(stdout.trim()).toBe('canceled')
  })
})
