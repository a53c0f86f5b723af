import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core'
import type { TensorFlow } from './networks/types.ts'

/** What we use of the WebAssembly backend. */
interface WasmBackend {
  makeOutput(shape: number[], type: string): TensorInfo
  /** A view of the memory that the tensor lies in, until the memory grows. */
  typedArrayFromHeap(tensor: TensorInfo): Float32Array
}

/** A kernel of the WebAssembly backend as asked for, with the library's own for what ours does not do. */
type Replacement = (
  asked: Parameters<KernelConfig['kernelFunc']>[0],
  stock: KernelConfig['kernelFunc'],
) => ReturnType<KernelConfig['kernelFunc']>

/**
 * Kernels that copy numbers within the backend's memory. For a part of a tensor the library's first copy all of it out, whatever is asked for:
 * a tensor that is split into many parts, as the rows of a recurrent network are, takes a copy of the whole for each part. And it turns a matrix
 * over number by number, which takes four times as long as in blocks that stay in the cache.
 */
export function replaceCopies(tf: TensorFlow): void {
  replace(tf, 'Transpose', (asked, stock) => {
    const { x } = asked.inputs as { x: TensorInfo }
    const { perm } = asked.attrs as unknown as { perm: number[] }
    const [rows, columns] = x.shape
    if (x.dtype !== 'float32' || x.shape.length !== 2 || perm[0] !== 1 || rows < 4 * BLOCK) return stock(asked)
    const backend = asked.backend as unknown as WasmBackend
    const out = backend.makeOutput([columns, rows], 'float32')
    turnOver(backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out), rows, columns)
    return out
  })
  replace(tf, 'Slice', (asked, stock) => {
    const { x } = asked.inputs as { x: TensorInfo }
    const { begin, size } = asked.attrs as unknown as { begin: number[]; size: number[] }
    const [from, shape] = tf.slice_util.parseSliceParams(x as Parameters<typeof tf.slice_util.parseSliceParams>[0], begin, size)
    if (x.dtype !== 'float32' || !tf.slice_util.isSliceContinous(x.shape, from, shape)) return stock(asked)
    const offset = tf.slice_util.computeFlatOffset(from, tf.util.computeStrides(x.shape))
    return part(asked.backend as unknown as WasmBackend, x, shape, 1, offset, 0)
  })
  replace(tf, 'SplitV', (asked, stock) => {
    const { x } = asked.inputs as { x: TensorInfo }
    if (x.dtype !== 'float32') return stock(asked)
    const { numOrSizeSplits, axis } = asked.attrs as unknown as { numOrSizeSplits: number[] | number; axis: number }
    const [at] = tf.util.parseAxisParam(axis, x.shape)
    const sizes = tf.backend_util.prepareSplitSize(
      x as Parameters<typeof tf.backend_util.prepareSplitSize>[0],
      numOrSizeSplits,
      at,
    )
    const rows = tf.util.sizeFromShape(x.shape.slice(0, at))
    const inner = tf.util.sizeFromShape(x.shape.slice(at + 1))
    let offset = 0
    return sizes.map((size) => {
      const shape = x.shape.map((own, i) => (i === at ? size : own))
      const made = part(asked.backend as unknown as WasmBackend, x, shape, rows, offset, x.shape[at] * inner)
      offset += size * inner
      return made
    })
  })
}

function replace(tf: TensorFlow, kernelName: string, kernelFunc: Replacement): void {
  const stock = tf.getKernel(kernelName, 'wasm')
  if (!stock) return
  tf.unregisterKernel(kernelName, 'wasm')
  tf.registerKernel({ ...stock, kernelFunc: (asked) => kernelFunc(asked, stock.kernelFunc) })
}

/** Rows of a matrix that are turned over together. */
const BLOCK = 16

function turnOver(from: Float32Array, to: Float32Array, rows: number, columns: number): void {
  for (let first = 0; first < rows; first += BLOCK) {
    const end = Math.min(rows, first + BLOCK)
    for (let column = 0; column < columns; column++) {
      let place = first * columns + column
      for (let row = first; row < end; row++, place += columns) to[column * rows + row] = from[place]
    }
  }
}

/** A tensor of this shape from `rows` stretches of another: the first begins at `offset`, each next `stride` numbers further. */
function part(backend: WasmBackend, x: TensorInfo, shape: number[], rows: number, offset: number, stride: number): TensorInfo {
  const out = backend.makeOutput(shape, 'float32')
  const to = backend.typedArrayFromHeap(out)
  const from = backend.typedArrayFromHeap(x)
  const length = to.length / rows
  for (let row = 0; row < rows; row++) {
    const start = offset + row * stride
    to.set(from.subarray(start, start + length), row * length)
  }
  return out
}
