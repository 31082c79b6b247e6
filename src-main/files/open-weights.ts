// A checkpoint's weights with what lies beside them and helps to interpret them.
import { extname } from 'node:path'
import type { TensorFile } from '../formats/tensor-file.ts'
import { openTensorFile } from './open-tensor-file.ts'
import { readTextFileIfThere } from './text-file.ts'

/** `sidecarYaml`: the text of `name.yaml` beside `name.safetensors`. */
export type Weights = TensorFile & { readonly hints: { readonly sidecarYaml?: string } }

const mostSidecarBytes = 1_000_000

export async function openWeights(path: string): Promise<Weights> {
  const file = await openTensorFile(path)
  const extension = extname(path)
  if (file.kind === 'folder' || extension === '') return { ...file, hints: {} }
  const sidecar = `${path.slice(0, -extension.length)}.yaml`
  // A sidecar that cannot be read is only a hint lost.
  const sidecarYaml = await readTextFileIfThere(sidecar, mostSidecarBytes).catch(() => undefined)
  return { ...file, hints: sidecarYaml === undefined ? {} : { sidecarYaml } }
}
