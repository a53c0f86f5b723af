import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import { view as deleteView } from '../../../../src/cli/views/models-delete.ts'
import { view as listView } from '../../../../src/cli/views/models-list.ts'
import { view as retrainView } from '../../../../src/cli/views/models-retrain.ts'
import type { Terminal } from '../../../../src/cli/views/view.ts'
import type { ModelRow } from '../../../../src/operations/models/output.ts'

const screen: Terminal = { width: 140, paint: new Chalk({ level: 0 }), terminal: false }

const row = (wish: Partial<ModelRow> = {}): ModelRow => ({
  name: 'daily',
  path: '/home/models/daily.obm',
  bytes: 1_212_960,
  model: 'auto',
  id: 'f756bb7d247864a1',
  symbols: ['SPY', 'QQQ'],
  beatsNaive: 1,
  source: 'store',
  feed: 'iex',
  timeframe: '1d',
  input: 84,
  horizon: 30,
  trainedTo: '2026-03-20T13:30:00Z',
  bars: 4,
  stale: false,
  retrainEvery: null,
  backend: 'wasm',
  made: '2026-03-20T20:01:00Z',
  openbell: '0.1.0',
  ...wish,
})

describe('models list', () => {
  it('says what to type where nothing was kept', () => {
    expect(listView({ models: [], broken: [] }, screen)).toMatch(/No model was kept yet\.\n\nnext: openbell forecast .* --save/)
  })

  it('goes on to a forecast on the market of the model', () => {
    const text = listView({ models: [row()], broken: [] }, screen)
    expect(text).toMatch(/daily +auto +SPY QQQ +1 of 2 +1d of store +2026-03-20 13:30Z +4 +fresh +wasm +1\.2 MB/)
    expect(text).toMatch(/next: openbell forecast SPY --model saved:daily --source store$/)
  })

  it('goes on to what is stale or broken first, and hides neither', () => {
    const broken = [{ name: 'old', path: '/home/models/old.obm', bytes: 3, fault: 'has 3 bytes, fewer than any model' }]
    const text = listView({ models: [row({ stale: true, timeframe: null, source: 'file', bars: null })], broken }, screen)
    expect(text).toMatch(/rows of file .* n\/a +stale/)
    expect(text).toContain('old has 3 bytes, fewer than any model')
    expect(text).toMatch(/next: openbell models retrain --due, openbell models delete old$/)
  })
})

describe('models delete and retrain', () => {
  it('say nothing was done in a dry run', () => {
    const dry = { ...screen, dryRun: true }
    expect(deleteView({ deleted: ['daily'], absent: ['x'] }, dry)).toMatch(
      /^would be deleted: daily\nthere is no model 'x'\n\ndry run: nothing/,
    )
  })

  it('tell what was trained, what was not due, and what failed with the way on', () => {
    const retrained = {
      name: 'daily',
      path: '/home/models/daily.obm',
      symbols: ['SPY'],
      beatsNaive: 1,
      beatBefore: 0,
      trainedTo: '2026-03-27T13:30:00Z',
      trainedBefore: '2026-03-20T13:30:00Z',
      id: 'f756',
      changed: true,
      failed: ['QQQ: 20 rows are too few'],
    }
    const failed = [
      { name: 'old', kind: 'config' as const, message: "the model 'old' is damaged", hint: 'openbell models delete old' },
    ]
    const text = retrainView({ retrained: [retrained], fresh: ['weekly'], failed }, screen)
    expect(text).toMatch(/daily +SPY +2026-03-20 13:30Z +2026-03-27 13:30Z +1 of 1 \(before 0\) +changed/)
    expect(text).toContain('not due: weekly')
    expect(text).toContain('daily: QQQ: 20 rows are too few')
    expect(text).toContain("old: the model 'old' is damaged (openbell models delete old)")
  })
})
