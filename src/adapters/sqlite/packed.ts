/**
 * Columns of doubles as stored bytes: a head of three doubles (form, unit, first), then the values. Market data are decimals of few
 * digits and stamps in whole steps, so most columns fit exactly into 32-bit whole numbers: half the bytes to keep, check and read.
 * A form is taken only when every value comes back to the last bit; else the doubles stand as they are.
 */
const HEAD = 3
const HEAD_BYTES = HEAD * 8

const DOUBLES = 0
/** value = whole / unit: prices, volumes. The quotient of two whole numbers is the double nearest to the decimal. */
const DECIMALS = 1
/** value = first + whole * unit: stamps. */
const STEPS = 2
/** Decimals of which some are missing; apart, because looking for them takes three times as long as the division. */
const GAPPED_DECIMALS = 3

const DIVISORS = [1, 100, 10_000, 1_000_000]
const STEP_LENGTHS = [60_000, 1000, 1]
/** Stands for NaN among the whole numbers. */
const MISSING = -(2 ** 31)
const LARGEST = 2 ** 31 - 1

type Doubles = Float64Array<ArrayBufferLike>

/** The bytes of a column. */
export function pack(values: Doubles): Uint8Array {
  for (const divisor of DIVISORS) {
    const wholes = decimals(values, divisor)
    if (wholes) return withHead(wholes.includes(MISSING) ? GAPPED_DECIMALS : DECIMALS, divisor, 0, wholes)
  }
  for (const step of STEP_LENGTHS) {
    const wholes = steps(values, step)
    if (wholes) return withHead(STEPS, step, values[0], wholes)
  }
  return withHead(DOUBLES, 0, 0, values)
}

function withHead(form: number, unit: number, first: number, body: Doubles | Int32Array): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + body.byteLength)
  new Float64Array(bytes.buffer, 0, HEAD).set([form, unit, first])
  bytes.set(new Uint8Array(body.buffer, body.byteOffset, body.byteLength), HEAD_BYTES)
  return bytes
}

function decimals(values: Doubles, divisor: number): Int32Array | null {
  const wholes = new Int32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    const whole = Math.round(value * divisor)
    if (whole / divisor === value && Math.abs(whole) <= LARGEST && !Object.is(value, -0)) wholes[i] = whole
    else if (Number.isNaN(value)) wholes[i] = MISSING
    else return null
  }
  return wholes
}

function steps(values: Doubles, step: number): Int32Array | null {
  const first = values[0]
  const wholes = new Int32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const whole = Math.round((values[i] - first) / step)
    if (first + whole * step !== values[i] || Math.abs(whole) > LARGEST || Object.is(values[i], -0)) return null
    wholes[i] = whole
  }
  return wholes
}

/** Number of values in packed bytes. */
export function packedLength(bytes: Uint8Array): number {
  const [form] = headOf(bytes)
  return (bytes.byteLength - HEAD_BYTES) / (form === DOUBLES ? 8 : 4)
}

/** Writes the values into `out`, which has the right length. */
export function unpack(bytes: Uint8Array, out: Doubles): void {
  const [form, unit, first] = headOf(bytes)
  const body = aligned(bytes).subarray(HEAD_BYTES)
  if (form === DOUBLES) {
    new Uint8Array(out.buffer, out.byteOffset, out.byteLength).set(body)
    return
  }
  const wholes = new Int32Array(body.buffer, body.byteOffset, body.byteLength >> 2)
  if (form === STEPS) for (let i = 0; i < wholes.length; i++) out[i] = first + wholes[i] * unit
  else if (form === GAPPED_DECIMALS)
    for (let i = 0; i < wholes.length; i++) out[i] = wholes[i] === MISSING ? Number.NaN : wholes[i] / unit
  else if (unit === 1) out.set(wholes)
  else for (let i = 0; i < wholes.length; i++) out[i] = wholes[i] / unit
}

function headOf(bytes: Uint8Array): [form: number, unit: number, first: number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES)
  return [view.getFloat64(0, true), view.getFloat64(8, true), view.getFloat64(16, true)]
}

/** Typed views need memory at a multiple of their size; a driver may hand out any. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice()
}
