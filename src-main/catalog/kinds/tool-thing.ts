// A network that works beside a checkpoint, as its table of contents tells.
import { remark, type Remark } from '../../messages/table.ts'
import { builtInFamilies } from '../../architectures/families/families.ts'
import { otherModelIn } from '../../architectures/recognising/other-models.ts'
import type { TensorTable } from '../../architectures/recognising/tensor-table.ts'
import type { FileThing } from '../../contract/library-file.ts'
import { familyByAttention } from './family-by-width.ts'
import { thingOf } from './file-thing.ts'
import { toolKindOf } from './tool-kinds.ts'
import { upscalerFacts } from './upscaler-facts.ts'

type Fit = { readonly family: string | null; readonly how: readonly Remark[] }

const unknown: Fit = { family: null, how: [] }

/** Null for files of other kinds. */
export function toolThing(table: TensorTable): FileThing | null {
  const found = toolKindOf(table)
  if (found === null) return null
  const { kind, form } = found.tool
  const named = remark('recognition/tensor', { kind, tensor: found.tensor })
  if (kind === 'upscaler')
    return thingOf(table, kind, { form, facts: upscalerFacts(table, form), how: [named] })
  const { family, how } = fitOf(table, kind)
  return thingOf(table, kind, {
    form,
    family,
    model: family === null ? otherModelIn(table) : null,
    how: [named, ...how],
  })
}

function fitOf(table: TensorTable, kind: FileThing['kind']): Fit {
  if (kind === 't2i-adapter') return byFirstKernel(table)
  if (kind === 'motion-module') return byLevels(table)
  const found = familyByAttention(table)
  if (found === null) return unknown
  const { family, tensor, width } = found
  return { family: family.id, how: [remark('recognition/width', { family: family.label, tensor, width })] }
}

/** A T2I-Adapter unshuffles the picture into 3 · 8² channels, that of SDXL into 3 · 16². */
const unshuffled: Readonly<Record<number, string>> = { 192: 'sd1', 768: 'sdxl' }

function byFirstKernel({ tensors }: TensorTable): Fit {
  const found = [...tensors].find(([name]) => /^(adapter\.)?conv_in\.weight$/.test(name))
  if (found === undefined) return unknown
  const [tensor, { shape }] = found
  const width = shape[1] ?? 0
  return withLabel(unshuffled[width], (family) => remark('recognition/width', { family, tensor, width }))
}

/** One motion module a residual block: SD 1's UNet has four levels, SDXL's three. */
function byLevels({ tensors }: TensorTable): Fit {
  const names = [...tensors.keys()]
  const four = names.find((name) => /down_blocks[._]3[._]motion_modules/.test(name))
  const tensor = four ?? names.find((name) => /down_blocks[._]2[._]motion_modules/.test(name))
  if (tensor === undefined) return unknown
  const width = tensors.get(tensor)?.shape.at(-1) ?? 0
  return withLabel(four === undefined ? 'sdxl' : 'sd1', (family) =>
    remark('recognition/width', { family, tensor, width }),
  )
}

function withLabel(id: string | undefined, how: (label: string) => Remark): Fit {
  const family = builtInFamilies.find((one) => one.id === id)
  return family === undefined ? unknown : { family: family.id, how: [how(family.label)] }
}
