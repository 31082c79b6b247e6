// An adapter's effect in a few numbers: two that do the same have nearly the same, whatever their names, types and ranks.
import { roleOf } from '../../architectures/families/component.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import type { AdapterModule } from '../reading/adapter.ts'
import { nameOf, readModuleEffect } from './module-effect.ts'
import { addSketch, hashOf, sketchSize } from './sketch.ts'

export type Fingerprint = {
  /** Of length 1; null where nothing of the adapter can be told without the base's weights. */
  readonly direction: Float32Array | null
  /** Modules that were looked at. */
  readonly looked: number
}

/**
 * As many modules as are looked at: reading all of an SDXL adapter takes ten times as long. Which ones is decided by
 * their names, so that two adapters of the same modules are looked at in the same places.
 */
const mostModules = 48

/**
 * A sketch of the changes of the first modules, in an order by their names' hashes, that change anything: of the
 * denoiser, or where it is left alone of the text encoders. Throws `adapter/module-not-finite`.
 */
export async function fingerprintOf(
  file: Pick<TensorFile, 'read' | 'tensors'>,
  modules: readonly AdapterModule[],
): Promise<Fingerprint> {
  const sketch = new Float64Array(sketchSize)
  let looked = 0
  for (const { name, own } of inOrder(modules)) {
    const effect = await readModuleEffect(file, own)
    if (effect.isDependent) continue
    const part = new Float64Array(sketchSize)
    for (const { delta, amount } of effect.weight) addSketch(part, name, delta, amount)
    for (const { delta, amount } of effect.bias) addSketch(part, `${name} bias`, delta, amount)
    // Nothing else than no change at all leaves every bucket empty.
    if (part.every((value) => value === 0)) continue
    part.forEach((value, index) => (sketch[index]! += value))
    if (++looked === mostModules) break
  }
  const length = Math.hypot(...sketch)
  return { direction: length > 0 ? Float32Array.from(sketch, (value) => value / length) : null, looked }
}

type NamedModules = { readonly name: string; readonly own: readonly AdapterModule[] }

/** Many files are of the same modules. */
const orders = new WeakMap<readonly AdapterModule[], readonly NamedModules[]>()

function inOrder(modules: readonly AdapterModule[]): readonly NamedModules[] {
  const known = orders.get(modules)
  if (known !== undefined) return known
  const denoising = modules.filter(({ component }) => roleOf(component) === 'denoiser')
  const order = [...Map.groupBy(denoising.length > 0 ? denoising : modules, nameOf)]
    .map(([name, own]) => ({ name, own, hash: hashOf(name) }))
    .sort((a, b) => a.hash - b.hash)
  orders.set(modules, order)
  return order
}
