// Whether a file of a stranger holds tensors and nothing that Python would run, found out without running anything.
import { extname } from 'node:path'
import { AppError } from '../base/errors.ts'
import { foreignNames } from '../formats/torch/foreign-names.ts'
import { openFileSource } from './file-source.ts'
import { inflateZipEntry } from './inflate.ts'
import { openSingleFile } from './open-single-file.ts'

const mostNamed = 5

/**
 * `fileName`: what it is or will be called. Throws what keeps it from being read (`file/…`, `safetensors/…`, `pickle/…`,
 * `zip/…`), `download/holds-code`, and `download/other-form` for a pickle that calls itself safetensors.
 */
export async function requireTensorsAlone(path: string, fileName: string): Promise<void> {
  const names = await namesInPickle(path)
  if (names.length > 0)
    throw new AppError(
      'download/holds-code',
      { file: fileName, names: names.slice(0, mostNamed), more: Math.max(0, names.length - mostNamed) },
      { details: { names: names.slice(0, 50) } },
    )
  const file = await openSingleFile(path)
  await file.close()
  if (file.kind !== 'safetensors' && extname(fileName).toLowerCase() === '.safetensors')
    throw new AppError('download/other-form', { file: fileName })
}

async function namesInPickle(path: string): Promise<string[]> {
  const { source } = await openFileSource(path)
  try {
    const [first, second] = await source.read(0, Math.min(2, source.sizeBytes))
    const isZip = first === 0x50 && second === 0x4b
    const isPickle = isZip || (first === 0x80 && second === 0x02)
    return isPickle ? await foreignNames(source, isZip, inflateZipEntry) : []
  } finally {
    await source.close()
  }
}
