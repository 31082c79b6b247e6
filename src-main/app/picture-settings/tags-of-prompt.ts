// The tags of a stranger's prompt as entries of a stack, and those that cannot become one.
import {
  missingAdapter,
  mostEntries,
  plainEntry,
  stackEntrySchema,
  type Stack,
} from '../../contract/adapter.ts'
import { AppError } from '../../base/errors.ts'
import { remark, type Remark } from '../../messages/table.ts'
import { extraNetworkSpans, readAdapterTag, type AdapterTag } from '../../text/extra-networks.ts'
import { weightsOfTag } from '../../text/stack-tags.ts'
import { hashOfTag } from './said-adapters.ts'

export type PromptStack = { readonly stack: Stack; readonly left: readonly Remark[] }

/**
 * An entry for each tag in the order written, bound to nothing but its hash or name. `hashes`: by name, without ":" and
 * ",". Errors: `picture-settings/too-many-adapters`, as no draft could hold them.
 */
export function tagsOfPrompt(
  prompt: string,
  hashes: ReadonlyMap<string, string>,
  newId: () => string,
): PromptStack {
  const left: Remark[] = []
  const stack = extraNetworkSpans(prompt).flatMap(({ network, start, end }) => {
    const written = prompt.slice(start, end)
    let tag: AdapterTag | null
    try {
      tag = readAdapterTag(network)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      left.push(remark('picture-settings/broken-tag', { tag: written }))
      return []
    }
    if (tag === null) {
      left.push(remark('picture-settings/other-network', { tag: written }))
      return []
    }
    const { name, weight } = tag
    const hash = hashOfTag(name, hashes)
    const entry = stackEntrySchema.parse({
      ...plainEntry({ id: newId(), adapter: missingAdapter(hash ?? name), name, weight }),
      ...weightsOfTag(tag),
      fromTag: true,
    })
    return [entry]
  })
  if (stack.length > mostEntries)
    throw new AppError('picture-settings/too-many-adapters', { most: mostEntries })
  return { stack, left }
}
