import { describe, expect, it } from 'vitest'
import { barRows, readAll, writeCsv } from '../../../support/csv-files.ts'

const MINUTES = `timestamp,open,high,low,close,volume
2024-01-02T14:30:00Z,10,11,9,10.5,100
2024-01-02T14:31:00Z,10.5,12,10.5,11,200
`

describe('what a file is', () => {
  it('tells kind, timeframe and symbol from header, spacing and name', async () => {
    const read = await readAll(writeCsv('OBX_20240102-20240102_vendor.csv', MINUTES))
    expect(read.head).toEqual({ kind: 'bars', timeframe: '1m', symbol: 'OBX', ignored: [] })
    expect(barRows(read)[1]).toMatchObject({
      symbol: 'OBX',
      time: '2024-01-02T14:31:00.000Z',
      open: 10.5,
      close: 11,
      volume: 200,
    })
  })

  it('knows gzip by content, not by name', async () => {
    expect((await readAll(writeCsv('OBX.csv', MINUTES, true))).rows).toBe(2)
  })

  it.each([
    ['t,o,h,l,c,v,n,vw', '2024-01-02T14:30:00Z,10,11,9,10.5,100,7,10.2'],
    ['Date,Open,High,Low,Close,Volume,barCount,average', '2024-01-02 14:30:00,10,11,9,10.5,100,7,10.2'],
    ['time;high;low;open;close;vol;transactions;vwap', '1704205800;11;9;10;10.5;100;7;10.2'],
    [
      '<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<VOL>\ttrade_count\tVWAP',
      '20240102\t14:30:00\t10\t11\t9\t10.5\t100\t7\t10.2',
    ],
    [
      '"timestamp","open","high","low","close","volume","trades","vwap"',
      '"2024-01-02T14:30:00Z","10","11","9","10.5","100","7","10.2"',
    ],
  ])('reads the header %s', async (header, row) => {
    const read = await readAll(writeCsv('OBX.csv', `${header}\n${row}\n`), { timeframe: '1m' })
    expect(barRows(read)).toEqual([
      {
        symbol: 'OBX',
        time: '2024-01-02T14:30:00.000Z',
        open: 10,
        high: 11,
        low: 9,
        close: 10.5,
        volume: 100,
        prints: 7,
        vwap: 10.2,
      },
    ])
  })

  it('tells minutes of a quiet symbol, whose gaps outnumber its neighbours', async () => {
    const stamps = [0, 120, 180, 300, 600].map((second) => `${1_704_205_800 + second},1,1,1,1,1`)
    expect((await readAll(writeCsv('OBX.csv', `t,o,h,l,c,v\n${stamps.join('\n')}`))).head.timeframe).toBe('1m')
  })

  it('parts several symbols and puts each in order', async () => {
    const text =
      'timestamp,ticker,open,high,low,close,volume\n2024-01-03,AA,1,1,1,1,1\n2024-01-03,BB,2,2,2,2,2\n2024-01-02,AA,3,3,3,3,3\n'
    const read = await readAll(writeCsv('many.csv', text))
    expect(read.head).toMatchObject({ timeframe: '1d', symbol: null })
    expect(barRows(read).map((row) => [row.symbol, row.time.slice(0, 10), row.open])).toEqual([
      ['AA', '2024-01-02', 3],
      ['AA', '2024-01-03', 1],
      ['BB', '2024-01-03', 2],
    ])
  })

  it('reads Alpaca-shaped prints and quotes, whose letters mean other things than a bar', async () => {
    const prints = await readAll(writeCsv('OBX.csv', 't,x,p,s,c,i,z\n2024-01-02T14:30:00.123456Z,V,10.5,100,"@,I",42,A\n'))
    const [batch] = prints.batches
    if (batch.kind !== 'prints') throw new Error(batch.kind)
    expect([batch.prints.price[0], batch.prints.size[0], batch.prints.id]).toEqual([10.5, 100, ['42']])
    expect(batch.prints.conditions.names[batch.prints.conditions.codes[0]]).toBe('@,I')
    expect(prints.head.ignored).toEqual(['z'])
    const quotes = await readAll(writeCsv('OBX.csv', 't,ax,ap,as,bx,bp,bs\n2024-01-02T14:30:00Z,V,10.6,3,Q,10.5,2\n'))
    expect(quotes.batches[0]).toMatchObject({ kind: 'quotes' })
  })

  it('stores dated rows at the session open, in winter, in summer, and from New York midnights', async () => {
    const text =
      'date,open,high,low,close,volume\n2024-01-02,1,1,1,1,1\n2024-07-02T04:00:00Z,1,1,1,1,1\n2024-07-03T00:00:00Z,1,1,1,1,1\n'
    const read = await readAll(writeCsv('OBX.csv', text), { timeframe: '1d' })
    expect(barRows(read).map((row) => row.time.slice(0, 16))).toEqual([
      '2024-01-02T14:30',
      '2024-07-02T13:30',
      '2024-07-03T13:30',
    ])
  })

  it.each([
    ['ES', ['2024-01-02', '2024-07-03T05:00:00Z'], ['2024-01-01T23:00', '2024-07-02T22:00']],
    [
      'EURUSD=X',
      ['2024-01-02', '2024-01-03T05:00:00Z', '2024-07-03T04:00:00Z'],
      ['2024-01-01T22', '2024-01-02T22', '2024-07-02T21'],
    ],
    ['BTC-USD', ['2024-01-02', '2024-07-03T04:00:00Z'], ['2024-01-02T00:00', '2024-07-03T04:00']],
  ])('a midnight of the exchange of %s names its trading date', async (symbol, stamps, opens) => {
    const text = `date,open,high,low,close,volume\n${stamps.map((one) => `${one},1,1,1,1,1\n`).join('')}`
    const times = barRows(await readAll(writeCsv('X.csv', text), { timeframe: '1d', symbol })).map((row) => row.time)
    expect(times.map((time, i) => time.slice(0, opens[i].length))).toEqual(opens)
  })

  it('stores a week at its first session, a holiday Monday left out', async () => {
    const text = 'date,open,high,low,close,volume\n2024-01-01,1,1,1,1,1\n2024-01-08,1,1,1,1,1\n2024-01-15,1,1,1,1,1\n'
    const read = await readAll(writeCsv('OBX.csv', text))
    expect(read.head.timeframe).toBe('1w')
    expect(barRows(read).map((row) => row.time.slice(0, 10))).toEqual(['2024-01-02', '2024-01-08', '2024-01-16'])
  })

  it('counts equal prints of one file', async () => {
    const row = '2024-01-02T14:30:00Z,10,100'
    const read = await readAll(writeCsv('OBX.csv', `timestamp,price,size\n${row}\n${row}\n2024-01-02T14:30:00Z,10,200\n${row}\n`))
    const [batch] = read.batches
    expect(batch.kind === 'prints' && [...batch.occurrence]).toEqual([1, 2, 1, 3])
  })

  it('hands on large files in several batches, every row once', async () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => `${1_704_205_800 + i * 60},10,11,9,10,${i}`)
    const read = await readAll(writeCsv('OBX.csv', `t,o,h,l,c,v\n${rows.join('\n')}`))
    expect(read.batches.length).toBeGreaterThan(1)
    expect(barRows(read).map((row) => row.volume)).toEqual(rows.map((_, i) => i))
  })
})

