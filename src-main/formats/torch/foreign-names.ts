// What a torch file names besides what tensors are made of: whatever reads it as Python does would run that.
import { unpickle } from '../pickle/machine.ts'
import type { ByteSource } from '../byte-source.ts'
import { readZipDirectory } from '../zip.ts'
import { damagedPickle, refusingDamage } from './errors.ts'
import { legacyGlobals } from './legacy-checkpoint.ts'
import { isTorchName } from './tensor-description.ts'
import { largestPickle, packedEntry, type Inflate } from './zip-checkpoint.ts'

/** Of libraries, found in models that people share, and doing nothing but hold values. */
const harmless: ReadonlySet<string> = new Set([
  'torch.Size',
  'torch.Tensor',
  'torch.device',
  'torch.nn.modules.container.ParameterDict',
  'torch.serialization._get_layout',
  'collections.Counter',
  'collections.defaultdict',
  'builtins.list',
  '__builtin__.list',
  'builtins.dict',
  '__builtin__.dict',
  '_codecs.encode',
  'numpy.dtype',
  'numpy.ndarray',
  'numpy.core.multiarray.scalar',
  'numpy.core.multiarray._reconstruct',
  'numpy._core.multiarray.scalar',
  'numpy._core.multiarray._reconstruct',
  // Original Stable Diffusion checkpoints name it as a key of their training's callbacks.
  'pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint',
])
/** A file of torch has one pickle, a scripted one a few. */
const mostPickles = 64

/** `isZip`: torch's format since 1.6. Sorted; empty for a file of tensors and plain values. Throws `pickle/…`, `zip/…`. */
export async function foreignNames(source: ByteSource, isZip: boolean, inflate: Inflate): Promise<string[]> {
  const globals = isZip ? await zipGlobals(source, inflate) : await legacyGlobals(source)
  return [...globals].filter((name) => !isTorchName(name) && !harmless.has(name)).sort()
}

async function zipGlobals(source: ByteSource, inflate: Inflate): Promise<ReadonlySet<string>> {
  const all = new Set<string>()
  const pickles = [...(await readZipDirectory(source)).values()].filter(({ name }) => name.endsWith('.pkl'))
  if (pickles.length > mostPickles) throw damagedPickle('it holds more pickles than any model')
  for (const entry of pickles) {
    const pickle = await packedEntry(source, entry, inflate)
    if (pickle.sizeBytes > largestPickle) throw damagedPickle('its table of contents is absurdly large')
    const bytes = await pickle.read(0, pickle.sizeBytes)
    for (const name of refusingDamage(() => unpickle(bytes)).globals) all.add(name)
  }
  return all
}
