// The adapters a picture was made with: those that tags of its prompt name, then those that are told apart from it.
import { AppError } from '../../base/errors.ts'
import { limits } from '../../contract/generation.ts'
import type { SaidAdapter, SaidSettings } from '../../contract/said-settings.ts'
import { extraNetworkSpans, readAdapterTag, type ExtraNetwork } from '../../text/extra-networks.ts'
import { weightsOfTag } from '../../text/stack-tags.ts'

/** Tags that cannot be read are left out, as are those of a prompt that is too long to be one. */
export function saidAdapters({ syntax, prompt, tagHashes, adapters }: SaidSettings): SaidAdapter[] {
  if (syntax !== 'a1111' || prompt.length > limits.promptLength) return [...adapters]
  const tagged = extraNetworkSpans(prompt).flatMap(({ network }) => adapterOf(network, tagHashes))
  return [...tagged, ...adapters]
}

function adapterOf(network: ExtraNetwork, hashes: ReadonlyMap<string, string>): SaidAdapter[] {
  try {
    const tag = readAdapterTag(network)
    if (tag === null) return []
    const { name } = tag
    const hash = hashOfTag(name, hashes) ?? ''
    const { weight, textWeight } = weightsOfTag(tag)
    return [{ name, hash, weight, textWeight }]
  } catch (error) {
    if (error instanceof AppError) return []
    throw error
  }
}

/** Lists are without ":" and ",", which separate there. */
export function hashOfTag(name: string, hashes: ReadonlyMap<string, string>): string | undefined {
  return hashes.get(name) ?? hashes.get(name.replace(/[:,]/g, ''))
}
