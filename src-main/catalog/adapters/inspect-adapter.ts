// What an adapter file is, from its header and what lies beside it: kind, base, ranks, words, and how well it fits.
import { basename, dirname, extname } from 'node:path'
import { roleOf, type Role } from '../../architectures/families/component.ts'
import { firstFamily } from '../../architectures/families/families.ts'
import type { Family } from '../../architectures/families/family.ts'
import type { AdapterContents } from '../../adapters/reading/adapter.ts'
import type { BaseModules } from '../../adapters/reading/base-modules.ts'
import { publishedModules } from '../../adapters/reading/base-modules.ts'
import { madeFor, type MadeFor } from '../../adapters/about/made-for.ts'
import { readTrainingFacts, type TrainingFacts } from '../../adapters/about/metadata.ts'
import { sortNames, type AdapterTable } from '../../adapters/names/sort-names.ts'
import { readAdapter, type ReadExtras } from '../../adapters/reading/read-adapter.ts'
import { recogniseAdapter, type Recognition } from '../../adapters/about/recognise.ts'
import { readTrainedTags, type TrainedTags } from '../../adapters/about/tag-frequency.ts'
import { saidGroups, triggerGroups } from '../../adapters/about/trigger-words.ts'
import type { ModuleCount } from '../../contract/adapter.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import type { Sidecars } from '../sidecars/read-sidecars.ts'

export type AdapterInspection = {
  readonly name: string
  readonly recognition: Recognition
  /** What it was counted against: the chosen model's modules, or its family's published ones. */
  readonly base: BaseModules
  readonly contents: AdapterContents
  readonly facts: TrainingFacts
  readonly tags: TrainedTags
  readonly madeFor: MadeFor | null
  readonly triggerGroups: readonly (readonly string[])[]
  /** Whether nobody wrote them: they are what the captions have in common. */
  readonly areSuggested: boolean
  /** Of the denoiser, called so since files of the field are. */
  readonly unet: ModuleCount
  /** Both text encoders. */
  readonly text: ModuleCount
}

/** Whether a table of contents is an adapter's rather than a model's. */
export function isAdapter(table: AdapterTable): boolean {
  const { factors, indexed } = sortNames(table)
  // `weight`, `scale` and `rescale` alone are names of any network.
  return indexed.length > 0 || factors.some(({ part }) => !['ia3', 'scale', 'rescale'].includes(part))
}

/** What names and shapes tell; of the metadata only what decides how they are read. */
export type TableInspection = Pick<AdapterInspection, 'recognition' | 'base' | 'contents'>
/** What its words tell, and what lies beside it. */
export type WordInspection = Pick<
  AdapterInspection,
  'facts' | 'tags' | 'madeFor' | 'triggerGroups' | 'areSuggested'
>

/**
 * Throws `adapter/…` for what is not an adapter that Lamina knows. Files whose names
 * tell no family are read as the first one's.
 */
export async function inspectAdapter(
  file: TensorFile,
  extras: ReadExtras,
  sidecars: Sidecars,
  model: BaseModules | null,
): Promise<AdapterInspection> {
  const table = await inspectTable(file, extras, model)
  return {
    name: adapterName(file.path),
    ...table,
    ...inspectWords(file.metadata, sidecars, table.recognition.family),
    ...moduleCounts(table.contents),
  }
}

/** Errors: those of `inspectAdapter`. */
export async function inspectTable(
  file: TensorFile,
  extras: ReadExtras,
  model: BaseModules | null = null,
): Promise<TableInspection> {
  const recognition = recogniseAdapter(file)
  if (recognition.otherKind !== null) throw recognition.otherKind
  const base = model ?? publishedModules(recognition.family ?? firstFamily)
  return { recognition, base, contents: await readAdapter(file, base, extras) }
}

export function inspectWords(
  metadata: TensorFile['metadata'],
  sidecars: Sidecars,
  family: Family | null,
): WordInspection {
  const facts = readTrainingFacts(metadata)
  const tags = readTrainedTags(metadata)
  return {
    facts,
    tags,
    madeFor: madeFor(facts, sidecars.madeFor, family),
    triggerGroups: triggerGroups(facts, tags, sidecars),
    areSuggested: saidGroups(facts, sidecars) === null,
  }
}

export function moduleCounts({ counts }: AdapterContents): { unet: ModuleCount; text: ModuleCount } {
  const sumOf = (role: Role): ModuleCount => {
    const own = [...counts].flatMap(([component, count]) => (roleOf(component) === role ? [count] : []))
    return {
      matched: own.reduce((sum, { matched }) => sum + matched, 0),
      unmatched: own.reduce((sum, { unmatched }) => sum + unmatched, 0),
    }
  }
  return { unet: sumOf('denoiser'), text: sumOf('encoder') }
}

/** What `<lora:…>` calls it: the stem, or the folder's name for files that are all called alike. */
export function adapterName(path: string): string {
  const stem = basename(path, extname(path))
  const alike = stem === 'adapter_model' || stem === 'pytorch_lora_weights'
  return alike ? basename(dirname(path)) || stem : stem
}
