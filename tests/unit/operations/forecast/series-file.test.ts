import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readSeriesFile } from '../../../../src/operations/forecast/series-file.ts'
import { createTestContext } from '../../../support/context.ts'

const read = async (text: string, name = 'file.csv') => {
  const { context, home, close } = createTestContext()
  try {
    const path = join(home, name)
    writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
    return await readSeriesFile(context, path)
  } finally {
    close()
  }
}

const columns = (table: Awaited<ReturnType<typeof read>>) =>
  Object.fromEntries(table.names.map((name, i) => [name, [...table.columns[i]]]))

describe('a wide file', () => {
  it('has a date column and one column a series', async () => {
    const table = await read('date,a,b\n2016-07-01 00:00:00,1,-2.5\n2016-07-01 01:00:00,2e1,0\n')
    expect(columns(table)).toEqual({ a: [1, 20], b: [-2.5, 0] })
    expect([...table.times!]).toEqual([Date.UTC(2016, 6, 1), Date.UTC(2016, 6, 1, 1)])
    expect(table.setAside).toEqual([])
  })

  it.each([
    ['1990/1/1 0:00', '1990/1/2 0:00'],
    ['1990-1-1 0:00', '1990-1-2 0:00'],
    ['1990-01-01T00:00:00Z', '1990-01-02T02:00:00+02:00'],
    ['19900101', '19900102'],
    ['1/1/1990', '1/2/1990'],
    ['01.01.1990 00:00', '02.01.1990 00:00'],
  ])('reads dates as %s', async (first, second) => {
    const more = first === '01.01.1990 00:00' ? '20.01.1990 00:00,3\n' : ''
    const { times } = await read(`date,a\n${first},1\n${second},2\n${more}`)
    expect([...times!].slice(0, 2)).toEqual([Date.UTC(1990, 0, 1), Date.UTC(1990, 0, 2)])
  })

  it('needs neither header nor dates', async () => {
    expect(columns(await read('0.5,1.5\n0.25,1.25\n'))).toEqual({ 'series-1': [0.5, 0.25], 'series-2': [1.5, 1.25] })
    expect(columns(await read('5\n7\n'))).toEqual({ 'series-1': [5, 7] })
    expect(columns(await read('2020-01-01,5\n2020-01-02,7\n'))).toEqual({ 'series-1': [5, 7] })
  })

  it('may be gzipped, and separated by semicolons', async () => {
    expect(columns(await read('ds;a\n2020-01-01;5\n2020-01-02;7\n', 'file.csv.gz'))).toEqual({ a: [5, 7] })
  })

  it('leaves a column of row numbers out, and takes headings that are numbers', async () => {
    expect(columns(await read(',x,y\n0,5,6\n1,7,8\n'))).toEqual({ x: [5, 7], y: [6, 8] })
    expect(columns(await read('0,1\n5,6\n7,8\n'))).toEqual({ 0: [5, 7], 1: [6, 8] })
  })

  it('names columns of one heading apart', async () => {
    const table = await read('a,a\n1,2\n3,4\n')
    expect(columns(table)).toEqual({ a: [1, 3], 'a-2': [2, 4] })
    expect(table.setAside).toEqual([{ line: null, series: 'a-2', reason: "a second column 'a' is called so" }])
  })

  it('sets aside what it cannot use, with line and reason', async () => {
    const table = await read(
      'date,good,hole,word\n2020-01-01,1,1,1\n2020-01-02,2,,x\n2020-01-03,3\nnever,9,9,9\n2020-01-04,4,4,4\n',
    )
    expect(columns(table)).toEqual({ good: [1, 2, 4] })
    expect(table.setAside).toEqual([
      { line: 4, series: null, reason: '2 fields where 4 are expected' },
      { line: 5, series: null, reason: "unreadable date 'never'" },
      { line: 3, series: 'hole', reason: 'a value is missing between others: the column is left out' },
      { line: 3, series: 'word', reason: "'x' is no number: the column is left out" },
    ])
  })

  it('keeps a series that begins later or ends earlier, beside the columns', async () => {
    const table = await read('date,all,late,early\n2020-01-01,1,,7\n2020-01-02,2,5,NaN\n2020-01-03,3,6,\n')
    expect(table.names).toEqual(['all'])
    expect(table.series.map(({ id, values }) => [id, [...values]])).toEqual([
      ['all', [1, 2, 3]],
      ['late', [5, 6]],
      ['early', [7]],
    ])
    expect(table.series[1].times![0]).toBe(Date.UTC(2020, 0, 2))
    expect(table.setAside.map(({ reason }) => reason)).toEqual([
      'it has values in rows 2 to 3 only',
      'it has values in rows 1 to 1 only',
    ])
  })

  it('turns a file round that begins with the newest row', async () => {
    const table = await read('date,a\n2020-01-03,3\n2020-01-02,2\n2020-01-01,1\n')
    expect(columns(table)).toEqual({ a: [1, 2, 3] })
    expect(table.setAside[0].reason).toContain('newest row')
  })

  it('keeps rows whose dates repeat, without the dates', async () => {
    const table = await read('date,a\n2020-01-01,3\n2020-01-01,2\n2020-01-02,1\n')
    expect(columns(table)).toEqual({ a: [3, 2, 1] })
    expect(table.times).toBeNull()
    expect(table.setAside[0]).toMatchObject({ line: 3 })
  })

  it('refuses a file without numbers, an empty one and none', async () => {
    await expect(read('date,a\n2020-01-01,x\n')).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining("'x' is no number"),
    })
    await expect(read('')).rejects.toMatchObject({ kind: 'no-data' })
    const { context, close } = createTestContext()
    await expect(readSeriesFile(context, '/nowhere/file.csv')).rejects.toMatchObject({ kind: 'not-found' })
    close()
  })
})

describe('a long file', () => {
  it('holds series of different lengths, in any order of rows', async () => {
    const table = await read('unique_id,ds,y\nb,2020-01-02,20\na,2020-01-01,1\nb,2020-01-01,10\na,2020-01-02,2\na,2020-01-03,3\n')
    expect(table.series.map(({ id, values }) => [id, [...values]])).toEqual([
      ['b', [10, 20]],
      ['a', [1, 2, 3]],
    ])
    expect(table.columns).toEqual([])
  })

  it('stands as columns too when all series share their times', async () => {
    const table = await read('ds,unique_id,y\n1,a,1\n2,a,2\n1,b,3\n2,b,4\n')
    expect(columns(table)).toEqual({ a: [1, 2], b: [3, 4] })
    expect(table.times).toBeNull()
  })

  it('sets rows and series aside with their lines', async () => {
    const table = await read(
      'ds,unique_id,y,x\n2020-01-01,a,1,\nwhen,a,1,\n2020-01-02,a,word,\n2020-01-01,b,1,\n2020-01-01,b,2,\n',
    )
    expect(table.series.map(({ id }) => id)).toEqual(['a'])
    expect(table.setAside).toEqual([
      { line: null, series: null, reason: 'columns that are not used: x' },
      { line: 3, series: 'a', reason: 'unreadable ds' },
      { line: 4, series: 'a', reason: "'word' is no number" },
      { line: 6, series: 'b', reason: 'a second row of one time: the series is left out' },
    ])
  })
})
