// What an item of the library is called, and what kind of thing it is, as its card says it.
import type { FoundItem } from '../../../src-main/contract/find.ts'
import { adapterKinds, type AdapterKind } from '../../../src-main/contract/adapter.ts'
import type { Messages } from '../../messages/en.ts'
import { fileKindLabels, kindAndRank } from '../../state/names.ts'

export function titleOf({ title, name }: Pick<FoundItem, 'title' | 'name'>): string {
  return title ?? name
}

/** `LoRA · 16`, `Checkpoint`. */
export function itemKind(
  { kind, dora, ranks }: Pick<FoundItem, 'kind' | 'dora' | 'ranks'>,
  words: Messages['library']['kinds'],
): string {
  if (isAdapterKind(kind)) return kindAndRank({ kind, dora, ranks }) ?? kind
  return fileKindLabels[kind] ?? (words as Readonly<Record<string, string>>)[kind] ?? kind
}

export function isAdapterKind(kind: string): kind is AdapterKind {
  return (adapterKinds as readonly string[]).includes(kind)
}
