import type { CodeOutcome } from '../../src/ports/code-runner.ts'

type Kind = NonNullable<CodeOutcome['error']>['kind']

/** Code that tries to get out, to stay, or to flood, and what must come of it. */
export interface Attack {
  name: string
  code: string
  /** Kinds of error it may end with; none = it runs to its end. */
  ends?: Kind[]
  /** What it must answer when it runs to its end. */
  answers?: unknown
}

const ENDLESS: Kind[] = ['timeout']
const FULL: Kind[] = ['memory', 'timeout', 'runtime']

/** No door of the system is there, whatever way it is asked for. */
const DOORS: Attack[] = [
  { name: 'process by name', code: 'return typeof process', answers: 'undefined' },
  {
    name: 'process by the constructor of a constructor',
    code: "return this.constructor.constructor('return typeof process')()",
    answers: 'undefined',
  },
  { name: 'process by the frame', code: "return df.constructor.constructor('return typeof process')()", answers: 'undefined' },
  { name: 'process by a helper', code: "return calculateRsi.constructor('return typeof process')()", answers: 'undefined' },
  {
    name: 'process by the console',
    code: "return console.log.constructor('return typeof process + typeof require')()",
    answers: 'undefinedundefined',
  },
  {
    name: 'process by an error thrown inside',
    code: "try { df.nothing } catch (e) { return e.constructor.constructor('return typeof process')() }",
    answers: 'undefined',
  },
  { name: 'require', code: "return require('fs').readFileSync('/etc/passwd', 'utf8')", ends: ['runtime'] },
  { name: 'import of a module of the system', code: "return import('node:fs')", ends: ['output'] },
  { name: 'import of the library', code: "return import('core/errors')", ends: ['output'] },
  { name: 'import as a statement', code: "import fs from 'node:fs'; return fs", ends: ['syntax'] },
  { name: 'eval', code: "return (0, eval)('typeof process + typeof globalThis.process')", answers: 'undefinedundefined' },
  { name: 'Function', code: "return new Function('return typeof require + typeof module')()", answers: 'undefinedundefined' },
  {
    name: 'constructors of generators and async functions',
    code: "return Object.getPrototypeOf(function* () {}).constructor('yield typeof process')().next().value",
    answers: 'undefined',
  },
  { name: 'fetch', code: "return fetch('http://127.0.0.1:9')", ends: ['runtime'] },
  {
    name: 'sockets',
    code: 'return [typeof WebSocket, typeof XMLHttpRequest, typeof EventSource, typeof net].join()',
    answers: 'undefined,undefined,undefined,undefined',
  },
  {
    name: 'workers and shells',
    code: 'return [typeof Worker, typeof child_process, typeof Deno, typeof Bun, typeof std, typeof os].join()',
    answers: 'undefined,undefined,undefined,undefined,undefined,undefined',
  },
  {
    name: 'databases and files',
    code: 'return [typeof sqlite, typeof fs, typeof Buffer, typeof scriptArgs, typeof __dirname].join()',
    answers: 'undefined,undefined,undefined,undefined,undefined',
  },
  { name: 'WebAssembly', code: 'return typeof WebAssembly', answers: 'undefined' },
  { name: 'shared memory', code: 'return typeof SharedArrayBuffer + typeof Atomics', answers: 'undefinedundefined' },
  { name: 'waiting on shared memory', code: 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)', ends: ['runtime'] },
  {
    name: 'timers',
    code: 'return [typeof setTimeout, typeof setInterval, typeof queueMicrotask, typeof setImmediate].join()',
    answers: 'undefined,undefined,undefined,undefined',
  },
  {
    name: 'the environment',
    code: 'return Object.getOwnPropertyNames(globalThis).filter((name) => /env|process|secret|key/i.test(name))',
    answers: [],
  },
  { name: 'callers', code: 'function f() { return f.caller } return typeof f()', answers: 'undefined' },
  {
    name: 'breaking out of the function',
    code: '}), (function () { return typeof process',
    ends: ['syntax', 'runtime'],
    answers: 'undefined',
  },
]

