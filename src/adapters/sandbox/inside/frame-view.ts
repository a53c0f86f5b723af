import { Frame } from './frame.ts'
import { unknownName } from './unknown-name.ts'

/** The frame behind each view. */
const behind = new WeakMap<object, Frame>()

/** Names that the language itself asks any value for. */
const ASKED_OF_ALL = ['then', 'toJSON', 'constructor', 'valueOf', 'toString', 'hasOwnProperty', 'length']

const OWN_NAMES = Object.getOwnPropertyNames(Frame.prototype).filter((name) => name !== 'constructor')

/**
 * A frame with its columns as properties (`df.close`); a name that it does not have is an error that says which there are, and nothing can be
 * written into it. A column named like one of its functions is reached by `df.col(name)`.
 */
export function view(frame: Frame): Frame {
  const shown = new Proxy(frame, {
    get(_, name) {
      if (name in frame) return own(frame, name)
      if (typeof name === 'symbol' || ASKED_OF_ALL.includes(name)) return undefined
      if (!frame.has(name)) throw unknownName(name, frame.columns, OWN_NAMES)
      return frame.col(name)
    },
    has: (_, name) => name in frame || (typeof name === 'string' && frame.has(name)),
    ownKeys: () => [...frame.columns],
    getOwnPropertyDescriptor: (_, name) =>
      typeof name === 'string' && frame.has(name)
        ? { value: frame.col(name), enumerable: true, configurable: true, writable: false }
        : undefined,
    set: (_, name) => refuse(String(name)),
    defineProperty: (_, name) => refuse(String(name)),
    deleteProperty: (_, name) => refuse(String(name)),
    setPrototypeOf: () => false,
  })
  behind.set(shown, frame)
  return shown
}

/** The frame of a view; null for anything else. */
export function frameOf(value: unknown): Frame | null {
  return typeof value === 'object' && value !== null ? (behind.get(value) ?? null) : null
}

function own(frame: Frame, name: string | symbol): unknown {
  const value = (frame as unknown as Record<string | symbol, unknown>)[name]
  return typeof value === 'function' && name !== 'constructor' ? value.bind(frame) : value
}

function refuse(name: string): never {
  throw new TypeError(`df cannot be changed: df.with('${name}', values) makes a frame with that column`)
}
