// What of a model the index of the library holds.
import { basename } from 'node:path'
import type { AboutFile } from '../../contract/about-file.ts'
import type { ItemOfFile } from '../../database/find/item-file.ts'
import type { ModelRow } from '../../database/models.ts'
import type { Inspection } from './inspection.ts'
import { saidTexts } from '../sidecars/said-texts.ts'
import { modelStem } from './model-endings.ts'

export function itemOfModel(
  { path, sizeBytes }: Pick<ModelRow, 'path' | 'sizeBytes'>,
  { name, kind, architecture, problem }: Inspection,
  about: AboutFile | null,
): ItemOfFile {
  const { names, said } = saidTexts(about)
  return {
    path,
    name: modelStem(basename(path)),
    kind,
    isAdapter: false,
    dora: false,
    architecture,
    line: null,
    ranks: [],
    sizeBytes,
    previewVersion: null,
    preferredWeight: null,
    problem: problem === null ? null : { ...problem, details: undefined },
    headerHash: '',
    sources: about?.sources ?? [],
    texts: { names: [...new Set([name, ...names])], triggers: [], notes: null, said },
  }
}