/** No clock, and no luck that differs from run to run. */
const CLOCKS: Attack[] = [
  {
    name: 'the time of day',
    code: 'return [Date.now(), new Date().getTime(), new (new Date(0).constructor)().getTime(), Date.prototype.constructor.now()]',
    answers: [1_700_000_000_000, 1_700_000_000_000, 1_700_000_000_000, 1_700_000_000_000],
  },
  { name: 'the date as text', code: 'return Date().slice(0, 15)', answers: 'Tue Nov 14 2023' },
  { name: 'performance', code: 'return typeof performance', answers: 'undefined' },
  { name: 'what was forgotten', code: 'return typeof WeakRef + typeof FinalizationRegistry', answers: 'undefinedundefined' },
]

/** Time ends. */
const LOOPS: Attack[] = [
  { name: 'an endless loop in a callback of the library', code: 'return df.where(() => { for (;;) {} })', ends: ENDLESS },
  { name: 'an endless column', code: 'return df.with("x", { length: 500, get 0() { for (;;) {} } })', ends: ENDLESS },
  { name: 'an endless loop', code: 'for (;;) {}', ends: ENDLESS },
  {
    name: 'an endless loop that catches everything',
    code: 'for (;;) { try { for (;;) {} } catch {} finally { continue } }',
    ends: ENDLESS,
  },
  { name: 'an endless regular expression', code: "return /(a+)+b/.test('a'.repeat(60))", ends: ENDLESS },
  { name: 'an endless generator', code: 'return Array.from((function* () { for (;;) yield 0 })(), () => 1).length', ends: FULL },
  { name: 'a getter without end', code: 'return { get x() { for (;;) {} } }', ends: ENDLESS },
  { name: 'a proxy whose traps have no end', code: 'return new Proxy({}, { ownKeys() { for (;;) {} } })', ends: ENDLESS },
  { name: 'a conversion without end', code: 'return df.close[{ [Symbol.toPrimitive]() { for (;;) {} } }]', ends: ENDLESS },
  { name: 'a sort that never agrees', code: 'for (;;) [3, 1, 2].sort(() => 1)', ends: ENDLESS },
  {
    name: 'a loop in the error of an error',
    code: "const e = new Error('x'); Object.defineProperty(e, 'message', { get() { for (;;) {} } }); throw e",
    ends: ENDLESS,
  },
  { name: 'a big sum of big numbers', code: 'let n = 3n ** 100000n; for (;;) n = n * n', ends: FULL },
  { name: 'promises without end', code: 'const again = () => Promise.resolve().then(again); return again()', ends: ['output'] },
  { name: 'an async function', code: 'return (async () => { for (;;) await null })()', ends: ['output'] },
  { name: 'a long text of a long array', code: "return new Array(2 ** 31).join('x')", ends: FULL },
]

/** Memory ends. */
const BOMBS: Attack[] = [
  { name: 'recursion', code: 'const f = () => f() + 1; return f()', ends: ['runtime'] },
  {
    name: 'recursion through a helper',
    code: 'const o = { [Symbol.iterator]() { return [...o] } }; return [...o]',
    ends: ['runtime'],
  },
  { name: 'nested source', code: "return eval('['.repeat(100000) + ']'.repeat(100000))", ends: ['runtime', 'memory', 'syntax'] },
  { name: 'a text that doubles', code: "let s = 'x'; for (;;) s += s", ends: FULL },
  { name: 'one huge text', code: "return 'x'.repeat(2 ** 30).length", ends: FULL },
  { name: 'arrays', code: 'const all = []; for (;;) all.push(new Array(1000).fill(0))', ends: FULL },
  { name: 'typed arrays', code: 'const all = []; for (;;) all.push(new Float64Array(1e6))', ends: FULL },
  { name: 'one huge buffer', code: 'return new ArrayBuffer(2 ** 31).byteLength', ends: FULL },
  { name: 'a map', code: 'const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })', ends: FULL },
  {
    name: 'memory taken again after it was refused',
    code: 'const all = []; for (;;) { try { for (;;) all.push(new Float64Array(1e5)) } catch { } }',
    ends: FULL,
  },
  { name: 'frames of frames', code: 'let all = []; for (;;) all.push(df.head(1000))', ends: FULL },
]

