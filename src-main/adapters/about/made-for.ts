// Which base line an adapter was made for. That is what people said of it; whether its shapes fit is another matter.
import type { SaidPlace } from '../../messages/recognition.ts'
import { remark, type Remark } from '../../messages/table.ts'
import type { BaseLine } from '../../architectures/families/adapter-habits.ts'
import { builtInFamilies } from '../../architectures/families/families.ts'
import type { Family } from '../../architectures/families/family.ts'
import type { TrainingFacts } from './metadata.ts'

export type MadeFor = {
  readonly name: string
  /** Where it is said, and in which words. */
  readonly how: Remark
}

/** What a file beside the adapter says. */
export type SaidBeside = { readonly text: string; readonly where: SaidPlace }

/**
 * Hashes decide before names, and what the trainer wrote before what others wrote. A line of another family
 * than the shapes' is passed over. Null when nothing tells.
 */
export function madeFor(
  facts: TrainingFacts,
  beside: readonly SaidBeside[],
  family: Family | null,
): MadeFor | null {
  const lines = (family === null ? builtInFamilies : [family]).flatMap(({ adapters }) => adapters.baseLines)
  const { baseSha256, baseAutoV1, baseName } = facts
  const byHash = (
    hash: string | null,
    key: string,
    of: (line: BaseLine) => readonly string[] | undefined,
  ) => {
    const line = hash === null ? undefined : lines.find((candidate) => of(candidate)?.includes(hash))
    return line && found(line, remark('recognition/base-hash', { key, hash: hash ?? '' }))
  }
  const byName = (text: string | null, how: (said: string) => Remark) => {
    const said = text === null ? '' : shortName(text)
    const line = said === '' ? undefined : lines.find(({ names }) => names.test(said))
    return line && found(line, how(said))
  }
  return (
    byHash(baseSha256, 'ss_new_sd_model_hash', ({ sha256 }) => sha256) ??
    byHash(baseAutoV1, 'ss_sd_model_hash', ({ autoV1 }) => autoV1) ??
    byName(baseName, (said) => remark('recognition/base-name', { said })) ??
    beside
      .map(({ text, where }) => byName(text, (said) => remark('recognition/base-beside', { where, said })))
      .find(Boolean) ??
    null
  )
}

function found({ name }: BaseLine, how: Remark): MadeFor {
  return { name, how }
}

/** The last part of a path, without an extension; addresses keep both parts. */
function shortName(text: string): string {
  const parts = text.replaceAll('\\', '/').split('/').filter(Boolean)
  const last = (parts.at(-1) ?? '').replace(/\.(safetensors|ckpt|pth?|bin)$/i, '')
  return last.trim().slice(0, 200)
}
