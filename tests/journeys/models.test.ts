import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshHome, openbell } from '../support/cli.ts'

const AT = ['--as-of', '2026-03-20T20:00:00Z']
const TINY = ['--horizon', '3', '--input', '8', '--bars', '120', '--model', 'nhits', '--steps', '5']
const SYMBOLS = ['SIMALL', 'SIMTEC']

describe('a model that is kept', () => {
  it('is listed, shown, used without training to the same figures, exported, trained again and deleted', async () => {
    const home = freshHome()
    const run = (...args: string[]) => openbell([...args, ...AT], { home })
    const fresh = await run('forecast', ...SYMBOLS, ...TINY, '--save', 'tiny', '--json')
    expect(fresh.code, fresh.stderr).toBe(0)
    expect(readdirSync(join(home, 'models'))).toEqual(['tiny.obm'])

    const saved = await run('forecast', ...SYMBOLS, '--model', 'saved:tiny', '--json')
    expect(saved.code, saved.stderr).toBe(0)
    expect(saved.json.results).toEqual(fresh.json.results)
    expect(saved.stderr).not.toContain('training')

    const list = await run('models', 'list', '--json')
    expect(list.json).toMatchObject({
      models: [{ name: 'tiny', model: 'nhits', symbols: SYMBOLS, bars: 0, stale: false }],
      broken: [],
    })
    const shown = await run('models', 'show', 'tiny')
    expect(shown.code, shown.stderr).toBe(0)
    expect(shown.stdout).toMatch(/its checksum agrees/)
    expect(shown.stdout).toMatch(/5 of nhits/)

    const copied = await run('models', 'export', 'tiny', 'copy.obm', '--json')
    expect(copied.json.out).toBe(join(home, 'copy.obm'))
    expect(readFileSync(join(home, 'copy.obm'))).toEqual(readFileSync(join(home, 'models/tiny.obm')))

    const later = ['--as-of', '2026-03-27T20:00:00Z']
    const stale = await openbell(['forecast', '--model', 'saved:tiny', ...later], { home })
    expect(stale.stdout).toMatch(/the model 'tiny' is stale: trained to 2026-03-20, 5 bars ago/)
    const again = await openbell(['models', 'retrain', '--due', ...later, '--json'], { home })
    expect(again.json.retrained).toMatchObject([{ name: 'tiny', trainedTo: '2026-03-27T13:30:00Z', changed: true }])

    const gone = await run('models', 'delete', 'tiny')
    expect(gone.code, gone.stderr).toBe(0)
    expect(existsSync(join(home, 'models/tiny.obm'))).toBe(false)
    const absent = await run('forecast', '--model', 'saved:tiny', '--json')
    expect(absent.code).toBe(4)
    expect(JSON.parse(absent.stderr).error).toMatchObject({ kind: 'not-found', hint: 'openbell models list' })
  })

  it('that was damaged is refused with the file and the next command, and listed as such', async () => {
    const home = freshHome()
    const made = await openbell(
      ['forecast', 'SIMALL', '--model', 'naive', '--horizon', '3', '--input', '8', '--bars', '60', '--save', 'one', ...AT],
      { home },
    )
    expect(made.code, made.stderr).toBe(0)
    const path = join(home, 'models/one.obm')
    writeFileSync(path, readFileSync(path).subarray(0, 500))
    const refused = await openbell(['models', 'show', 'one'], { home })
    expect(refused.code).toBe(3)
    expect(refused.stderr).toMatch(/models\/one\.obm is cut off: 500 .*openbell models delete one/)
    const list = await openbell(['models', 'list'], { home })
    expect(list.code).toBe(0)
    expect(list.stdout).toMatch(/one is cut off/)
  })
})
