// What the tensors of an upscaler tell of it: by how much it enlarges, its width and its depth.
import type { TensorTable } from '../../architectures/recognising/tensor-table.ts'
import type { FileThing } from '../../contract/library-file.ts'

/** chaiNNer-org/spandrel, architectures/ESRGAN and Compact; of other architectures nothing. */
export function upscalerFacts(
  { tensors }: Pick<TensorTable, 'tensors'>,
  form: string | null,
): FileThing['facts'] {
  const names = [...tensors.keys()]
  const shapeOf = (ending: RegExp): readonly number[] | undefined => {
    const name = names.find((one) => ending.test(one))
    return name === undefined ? undefined : tensors.get(name)?.shape
  }
  const highest = (pattern: RegExp): number =>
    Math.max(-1, ...names.map((name) => Number(pattern.exec(name)?.[1] ?? -1)))
  if (form === 'compact') {
    const last = highest(/(?:^|\.)body\.(\d+)\.weight$/)
    const outputs = shapeOf(new RegExp(`(^|\\.)body\\.${last}\\.weight$`))?.[0] ?? 0
    const features = shapeOf(/(^|\.)body\.0\.weight$/)?.[0] ?? 0
    // Three channels in and out; what is more is shuffled into pixels.
    return { scale: Math.sqrt(outputs / 3), features, blocks: (last - 2) / 2 }
  }
  const first = shapeOf(/(^|\.)(conv_first|model\.0)\.weight$/)
  const blocks = highest(/(?:^|\.)(?:body|RRDB_trunk|model\.1\.sub)\.(\d+)\.(?:rdb1|RDB1)\./) + 1
  if (first === undefined || blocks === 0) return {}
  const [features = 0, channels = 3] = first
  const unshuffle = Math.sqrt(channels / 3)
  const named = new Set(names.flatMap((name) => /(?:^|\.)((?:conv_up|upconv)\d)\./.exec(name)?.[1] ?? []))
  const modules = new Set(names.flatMap((name) => /(?:^|\.)model\.(\d+)\.weight$/.exec(name)?.[1] ?? []))
  // In the old names: the first, each of the enlarging ones, and two last ones.
  const doublings = named.size > 0 ? named.size : Math.max(0, modules.size - 3)
  return { scale: 2 ** doublings / unshuffle, features, blocks, channels }
}
