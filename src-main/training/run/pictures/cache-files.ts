// Tensors kept on disk under the hash of what they were made from; a file that is damaged or strange counts as missing.
import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Float32Tensor } from '../../../base/dtype.ts'
import { openTensorFile } from '../../../files/open-tensor-file.ts'
import { writeTensorFile } from '../../../files/write-tensor-file.ts'
import { writeError } from '../../../files/system-error.ts'

export type CacheFiles = {
  /** Null where nothing usable is there. */
  read(key: string): Promise<Map<string, Float32Tensor> | null>
  /** Whole or not at all; errors are `disk/…`. */
  write(key: string, tensors: ReadonlyMap<string, Float32Tensor>): Promise<void>
}

/** `names`: the tensors that a file must hold. */
export function cacheFiles(folder: string, kind: string, names: readonly string[]): CacheFiles {
  const pathOf = (key: string): string => join(folder, kind, key.slice(0, 2), `${key}.safetensors`)
  return {
    async read(key) {
      // Whatever is wrong with it, it can be made anew.
      const file = await openTensorFile(pathOf(key)).catch(() => null)
      if (file === null) return null
      try {
        const tensors = new Map<string, Float32Tensor>()
        for (const name of names) {
          const data = await file.read(name)
          if (!data.every(Number.isFinite)) return null
          tensors.set(name, { dtype: 'f32', shape: file.tensors.get(name)?.shape ?? [], data })
        }
        return file.metadata.get('key') === key ? tensors : null
      } catch {
        return null
      } finally {
        await file.close()
      }
    },
    async write(key, tensors) {
      const path = pathOf(key)
      await mkdir(join(path, '..'), { recursive: true }).catch((cause: unknown) => {
        throw writeError(cause, path)
      })
      await writeTensorFile(path, tensors, new Map([['key', key]]))
    },
  }
}

/** The key of something made from these parts. */
export function cacheKey(...parts: readonly (string | number | boolean)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
