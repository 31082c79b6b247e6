// The list of tags that lies beside a tagger: `tag_id,name,category,count`, a row for each output of its network.
import { AppError } from '../../base/errors.ts'

export type ListedTag = {
  /** As a caption has it: with spaces, except in the small faces of the list. */
  readonly name: string
  readonly category: number
}

/** Of Danbooru's categories: what is seen, and who. Ratings (9) are for sorting, not for captions. */
const kept = new Set([0, 4])
/** Faces like `o_o`, where the underscore is a mouth. */
const face = /^[^a-z]{0,3}_[^a-z]{0,3}$|^(?:o_o|u_u|x_x|t_t|n_n|w_w|q_q|m_m|v_v|d_d)$/i

/** Null stands for an output that makes no caption. Errors: `tagger/bad-list`. */
export function readTagList(text: string): (ListedTag | null)[] {
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const columns = header.split(',').map((name) => name.trim().toLowerCase())
  const nameAt = columns.indexOf('name')
  const categoryAt = columns.indexOf('category')
  if (nameAt < 0 || categoryAt < 0) throw new AppError('tagger/bad-list')
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const cells = cellsOf(line)
      const category = Number(cells[categoryAt])
      const name = (cells[nameAt] ?? '').trim()
      if (name === '' || !kept.has(category)) return null
      return { name: face.test(name) ? name : name.replaceAll('_', ' '), category }
    })
}

/** Names with commas stand in quotes; a doubled quote is one. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  )
}

/** Names of tags for the outputs above the threshold: who first, then what, each surest first. */
export function tagsAbove(
  list: readonly (ListedTag | null)[],
  confidences: Float32Array,
  threshold: number,
): string[] {
  return list
    .flatMap((tag, at) => (tag === null ? [] : [{ ...tag, confidence: confidences[at]! }]))
    .filter(({ confidence }) => confidence >= threshold)
    .sort((a, b) => b.category - a.category || b.confidence - a.confidence)
    .map(({ name }) => name)
}
