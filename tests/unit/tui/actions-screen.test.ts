import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LiveSession } from '../../../src/operations/stream/session.ts'
import { needsNoQuestion } from '../../../src/tui/actions/quit.ts'
import type { Screen } from '../../../src/tui/actions/screen.ts'
import { hintsOf } from '../../../src/tui/keys.ts'
import { createKeyScreen, labelled, openTestSession } from '../../support/key-screen.ts'

let opened: Awaited<ReturnType<typeof openTestSession>>
let session: LiveSession

beforeAll(async () => {
  opened = await openTestSession()
  session = opened.session
})
afterAll(() => opened.close())

const soon = <T>(look: () => T | Promise<T>) => vi.waitFor(look, { timeout: 15_000, interval: 50 })

describe('keys of the panes', () => {
  it('select, focus, zoom and time frames', () => {
    const at = createKeyScreen(session)
    at.keys('j')
    expect(at.state().selected).toBe('SIMTEC')
    at.keys('Down', 'j', 'j', 'k')
    expect(at.state().selected).toBe('SIMTEC')
    at.keys('End')
    expect(at.state().selected).toBe('SIMFIN')
    at.keys('Tab', 'Tab')
    expect(at.state().focus).toBe(3)
    at.keys('Shift+Tab', '5', 'z')
    expect(at.state()).toMatchObject({ focus: 5, zoomed: true })
    at.keys(']', ']', '[', '+', 'c', 't')
    expect(at.state()).toMatchObject({ timeframe: '5m', chart: { bars: 45, style: 'line' }, toast: { text: 'theme safe' } })
    at.keys('[', '[')
    expect(at.state().toast?.text).toBe('1m is the shortest timeframe')
  })

  it('the crosshair walks, and Esc leaves one thing after the other', () => {
    const at = createKeyScreen(session)
    at.keys('h', 'h', 'z')
    expect(at.state().chart.crosshair).not.toBeNull()
    at.keys('Escape')
    expect(at.state()).toMatchObject({ chart: { crosshair: null }, zoomed: true })
    at.keys('Escape')
    expect(at.state().zoomed).toBe(false)
    at.keys('Escape')
    expect(at.state().toast?.text).toBe('q leaves the session')
  })

  it('a disabled key says why; every hint is a key, and the help has all of them', () => {
    const at = createKeyScreen(session)
    at.keys('g')
    expect(at.state().toast?.text).toBe('g: only in a replay')
    at.keys('x')
    expect(at.state().toast?.text).toBe('x: no order is open')
    const hints = hintsOf(at.screen)
    expect(hints.find((one) => one.key === 'x')?.disabled).toBe('no order is open')
    at.keys('?')
    const shown = at.overlay('help').groups.flatMap((group) => group.keys.map((one) => one.key))
    for (const { key } of hints) expect(shown).toContain(key)
    expect(new Set(shown).size).toBe(shown.length)
    const guide = readFileSync(new URL('../../../docs/dashboard.md', import.meta.url), 'utf8')
    for (const key of shown) expect(guide, key).toContain(`\`${key}\``)
    at.keys('Escape')
    expect(at.state().overlay).toBeNull()
  })

  it('a paused view stands still while the session goes on', async () => {
    const at = createKeyScreen(session)
    at.keys('p')
    const still = at.screen.view.prints('SIMALL')!.total
    const price = at.screen.view.watch[0].priceTime
    await soon(() => expect(session.view.prints('SIMALL')!.total).toBeGreaterThan(still + 20))
    expect(at.screen.view.prints('SIMALL')!.total).toBe(still)
    expect(at.screen.view.watch[0].priceTime).toBe(price)
    expect(at.screen.view.now).toBeGreaterThan(at.state().pausedAt!)
    at.keys('p')
    expect(at.screen.view.prints('SIMALL')!.total).toBeGreaterThan(still)
  })

  it('where nothing can be seen nothing but leaving acts', () => {
    const at = createKeyScreen(session, { columns: 59, rows: 15 })
    at.keys('o', 'a', '?', ':')
    expect(at.state().overlay).toBeNull()
    at.keys('Ctrl+C')
    expect(at.left).toBe(0)
  })
})