/** Answers end. */
const FLOODS: Attack[] = [
  { name: 'a long answer', code: "return 'x'.repeat(1e6)", ends: ['output'] },
  { name: 'an answer of many small parts', code: 'return Array.from({ length: 1e5 }, (_, i) => ({ i }))', ends: ['output'] },
  {
    name: 'an answer that shares one part',
    code: 'let a = [1]; for (let i = 0; i < 60; i++) a = [a, a]; return a',
    ends: ['output'],
  },
  { name: 'a flood of lines', code: "for (;;) console.log('x'.repeat(1000))", ends: ['output'] },
  {
    name: 'a flood of lines that catches everything',
    code: "for (let i = 0; i < 1e5; i++) { try { console.log('x'.repeat(1000)) } catch {} } return 1",
    ends: ['output'],
  },
  { name: 'a flood of charts', code: 'for (;;) chart({ title: "x", y: df.close })', ends: ['output'] },
  {
    name: 'a chart without end',
    code: 'chart({ x: [1], series: { length: 1e9, get a() { for (;;) {} } } })',
    ends: ['timeout', 'runtime'],
  },
  { name: 'a huge error', code: "throw new Error('x'.repeat(1e7))", ends: ['runtime'] },
  { name: 'a huge error of many lines', code: "throw new Error('x\\n'.repeat(1e5))", ends: ['runtime'] },
  { name: 'wide signs that count double', code: "return '\\u4e2d'.repeat(50000)", ends: ['output'] },
]

/** Values that are none. */
const TRICKS: Attack[] = [
  {
    name: 'a prototype of the frame made its own',
    code: 'Object.getPrototypeOf(df).col = () => 1; return df.col("close").length',
    answers: 500,
  },
  {
    name: 'a species that is not its kind',
    code: 'Float64Array.prototype.slice = () => [1]; return df.tail(3).length',
    answers: 3,
  },
  {
    name: 'a list longer than it is',
    code: 'return Object.assign(new Proxy([], { get: (t, k) => (k === "length" ? 1e12 : t[k]) }), {})',
    ends: ['output', 'timeout', 'runtime'],
  },
  {
    name: 'a seal on the world',
    code: 'Object.preventExtensions(globalThis); Object.freeze(Object.prototype); return 1',
    answers: 1,
  },
  { name: 'words of an error that lie', code: "throw new SyntaxError('</error>\\u001b[31m\\u0000 done')", ends: ['runtime'] },
  { name: 'a value that holds itself', code: 'const a = {}; a.a = a; return a', ends: ['output'] },
  { name: 'a BigInt', code: 'return { x: 1n }', ends: ['output'] },
  { name: 'a function', code: 'return () => 1', ends: ['output'] },
  { name: 'a symbol', code: 'return [Symbol("x")]', ends: ['output'] },
  { name: 'its own words for JSON', code: 'return { a: 1, toJSON() { return "x".repeat(1e9) } }', ends: ['output'] },
  { name: 'a getter that throws', code: 'return { get x() { throw new TypeError("no") } }', ends: ['runtime'] },
  {
    name: 'a revoked proxy',
    code: 'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy',
    ends: ['runtime'],
  },
  { name: 'throwing null', code: 'throw null', ends: ['runtime'] },
  {
    name: 'throwing what cannot be shown',
    code: 'throw { toString() { throw 1 }, get message() { throw 2 } }',
    ends: ['runtime'],
  },
  {
    name: 'an error with a stack of its own',
    code: "const e = new Error('x'); e.stack = '/etc/passwd\\n    at secret'; throw e",
    ends: ['runtime'],
  },
  {
    name: 'polluted prototypes',
    code: 'Object.prototype.error = "x"; Array.prototype.push = null; Object.prototype.kind = "bars"; return { a: 1 }',
    answers: { a: 1 },
  },
  {
    name: 'another JSON',
    code: "JSON.stringify = () => 'x'; JSON.parse = null; String = null; Array.isArray = null; Object.keys = null; return [{ a: 1 }]",
    answers: [{ a: 1 }],
  },
  {
    name: 'another console',
    code: 'globalThis.console = null; globalThis.chart = null; globalThis.calculateRsi = null; return typeof console + typeof chart',
    answers: 'objectfunction',
  },
  {
    name: 'a closing bracket for the answer',
    code: 'Array.prototype.join = () => \'"},"executionMs":0}\'; console.log(1); return 1',
    ends: ['runtime'],
    answers: 1,
  },
  { name: 'writing into the frame', code: 'df.close = [1]', ends: ['runtime'] },
  { name: 'another prototype for the frame', code: 'Object.setPrototypeOf(df, null); return 1', ends: ['runtime'] },
]

export const ATTACKS: readonly Attack[] = [...DOORS, ...CLOCKS, ...LOOPS, ...BOMBS, ...FLOODS, ...TRICKS]
