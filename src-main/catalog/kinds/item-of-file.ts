// What of a file that is neither adapter nor model the index of the library holds.
import { basename } from 'node:path'
import type { FileThing } from '../../contract/library-file.ts'
import type { ItemOfFile } from '../../database/find/item-file.ts'
import { saidTexts } from '../sidecars/said-texts.ts'
import { modelStem } from '../models/model-endings.ts'

export function itemOfFile(
  { path, sizeBytes, headerHash }: Pick<ItemOfFile, 'path' | 'sizeBytes' | 'headerHash'>,
  { kind, form, family, model, problem, about }: Omit<FileThing, 'how'>,
  words: readonly { readonly name: string }[],
): ItemOfFile {
  const { names, said } = saidTexts(about)
  return {
    path,
    name: modelStem(basename(path)),
    kind,
    isAdapter: false,
    dora: false,
    architecture: family,
    line: null,
    ranks: [],
    sizeBytes,
    previewVersion: null,
    preferredWeight: null,
    problem: problem === null ? null : { ...problem, details: undefined },
    headerHash,
    sources: about?.sources ?? [],
    texts: {
      names: [...names, ...[form, model].filter((name) => name !== null)],
      triggers: words.map(({ name }) => name),
      notes: null,
      said,
    },
  }
}
