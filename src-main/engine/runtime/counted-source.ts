// A source that counts what is read of it for the first time: how much of a model is in memory.
import { bytesPerElement } from '../../base/dtype.ts'
import { elementCount } from '../../base/shape.ts'
import type { ParameterInfo, ParameterSource } from '../../graph/parameter-source.ts'

/** As the file has them. */
export type ReadBytes = { readonly bytes: number; readonly of: number }

export type CountedSource = ParameterSource & {
  /** Called after each parameter that was not read before; null for nobody. */
  onRead(listener: ((read: ReadBytes) => void) | null): void
}

/** `isNeeded`: whether a parameter is among those that `of` counts; others are read uncounted. */
export function countedSource(
  source: ParameterSource,
  isNeeded: (name: string) => boolean = () => true,
): CountedSource {
  const unread = new Map<string, number>()
  for (const info of source.list()) if (isNeeded(info.name)) unread.set(info.name, bytesOf(info))
  const of = [...unread.values()].reduce((sum, size) => sum + size, 0)
  let bytes = 0
  let listener: ((read: ReadBytes) => void) | null = null
  return {
    id: source.id,
    get: (name) => source.get(name),
    list: () => source.list(),
    async read(name) {
      const values = await source.read(name)
      const size = unread.get(name)
      if (size !== undefined) {
        unread.delete(name)
        bytes += size
        listener?.({ bytes, of })
      }
      return values
    },
    onRead(next) {
      listener = next
    },
  }
}

function bytesOf({ dtype, shape }: ParameterInfo): number {
  return bytesPerElement[dtype] * elementCount(shape)
}
