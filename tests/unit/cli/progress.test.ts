import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Manners } from '../../../src/cli/output.ts'
import { createProgress } from '../../../src/cli/progress.ts'

const manners: Manners = { json: false, quiet: false, color: false, debug: false, dryRun: false }

describe('progress on stderr', () => {
  let now = 0
  let written: string[] = []
  const wasTerminal = process.stderr.isTTY
  const bar = (over: Partial<Manners> = {}) => createProgress({ ...manners, ...over }, () => now)

  beforeEach(() => {
    now = 0
    written = []
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
    process.stderr.isTTY = true
  })
  afterEach(() => {
    vi.restoreAllMocks()
    process.stderr.isTTY = wasTerminal
  })

  it('waits half a second, then paints bar, rate and time left, and leaves no trace', () => {
    const progress = bar()
    progress.update(1, 100, 'training')
    expect(written).toEqual([])
    now = 1000
    progress.update(50, 100, 'training')
    expect(written.at(-1)).toContain('50% 50/s 1 s left training')
    progress.clear()
    expect(written.at(-1)).toBe('\r\x1b[2K')
  })

  it('counts the rate from the first piece on: what passes before it says nothing of the others', () => {
    const progress = bar()
    progress.update(0, 100)
    now = 3000
    progress.update(0, 100)
    expect(written.at(-1)).toContain('0% 0.0/s')
    expect(written.at(-1)).not.toContain('left')
    now = 4000
    progress.update(10, 100)
    expect(written.at(-1)).toContain('10% 10/s 9 s left')
  })

  it('says minutes where seconds are too many to read', () => {
    const progress = bar()
    now = 1000
    progress.update(1, 600)
    expect(written.at(-1)).toContain('10 min left')
  })

  it('in a log a line a tenth, nothing when quiet', () => {
    process.stderr.isTTY = false
    const progress = bar()
    now = 1000
    for (let done = 1; done <= 100; done++) progress.update(done, 100)
    expect(written).toHaveLength(10)
    expect(written.join('')).not.toContain('\x1b')
    written = []
    const quiet = bar({ quiet: true })
    now = 3000
    quiet.update(50, 100)
    quiet.note('a word')
    expect(written).toEqual([])
  })
})