describe('rows set aside', () => {
  it.each([
    ['high below low', '2024-01-02T14:32:00Z,10,9,11,10,1', 'high 9 below low 11'],
    ['open outside', '2024-01-02T14:32:00Z,12,11,9,10,1', 'open 12 outside low 9 to high 11'],
    ['close outside', '2024-01-02T14:32:00Z,10,11,9,8,1', 'close 8 outside low 9 to high 11'],
    ['negative volume', '2024-01-02T14:32:00Z,10,11,9,10,-1', 'negative volume: -1'],
    ['missing volume: nothing is filled', '2024-01-02T14:32:00Z,10,11,9,10,', 'missing volume'],
    ['missing price', '2024-01-02T14:32:00Z,,11,9,10,1', 'missing open'],
    ['no number', '2024-01-02T14:32:00Z,10,11,9,ten,1', "close is no number: 'ten'"],
    ['not finite', '2024-01-02T14:32:00Z,10,Infinity,9,10,1', "high is no number: 'Infinity'"],
    ['price next to zero', '2024-01-02T14:32:00Z,10,11,5e-324,10,1', "low is too small to be one: '5e-324'"],
    ['price of zero', '2024-01-02T14:32:00Z,10,11,0,10,1', 'low is not above zero: 0'],
    ['unknown time', 'yesterday,10,11,9,10,1', "unreadable time 'yesterday'"],
    ['no such date', '2024-02-30T14:32:00Z,10,11,9,10,1', "no such date or time '2024-02-30T14:32:00Z'"],
    ['too few fields', '2024-01-02T14:32:00Z,10,11,9,10', '5 fields, the header has 6'],
    ['too many fields', '2024-01-02T14:32:00Z,10,11,9,10,1,2', '7 fields, the header has 6'],
    ['broken quotes', '"2024"-01-02,10,11,9,10,1', 'broken quotes'],
  ])('%s', async (_, row, reason) => {
    const read = await readAll(writeCsv('OBX.csv', `${MINUTES}${row}\n2024-01-02T14:33:00Z,10,11,9,10,1\n`))
    expect(read.rejects).toEqual([{ line: 4, reason, text: row }])
    expect([read.rows, barRows(read).length]).toEqual([4, 3])
  })

  it('counts lines by the file: blank lines, and records over several lines', async () => {
    const text =
      'timestamp,open,high,low,close,volume,note\n\n2024-01-02T14:30:00Z,1,1,1,1,1,"two\nlines"\r\n2024-01-02T14:31:00Z,1,1,1,1,x,\r\n'
    const read = await readAll(writeCsv('OBX.csv', text))
    expect(read.rejects.map((one) => one.line)).toEqual([5])
    expect(read.rows).toBe(2)
  })

  it('a quote that never closes costs its own record, not the file', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${1_704_205_800 + i * 60},1,1,1,1,1`)
    rows[10] = `"${rows[10]}`
    const read = await readAll(writeCsv('OBX.csv', `t,o,h,l,c,v\n${rows.join('\n')}\n`))
    expect(read.rejects.map((one) => [one.line, one.reason])).toEqual([[12, 'broken quotes']])
    expect(read.rows).toBe(5000)
  })

  it('keeps what real files hold: prints of size 0, one-sided and crossed quotes', async () => {
    const prints = await readAll(writeCsv('GC.csv', 'timestamp,price,size\n2024-01-02T14:30:00Z,10,0\n'))
    expect(prints.rejects).toEqual([])
    const text =
      'timestamp,bid_price,bid_size,ask_price,ask_size\n2024-01-02T14:30:00Z,0,0,10,1\n2024-01-02T14:30:01Z,10.1,1,10,1\n2024-01-02T14:30:02Z,,,10,1\n2024-01-02T14:30:03Z,-1,1,10,1\n'
    const quotes = await readAll(writeCsv('ES.csv', text))
    expect(quotes.rejects.map((one) => one.reason)).toEqual(['negative bid price: -1'])
  })

  it('--symbol stands for one name in the symbol column, no more', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${1_704_205_800 + i * 60},AA,1,1,1,1,1`)
    rows[19_500] = rows[19_500].replace('AA', 'BB')
    const read = await readAll(writeCsv('x.csv', `t,symbol,o,h,l,c,v\n${rows.join('\n')}`), { symbol: 'new' })
    expect(read.head.symbol).toBe('NEW')
    expect(read.rejects).toMatchObject([{ line: 19_502, reason: expect.stringContaining("symbol 'BB'") }])
    const mixed = writeCsv('x.csv', 't,symbol,o,h,l,c,v\n1704205800,AA,1,1,1,1,1\n1704205860,BB,1,1,1,1,1\n')
    await expect(readAll(mixed, { symbol: 'NEW', timeframe: '1m' })).rejects.toThrow(/holds several symbols \(AA, BB/)
  })
})

describe('splits and dividends', () => {
  const actionsOf = async (name: string, text: string) => {
    const read = await readAll(writeCsv(name, text))
    return {
      rejects: read.rejects,
      actions: read.batches.flatMap((batch) =>
        batch.kind === 'bars' || batch.kind === 'actions'
          ? batch.actions.map(({ exDay, ...rest }) => ({
              ...rest,
              exDay: new Date(exDay * 86_400_000).toISOString().slice(0, 10),
            }))
          : [],
      ),
    }
  }

  it('the ex-date is the trading date after date_before_ex, over a weekend', async () => {
    const { actions } = await actionsOf(
      'AAPL_events.csv',
      'date_before_ex,kind,value\n2014-06-06,split,7\n2014-05-07,dividend,3.29\n',
    )
    expect(actions).toEqual([
      { symbol: 'AAPL', kind: 'split', exDay: '2014-06-09', value: 7, ratio: 1 / 7, source: 'import' },
      { symbol: 'AAPL', kind: 'dividend', exDay: '2014-05-08', value: 3.29, ratio: null, source: 'import' },
    ])
  })

  it('an adj_ratio that is a plain fraction or above one is a split, any other a dividend of unknown dollars', async () => {
    const text =
      'timestamp,symbol,adj_ratio,kind\n2015-03-20,GPT,4.0,split-or-special\n2015-03-20,ABC,0.5,split-or-special\n2015-03-20,DEF,0.8,split-or-special\n2015-03-20,GHI,0.81,split-or-special\n2015-03-20,BRG,0.992453,dividend\n'
    const { actions } = await actionsOf('adjustments.csv', text)
    expect(actions.map((one) => [one.symbol, one.kind, one.value, one.ratio, one.exDay])).toEqual([
      ['GPT', 'split', 0.25, 4, '2015-03-23'],
      ['ABC', 'split', 2, 0.5, '2015-03-23'],
      ['DEF', 'split', 1.25, 0.8, '2015-03-23'],
      ['GHI', 'dividend', null, 0.81, '2015-03-23'],
      ['BRG', 'dividend', null, 0.992453, '2015-03-23'],
    ])
  })

  it('bars with dividend and split columns give both, on the ex-date itself, and adjusted closes apart', async () => {
    const text =
      'date,open,high,low,close,volume,dividend,split_ratio,adj_close\n2014-06-06,649.9,651.3,644.5,645.6,1,0.0,1.0,92\n2014-06-09,92.7,93.9,91.8,93.7,1,0.5,7.0,93.7\n'
    const { actions } = await actionsOf('AAPL.csv', text)
    expect(actions.map((one) => [one.kind, one.value, one.exDay])).toEqual([
      ['dividend', 0.5, '2014-06-09'],
      ['split', 7, '2014-06-09'],
    ])
    const read = await readAll(writeCsv('AAPL.csv', text))
    expect(read.batches[0].kind === 'bars' && [...read.batches[0].adjustedClose!]).toEqual([92, 93.7])
  })

  it('reads plain dividend and split lists, and sets aside what is neither', async () => {
    const dividends = await actionsOf('KO.csv', 'Date,Dividends\n2024-03-14,0.485\n2024-06-14,0\n')
    expect(dividends.actions).toMatchObject([{ kind: 'dividend', value: 0.485, exDay: '2024-03-14' }])
    expect(dividends.rejects).toMatchObject([{ line: 3, reason: "dividend value is not above zero: '0'" }])
    const splits = await actionsOf('NVDA.csv', 'Date,Stock Splits\n2024-06-10,10:1\n')
    expect(splits.actions).toMatchObject([{ kind: 'split', value: 10, ratio: 0.1 }])
    const odd = await actionsOf('NVDA.csv', 'date,kind,value\n2024-06-10,merger,1\n')
    expect(odd.rejects).toMatchObject([{ reason: "unknown kind of action 'merger'" }])
  })
})

describe('files that are refused', () => {
  it.each([
    [
      'names.csv',
      'symbol,name,median_dollar_volume\nAAC,AAC Holdings,1\n',
      /its header is 'symbol,name,median_dollar_volume'/,
      'usage',
    ],
    [
      'AAPL_factors.csv',
      'timestamp,price_factor,split_factor,reference_close\n1998-01-02,1,1,1\n',
      /cumulative adjustment factors/,
      'usage',
    ],
    ['OBX.csv', '', /is empty/, 'no-data'],
    ['OBX.csv', 'timestamp,open,high,low,close,volume\n', /a header and no rows/, 'no-data'],
    ['bars from vendor.csv', MINUTES, /name begins with no symbol|BARS/, 'usage'],
    ['OBX.csv', `${MINUTES.split('\n').slice(0, 2).join('\n')}\n`, /too few rows to tell its timeframe/, 'usage'],
    ['OBX.csv', 't,o,h,l,c,v\n0,1,1,1,1,1\n10,1,1,1,1,1\n', /rows 10 s apart/, 'usage'],
    ['OBX.csv', 't,o,h,l,c,v\n0,1,1,1,1,1\n120,1,1,1,1,1\n360,1,1,1,1,1\n', /rows 120 s apart/, 'usage'],
  ])('%s', async (name, text, message, kind) => {
    if (name.startsWith('bars from')) return expect((await readAll(writeCsv(name, text))).head.symbol).toBe('BARS')
    await expect(readAll(writeCsv(name, text))).rejects.toMatchObject({ kind, message: expect.stringMatching(message) })
  })

  it('a name that begins with no symbol needs --symbol', async () => {
    const file = writeCsv('(1) download.csv', MINUTES)
    await expect(readAll(file)).rejects.toMatchObject({ kind: 'usage', hint: expect.stringContaining('--symbol') })
    expect((await readAll(file, { symbol: 'nq=f' })).head.symbol).toBe('NQ')
  })

  it('a file that is missing, a folder, an archive, a cut gzip', async () => {
    await expect(readAll('/nowhere/OBX.csv')).rejects.toMatchObject({ kind: 'not-found', hint: 'ls /nowhere' })
    const headerOnly = writeCsv('OBX.csv', 'timestamp,open,high,low,close,volume\n')
    await expect(readAll(headerOnly)).rejects.toMatchObject({ kind: 'no-data', hint: `head ${headerOnly}` })
    await expect(readAll('/tmp')).rejects.toMatchObject({ kind: 'usage', message: '/tmp is a folder' })
    await expect(readAll(writeCsv('OBX.csv', 'PK\u0003\u0004rest'))).rejects.toThrow(/is a zip archive, not CSV/)
    const { gzipSync } = await import('node:zlib')
    const { writeFileSync } = await import('node:fs')
    const cut = writeCsv('OBX.csv.gz', '')
    const rows = Array.from({ length: 2000 }, (_, i) => `${1_704_205_800 + i * 60},${i + 1},${i + 1},${i + 1},${i + 1},1`).join(
      '\n',
    )
    writeFileSync(cut, gzipSync(`t,o,h,l,c,v\n${rows}\n`).subarray(0, -200))
    await expect(readAll(cut)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('damaged or cut short'),
    })
  })

  it('--kind must fit the header', async () => {
    await expect(readAll(writeCsv('OBX.csv', MINUTES), { kind: 'prints' })).rejects.toThrow(/holds no prints that openbell knows/)
  })

  it('stops when it is interrupted', async () => {
    const { createCsvReader } = await import('../../../../src/adapters/csv/reader.ts')
    const stop = new AbortController()
    const rows = Array.from({ length: 60_000 }, (_, i) => `${1_704_205_800 + i * 60},1,1,1,1,1`).join('\n')
    const file = writeCsv('OBX.csv', `t,o,h,l,c,v\n${rows}\n`)
    const opened = await createCsvReader().open({ file, symbol: null, timeframe: null, kind: null, zone: null }, stop.signal)
    stop.abort()
    const read = async () => {
      for await (const batch of opened.batches) expect(batch.kind).toBe('bars')
    }
    await expect(read()).rejects.toMatchObject({ kind: 'canceled' })
  })
})
