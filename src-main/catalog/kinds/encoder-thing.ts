// A text or image encoder alone in a file: which one, by its names and its width.
import { builtInFamilies } from '../../architectures/families/families.ts'
import type { TensorTable } from '../../architectures/recognising/tensor-table.ts'
import type { FileThing } from '../../contract/library-file.ts'
import { remark } from '../../messages/table.ts'
import { thingOf } from './file-thing.ts'

type Row = {
  readonly form: string
  /** A tensor that only it has; the last axis of its embedding table is its width. */
  readonly name: RegExp
  readonly embedding: RegExp
}

const rows: readonly Row[] = [
  {
    form: 't5',
    name: /(^|\.)encoder\.block\.0\.layer\.0\.SelfAttention\.q\.weight$/,
    embedding: /(^|\.)(shared|encoder\.embed_tokens)\.weight$/,
  },
  {
    form: 'clip',
    name: /(^|\.)(text_model\.encoder\.layers|(?<!visual\.)transformer\.resblocks)\.0\./,
    embedding: /(^|\.)token_embedding(\.weight)?$/,
  },
  {
    form: 'clip',
    name: /^(model\.)?encoder\.layers\.0\.self_attn\.q_proj\.weight$/,
    embedding: /(^|\.)token_embedding(\.weight)?$/,
  },
  {
    form: 'language-model',
    name: /(^|\.)layers\.0\.self_attn\.q_proj\.weight$/,
    embedding: /(^|\.)embed_tokens\.weight$/,
  },
]
const image = /(^|\.)(vision_model\.encoder\.layers|visual\.transformer\.resblocks)\.0\./

/** Null for files of other kinds. */
export function encoderThing(table: TensorTable): FileThing | null {
  const names = [...table.tensors.keys()]
  for (const { form, name, embedding } of rows) {
    const tensor = names.find((one) => name.test(one))
    const words = names.find((one) => embedding.test(one))
    if (tensor === undefined || words === undefined) continue
    const width = table.tensors.get(words)?.shape.at(-1) ?? 0
    const families = builtInFamilies.filter(
      ({ published }) => form === 'clip' && published.textEncoders.some((one) => one.width === width),
    )
    const [only, other] = families
    const how = [remark('recognition/tensor', { kind: 'text-encoder', tensor })]
    if (only === undefined || other !== undefined)
      return thingOf(table, 'text-encoder', { form, facts: { width }, how })
    return thingOf(table, 'text-encoder', {
      form,
      family: only.id,
      facts: { width },
      how: [...how, remark('recognition/width', { family: only.label, tensor: words, width })],
    })
  }
  const tensor = names.find((one) => image.test(one))
  if (tensor === undefined) return null
  return thingOf(table, 'image-encoder', {
    how: [remark('recognition/tensor', { kind: 'image-encoder', tensor })],
  })
}
