// The parameters of a checkpoint, handed out under canonical names from wherever they lie in the file.
import { AppError, errorFromReport } from '../../base/errors.ts'
import { bytesPerElement, type DType } from '../../base/dtype.ts'
import type { ParameterInfo, ParameterLocation, ParameterSource } from '../../graph/parameter-source.ts'
import type { Detection } from './detect.ts'
import { createKept } from '../../base/kept.ts'
import { elementCount } from '../../base/shape.ts'
import { transposed } from '../../base/transpose.ts'
import type { ReadTensor, TensorTable } from './tensor-table.ts'
import type { ResolvedParameter } from './resolve.ts'
import { scaledValues } from './weight-scale.ts'

/** A weights file as the sources need it. */
export type WeightsFile = TensorTable & {
  /** Stable for the same unchanged file. */
  readonly id: string
  readonly read: ReadTensor
  /** Where the tensor's bytes lie; undefined when no single run of bytes holds it. */
  location?(name: string): ParameterLocation | undefined
}

/** Throws the detection's problem when the checkpoint cannot be used. */
export function checkpointSource(file: WeightsFile, detection: Detection): ParameterSource {
  if (detection.problem !== null) throw errorFromReport(detection.problem)
  return sourceOver(file, detection.tensors.used)
}

export function sourceOver(file: WeightsFile, used: ReadonlyMap<string, ResolvedParameter>): ParameterSource {
  const infos = new Map<string, ParameterInfo>()
  for (const [name, parameter] of used) {
    const dtype = file.tensors.get(parameter.tensor)?.dtype ?? 'f32'
    const location = locate(file, parameter, dtype)
    infos.set(name, {
      name,
      dtype,
      shape: parameter.spec.shape,
      ...(location === undefined ? {} : { location }),
    })
  }
  // Three parameters share a fused tensor and are read in a row: a weight and its bias are kept at hand.
  const recent = createKept<string, Promise<Float32Array>>({ limit: 2 })
  const readFused = (tensor: string): Promise<Float32Array> => {
    const known = recent.get(tensor)
    if (known !== undefined) return known
    const values = file.read(tensor)
    recent.put(tensor, values)
    values.catch(() => recent.delete(tensor))
    return values
  }
  return {
    id: file.id,
    get: (name) => infos.get(name),
    list: () => infos.values(),
    async read(name) {
      const reference = used.get(name)
      if (reference === undefined) throw missingParameter(name)
      const { tensor, rows, transposed: turned, spec, scale } = reference
      if (rows !== undefined) {
        const values = await readFused(tensor)
        const rowSize = elementCount(spec.shape.slice(1))
        return values.slice(rows[0] * rowSize, rows[1] * rowSize)
      }
      const stored = await file.read(tensor)
      const values = scale === undefined ? stored : scaledValues(stored, await file.read(scale))
      const [outputs = 0, inputs = 0] = spec.shape
      return turned === true ? transposed(values, inputs, outputs) : values
    },
  }
}

/** `base` with every `vae.` parameter taken from another file. */
export function withVae(base: ParameterSource, vae: ParameterSource): ParameterSource {
  const owner = (name: string): ParameterSource => (name.startsWith('vae.') ? vae : base)
  return {
    id: `${base.id}+${vae.id}`,
    get: (name) => owner(name).get(name),
    *list() {
      for (const info of base.list()) if (!info.name.startsWith('vae.')) yield info
      for (const info of vae.list()) if (info.name.startsWith('vae.')) yield info
    },
    read: (name) => owner(name).read(name),
  }
}

function locate(
  file: WeightsFile,
  { tensor, rows, transposed, spec, scale }: ResolvedParameter,
  dtype: DType,
): ParameterLocation | undefined {
  const asStored = transposed !== true && scale === undefined
  const whole = asStored ? file.location?.(tensor) : undefined
  if (whole === undefined || rows === undefined) return whole
  const rowBytes = elementCount(spec.shape.slice(1)) * bytesPerElement[dtype]
  const [start, end] = rows
  return { ...whole, offset: whole.offset + start * rowBytes, sizeBytes: (end - start) * rowBytes }
}

function missingParameter(name: string): AppError {
  return new AppError('parameters/missing', { name })
}
