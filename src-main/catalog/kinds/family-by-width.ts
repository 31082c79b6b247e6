// The family of a network that works beside a denoiser, by the width of the text it attends to.
import { builtInFamilies } from '../../architectures/families/families.ts'
import type { Family } from '../../architectures/families/family.ts'
import type { TensorTable } from '../../architectures/recognising/tensor-table.ts'

export type WidthFound = { readonly family: Family; readonly tensor: string; readonly width: number }

/** Of cross-attention, whatever the file calls its blocks; the inputs are the last axis. */
const attended = /attn2[._]to_[kv]\.(weight|down(\.\d+)?(\.weight)?|lora_down\.weight)$|\.to_[kv]_ip\.weight$/

/** Null where no such tensor is in it, or none of our families is as wide. */
export function familyByAttention({ tensors }: Pick<TensorTable, 'tensors'>): WidthFound | null {
  for (const [tensor, { shape }] of tensors) {
    if (!attended.test(tensor)) continue
    const width = shape[1] ?? 0
    const family = builtInFamilies.find((one) => textWidth(one) === width)
    return family === undefined ? null : { family, tensor, width }
  }
  return null
}

/** By the widths of the text encoders that something has vectors for, in their order. */
export function familyByEncoders(widths: readonly number[]): Family | null {
  const key = widths.join()
  return builtInFamilies.find((family) => encoderWidths(family).join() === key) ?? null
}

function encoderWidths({ published }: Family): number[] {
  return published.textEncoders.map(({ width }) => width)
}

/** Their outputs stand side by side. */
const textWidth = (family: Family): number => encoderWidths(family).reduce((sum, width) => sum + width, 0)
