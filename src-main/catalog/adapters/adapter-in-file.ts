// An adapter as its file tells: what it is, what it fits, what it says of itself.
import { extrasOf, type ReadExtras } from '../../adapters/reading/read-adapter.ts'
import { namedKinds } from '../../adapters/reading/named-kinds.ts'
import { reportError } from '../../base/errors.ts'
import { adapterConfigBeside } from '../../files/adapter-config.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { refusedFacts, smallFacts, type AdapterFacts } from './adapter-facts.ts'
import { inAdapterFolder } from './adapter-folders.ts'
import { aboutFile } from '../sidecars/about-file.ts'
import type { Sidecars } from '../sidecars/read-sidecars.ts'
import { besideFacts } from './beside-facts.ts'
import { headerHash } from '../kinds/header-hash.ts'
import { inspectAdapter, isAdapter } from './inspect-adapter.ts'
import { remark } from '../../messages/table.ts'

/** Null for a model, or for what nobody meant as an adapter; what is wrong with an adapter is among its facts. */
export async function adapterIn(file: TensorFile, sidecars: Sidecars): Promise<AdapterFacts | null> {
  if (!isAdapter(file) && !inAdapterFolder(file.path)) return null
  const extras = extrasOf(await adapterConfigBeside(file.path))
  try {
    return smallFacts(await readFacts(file, extras, sidecars))
  } catch (error) {
    const refused = refusedFacts(reportError(error))
    return {
      ...refused,
      ...besideFacts(sidecars),
      about: aboutFile(file, sidecars),
      headerHash: headerHash(file),
    }
  }
}

async function readFacts(file: TensorFile, extras: ReadExtras, sidecars: Sidecars): Promise<AdapterFacts> {
  const found = await inspectAdapter(file, extras, sidecars, null)
  const { contents, recognition, base, facts, unet, text } = found
  const fitting = contents.modules.length > 0
  const named = fitting ? contents : namedKinds(file, base)
  const total = unet.unmatched + text.unmatched
  return {
    kind: named.kinds[0] ?? null,
    dora: named.dora,
    dialects: [...contents.dialects],
    ranks: [...named.ranks],
    architecture: recognition.family?.id ?? null,
    architectureWhy: [...recognition.why],
    madeFor: found.madeFor,
    triggerGroups: found.triggerGroups.map((group) => [...group]),
    embeddings: contents.embeddings.map(({ name }) => name),
    unet,
    text,
    warnings: [
      ...contents.warnings,
      ...(fitting && total > 0
        ? [remark('adapter/unlike-published', { count: total, family: base.family.label })]
        : []),
    ],
    alias: facts.outputName,
    modelHash: facts.modelHash,
    headerHash: headerHash(file),
    problem: null,
    ...besideFacts(sidecars),
    about: aboutFile(file, sidecars, found.tags),
  }
}
