// The files a command names, looked at before an engine is started for them.
import { basename, dirname } from 'node:path'
import { AppError } from '../../base/errors.ts'
import { modelOf, type Detection } from '../../architectures/recognising/detect.ts'
import { detectVae } from '../../architectures/recognising/vae-file.ts'
import { checkWritable } from '../../files/check-writable.ts'
import { openTensorFile } from '../../files/open-tensor-file.ts'
import { removeAbandonedParts } from '../../files/part-files.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'

/** Throws why the checkpoint makes no pictures; `vae` is the file chosen apart from it. */
export async function checkModel(detection: Detection, vae: string | null): Promise<void> {
  modelOf(detection)
  if (vae !== null) await checkTensorFile(vae, (file) => detectVae(file))
  else if (!detection.hasVae) throw new AppError('checkpoint/no-vae')
}

/** Throws what keeps the file from being read, or what `look` has against it. */
export async function checkTensorFile(
  path: string,
  look: (file: TensorFile) => void = () => undefined,
): Promise<void> {
  const file = await openTensorFile(path)
  try {
    look(file)
  } finally {
    await file.close()
  }
}

/**
 * Throws when the file could not be written, or would take the place of one that is
 * read. What a killed run left there goes.
 */
export async function checkTarget(path: string, read: readonly (string | null)[]): Promise<void> {
  if (read.includes(path)) throw new AppError('usage/overwrites-input', { file: basename(path) })
  await checkWritable(path)
  await removeAbandonedParts([dirname(path)])
}