describe('the watchlist', () => {
  it('is filtered while it is typed; a paste over the panes presses no keys', () => {
    const at = createKeyScreen(session)
    at.paste('qqq')
    expect([at.left, at.state().overlay]).toEqual([null, null])
    at.keys('/', 'tec')
    expect(at.screen.listed()).toEqual(['SIMTEC'])
    expect(at.state().selected).toBe('SIMTEC')
    at.keys('Enter')
    expect(at.state()).toMatchObject({ filter: 'tec', overlay: null })
    at.keys('/', 'Escape')
    expect(at.state().filter).toBe('')
  })

  it('takes symbols in, says why not, and lets them go', async () => {
    const at = createKeyScreen(session)
    at.keys('a', 'siminv', 'Enter')
    await soon(() => expect(at.state().selected).toBe('SIMINV'))
    expect(session.view.watch.map((one) => one.symbol)).toContain('SIMINV')
    at.keys('d')
    await soon(() => expect(session.view.watch.map((one) => one.symbol)).not.toContain('SIMINV'))
    await soon(() => expect(at.state().selected).toBe('SIMFIN'))
    at.keys('a', 'Enter')
    expect(at.overlay('prompt')).toMatchObject({ failed: true, note: 'no symbol was typed' })
    at.keys('nosuch', 'Enter')
    await soon(() => expect(at.state().toast?.kind).toBe('failure'))
    expect(at.state().toast?.text).toContain('NOSUCH')
  })
})

describe('the command line', () => {
  it('runs an operation and shows its answer; an error stays with its hint, and the line to be mended', async () => {
    const at = createKeyScreen(session)
    at.keys(':', 'Enter')
    await new Promise((done) => setImmediate(done))
    expect(at.overlay('command')).toMatchObject({ busy: false, result: null })
    at.keys('quote', 'Space', 'SIMALL', 'Enter')
    await soon(() => expect(at.overlay('command').result).not.toBeNull())
    expect(at.overlay('command')).toMatchObject({ busy: false, input: { text: '' }, result: { failed: false } })
    expect(at.overlay('command').result!.lines.join('\n')).toContain('symbol: SIMALL')
    at.keys('qoute', 'Enter')
    await soon(() => expect(at.overlay('command').result?.failed).toBe(true))
    expect(at.overlay('command').result!.lines).toEqual(["usage: 'qoute' is no operation", 'did you mean quote?'])
    expect(at.overlay('command').input.text).toBe('qoute')
    at.keys('Ctrl+U', 'Up', 'Up')
    expect(at.overlay('command').input.text).toBe('quote SIMALL')
  })

  it('Tab completes, and what is typed then goes on', async () => {
    const at = createKeyScreen(session)
    at.keys(':', 'trade', 'Space', 'pos', 'Tab')
    expect(at.overlay('command').input.text).toBe('trade positions ')
    at.keys('--acc')
    await soon(() => expect(at.overlay('command').suggestions).toEqual(['trade positions --account ']))
    at.keys('Escape')
    expect(at.state().overlay).toBeNull()
  })

  it('what may not run inside a session says so', async () => {
    const at = createKeyScreen(session)
    at.keys(':', 'trade', 'Space', 'run', 'Space', 'SIMALL', 'Enter')
    await soon(() => expect(at.overlay('command').result?.failed).toBe(true))
    expect(at.overlay('command').result!.lines.join(' ')).toContain('usage')
  })

  it('on a LIVE account an order takes its symbol typed here too', async () => {
    const run = vi.spyOn(session, 'run')
    const at = createKeyScreen(labelled(session, 'LIVE'))
    at.keys(':')
    at.paste('trade buy SIMALL 1 --market --execute')
    at.keys('Enter')
    await soon(() => expect(at.overlay('confirm').typed?.word).toBe('SIMALL'))
    at.keys('SIMTEC', 'Enter', 'Escape')
    expect(at.state().overlay).toBeNull()
    expect(run).not.toHaveBeenCalled()
    run.mockRestore()
  })
})

it('leaving asks while a strategy runs, and asks nothing once the session has ended', () => {
  const screen = (state: string) =>
    ({ session: { kind: 'own', view: { stream: { state }, strategy: { name: 'scalp' }, account: null } } }) as unknown as Screen
  expect(needsNoQuestion(screen('up'))).toBe(false)
  expect(needsNoQuestion(screen('over'))).toBe(true)
})
