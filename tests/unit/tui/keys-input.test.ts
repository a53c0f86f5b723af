import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chordsOf, type InkKey } from '../../../src/tui/chord.ts'
import { EMPTY, edit, insert, typed } from '../../../src/tui/text-input.ts'

const NONE = {
  ...{ upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, pageDown: false, pageUp: false, home: false },
  ...{
    end: false,
    return: false,
    escape: false,
    tab: false,
    backspace: false,
    delete: false,
    ctrl: false,
    shift: false,
    meta: false,
  },
} satisfies InkKey

const names = (input: string, key: Partial<InkKey> = {}) => chordsOf(input, { ...NONE, ...key }).map((one) => one.name)

describe('keys by name', () => {
  it('names keys, and takes apart what came at once', () => {
    expect(names('', { upArrow: true })).toEqual(['Up'])
    expect(names('', { tab: true, shift: true })).toEqual(['Shift+Tab'])
    expect(names('c', { ctrl: true })).toEqual(['Ctrl+C'])
    expect(names('jj\r ')).toEqual(['j', 'j', 'Enter', 'Space'])
    expect(names('\x15600')).toEqual(['Ctrl+U', '6', '0', '0'])
    expect(names('?', { shift: true })).toEqual(['?'])
  })

  it('an Escape before a quick key is not lost; a stray control is no key of ours', () => {
    expect(names('f', { meta: true })).toEqual(['Escape', 'f'])
    expect(names('', { escape: true, meta: true })).toEqual(['Escape'])
    expect(names('\x1f')).toEqual([])
  })
})

describe('a line that is typed', () => {
  const press = (text: string, ...keys: string[]) =>
    keys.reduce((line, name) => edit(line, { name, text: '' }) ?? line, typed(text))

  it('edits as a shell does', () => {
    expect(press('trade buy', 'Ctrl+W')).toEqual(typed('trade '))
    expect(press('trade buy', 'Home', 'Delete')).toEqual({ text: 'rade buy', cursor: 0 })
    expect(press('abc', 'Left', 'Backspace')).toEqual({ text: 'ac', cursor: 1 })
    expect(press('abc', 'Left', 'Ctrl+K')).toEqual({ text: 'ab', cursor: 2 })
    expect(press('abc', 'Left', 'Ctrl+U')).toEqual({ text: 'c', cursor: 0 })
    expect(edit(typed('abc'), { name: 'F5', text: '' })).toBeNull()
  })

  it('takes signs of several units as one', () => {
    expect(press('a👨‍👩‍👧', 'Backspace')).toEqual(typed('a'))
  })

  it('a paste is one line without what steers a terminal', () => {
    expect(insert(EMPTY, 'trade\r\nbuy\u001b[2J').text).toBe('trade buy[2J')
  })

  it('never puts the cursor outside the text, whatever is pressed', () => {
    const keys = fc.constantFrom(
      'Left',
      'Right',
      'Home',
      'End',
      'Backspace',
      'Delete',
      'Ctrl+W',
      'Ctrl+U',
      'Ctrl+K',
      'a',
      ' ',
      'é',
    )
    fc.assert(
      fc.property(fc.array(keys), (pressed) => {
        let line = typed('one two')
        for (const name of pressed) line = edit(line, { name, text: name.length === 1 ? name : '' }) ?? line
        expect(line.cursor).toBeGreaterThanOrEqual(0)
        expect(line.cursor).toBeLessThanOrEqual(line.text.length)
      }),
    )
  })
})
