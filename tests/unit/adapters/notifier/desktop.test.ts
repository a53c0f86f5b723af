import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NOTICE, never, notifierOf } from './notice.ts'

let folder = ''
const path = process.env.PATH
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-desktop-'))
  process.env.PATH = folder
})
afterEach(() => {
  process.env.PATH = path
  rmSync(folder, { recursive: true, force: true })
})

describe.runIf(platform() === 'linux')('the desktop', () => {
  it('is told by what the system has for it; nothing in a message is read by a shell', async () => {
    const program = join(folder, 'notify-send')
    writeFileSync(program, `#!/bin/sh\nprintf '%s|' "$@" > '${folder}/told'\n`)
    chmodSync(program, 0o755)
    const text = `halt $(/bin/touch ${folder}/bad) \`/bin/touch ${folder}/bad\` "quoted" 'so' \\ end`
    expect(await notifierOf({ desktop: true }).send('desktop', { ...NOTICE, title: '--title', text }, never)).toEqual({
      ...{ channel: 'desktop', outcome: 'sent', detail: 'shown on the desktop' },
    })
    expect(readFileSync(join(folder, 'told'), 'utf8').startsWith(`title|${text}|`)).toBe(true)
    expect(existsSync(join(folder, 'bad'))).toBe(false)
  })
})
