import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LastWords, tellingLine } from '../../../../src/adapters/peers/last-words.ts'

const told = (text: string, secrets: string[] = []) => tellingLine(text, secrets)?.text ?? null

const NODE = `node:internal/modules/cjs/loader:1404
  throw err;
  ^

Error: Cannot find module '/srv/desk-server.js'
    at Module._resolveFilename (node:internal/modules/cjs/loader:1401:15) {
  code: 'MODULE_NOT_FOUND',
  requireStack: []
}

Node.js v24.21.0
`
const PYTHON = `Traceback (most recent call last):
  File "/srv/desk.py", line 3, in <module>
    raise ValueError("no error was expected")
ValueError: no key
`

describe('the line that tells why a program cannot go on', () => {
  it('is the fault that a runtime, a shell or a package manager names, not what stands around it', () => {
    expect(told(NODE)).toBe("Error: Cannot find module '/srv/desk-server.js'")
    expect(told(PYTHON)).toBe('ValueError: no key')
    expect(told('sh: 1: desk-server: not found\n')).toBe('sh: 1: desk-server: not found')
    expect(told('npm warn old\nnpm error code E404\nnpm error 404 Not Found - desk\nnpm error A complete log of this: x\n')).toBe(
      'npm error 404 Not Found - desk',
    )
    expect(told('loading\nerror: unknown option --x\nbye\n')).toBe('error: unknown option --x')
    expect(told('config\nthe key is missing, set DESK_KEY\nNode.js v24.21.0')).toBe('the key is missing, set DESK_KEY')
    expect(told('\u001b[31mFATAL: no space\u001b[0m\n')).toBe('FATAL: no space')
  })

  it('without a fault is the last line that is not a banner, and says that it is no fault', () => {
    expect(tellingLine('desk is up\nwaiting\nNode.js v24.21.0\n', [])).toEqual({ text: 'waiting', isFault: false })
    expect(tellingLine('Node.js v24.21.0\n', [])).toEqual({ text: 'Node.js v24.21.0', isFault: false })
    expect(tellingLine(' \n\n', [])).toBeNull()
  })

  it('is one bounded line without secrets and without what steers a terminal, whatever was written', () => {
    const secret = 'a-long-secret-value'
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constant(secret),
      fc.constant('\nError: '),
      fc.constant('\n'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 1, max: 700 }), (pieces, size) => {
        const words = new LastWords()
        const text = pieces.join('')
        for (let i = 0; i < text.length; i += size) words.take(text.slice(i, i + size))
        const line = words.told([secret])?.text ?? ''
        expect(line.length).toBeLessThanOrEqual(200)
        expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
        expect(line).not.toContain(secret)
      }),
      { numRuns: 200 },
    )
  })

  it('finds the first fault of many words, and tells no half of a secret where words were let go', () => {
    const secret = `begin-${'s'.repeat(60)}-end`
    for (let before = 15_950; before < 16_010; before += 7) {
      const words = new LastWords()
      words.take(`${'x'.repeat(before)} ${secret} failed\n`)
      for (let i = 0; i < 700; i++) words.take(`${secret} failed ${i}\n`)
      const line = words.told([secret])?.text ?? ''
      expect(line).not.toMatch(/s{4}|begin-|-end/)
    }
    const words = new LastWords()
    words.take('Error: the first\n')
    for (let i = 0; i < 5000; i++) words.take(`Error: number ${i}\n`)
    expect(words.told([])?.text).toBe('Error: the first')
  })
})
