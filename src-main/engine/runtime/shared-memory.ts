// Memory that threads share. It weighs nothing in the collector's books: when much was let go, it is asked to look.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes let go that are worth a collection. */
export const worthCollecting = 128 * 2 ** 20

let collector: (() => void) | null = null

/** Zeros. */
export function sharedValues(count: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * count))
}

export function sharedCopy(values: Float32Array): Float32Array {
  const copy = sharedValues(values.length)
  copy.set(values)
  return copy
}

/** Whether other threads see what is written to these values. */
export function isShared(values: Float32Array): boolean {
  return values.buffer instanceof SharedArrayBuffer
}

/** Collects this thread's garbage now. */
export function collect(): void {
  if (collector === null) {
    setFlagsFromString('--expose-gc')
    collector = runInNewContext('gc') as () => void
  }
  collector()
}
