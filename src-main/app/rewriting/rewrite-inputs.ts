// A wish with ids as the engine is called with it: paths, the hashes of what is read, and what is not carried over.
import { basename, dirname, extname } from 'node:path'
import { AppError } from '../../base/errors.ts'
import type { Stack, StackEntry } from '../../contract/adapter.ts'
import { bindStack } from '../../contract/bind-stack.ts'
import type { MadeFrom } from '../../contract/made-from.ts'
import type { AdapterRewrite, RankRule, WeightedAdapter } from '../../contract/rewrite.ts'
import type { RewriteWish, RewriteWork } from '../../contract/rewriting.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import { remark, type Remark } from '../../messages/table.ts'
import { engineStack, type StackAdapters } from '../library/stack-of-request.ts'

/** A file that is read, with what it is added with. */
export type RewriteSource = { readonly path: string; readonly name: string; readonly weight: number }

export type RewriteInputs = {
  readonly call:
    | { readonly kind: 'bake'; readonly model: string; readonly stack: Stack }
    | { readonly kind: 'adapter'; readonly model: string | null; readonly work: AdapterRewrite }
  readonly sources: readonly RewriteSource[]
  /** Beside which file the new one belongs, and what it is called unless somebody says otherwise. */
  readonly beside: string
  readonly stem: string
  readonly remarks: readonly Remark[]
}

export type RewriteParts = { models: Pick<ModelCatalog, 'usable'>; adapters: StackAdapters }

/** The text encoder stays out where it hardly differs, as in kohya's tool. */
const textThreshold = 0.01
const longestStem = 120

/** Throws what is wrong with a file, and `rewrite/…`. Nothing is read. */
export function rewriteInputs({ work }: RewriteWish, parts: RewriteParts): RewriteInputs {
  switch (work.kind) {
    case 'bake':
      return baking(work, parts)
    case 'merge':
      return merging(work, parts)
    case 'extract':
      return extracting(work, parts)
    case 'resize':
    case 'convert': {
      const source = { ...sourceOf(parts.adapters.usable(work.adapter).path), weight: 1 }
      const model = modelPath(work.model, parts)
      const [written, suffix]: [AdapterRewrite, string] =
        work.kind === 'resize'
          ? [{ kind: 'resize', input: source.path, ...ruleOf(work) }, `rank ${work.rank}`]
          : [{ kind: 'convert', input: source.path, to: work.to }, work.to]
      return adapterCall(written, model, [source], source.path, `${source.name} ${suffix}`)
    }
  }
}

export async function madeFrom(
  sources: readonly RewriteSource[],
  hash: (path: string) => Promise<{ sha256: string }>,
  onHashed: (done: number) => void,
): Promise<MadeFrom[]> {
  const list: MadeFrom[] = []
  for (const { path, name, weight } of sources) {
    const hashes = await hash(path).catch((error: unknown) => {
      // A diffusers folder is not one file.
      if (error instanceof AppError && error.code === 'file/is-a-folder') return null
      throw error
    })
    list.push({ name, sha256: hashes?.sha256 ?? null, weight })
    onHashed(list.length)
  }
  return list
}

function baking(work: Extract<RewriteWork, { kind: 'bake' }>, parts: RewriteParts): RewriteInputs {
  const model = parts.models.usable(work.model)
  const { stack, sources } = acting(work.stack, parts.adapters)
  const checkpoint = { ...sourceOf(model.path), weight: 1 }
  return {
    call: { kind: 'bake', model: model.path, stack },
    sources: [checkpoint, ...sources],
    beside: model.path,
    stem: stemOf([checkpoint, ...sources].map(({ name }) => name)),
    remarks: stack.flatMap(({ name, schedule }) =>
      schedule === null ? [] : [remark('bake/schedule-ignored', { name })],
    ),
  }
}

function merging(work: Extract<RewriteWork, { kind: 'merge' }>, parts: RewriteParts): RewriteInputs {
  const { stack, sources } = acting(work.stack, parts.adapters)
  const cut = stack.find(({ dynamicRank }) => dynamicRank !== null)
  if (cut !== undefined) throw new AppError('rewrite/cut-rank', { name: cut.name })
  const inputs = stack.map(({ adapter: path, weight, textWeight, blockWeights }): WeightedAdapter => ({
    ...{ path, weight, textWeight, blockWeights },
  }))
  const inputsCall = adapterCall(
    { kind: 'merge', inputs },
    modelPath(work.model, parts),
    sources,
    sources[0]!.path,
    stemOf(sources.map(({ name }) => name)),
  )
  const remarks = stack.flatMap(({ name, schedule }) =>
    schedule === null ? [] : [remark('rewrite/schedule-ignored', { name })],
  )
  return { ...inputsCall, remarks }
}

function extracting(
  work: Extract<RewriteWork, { kind: 'extract' }>,
  { models }: RewriteParts,
): RewriteInputs {
  const [base, tuned] = [models.usable(work.base), models.usable(work.tuned)]
  if (base.path === tuned.path) throw new AppError('rewrite/same-checkpoint')
  const sources = [
    { ...sourceOf(tuned.path), weight: 1 },
    { ...sourceOf(base.path), weight: -1 },
  ]
  return adapterCall(
    {
      kind: 'extract',
      ...{ base: base.path, tuned: tuned.path, convolutions: work.convolutions, clamp: null, textThreshold },
      ...ruleOf(work),
    },
    null,
    sources,
    '',
    `${sources[0]!.name} rank ${work.rank}`,
  )
}

function adapterCall(
  work: AdapterRewrite,
  model: string | null,
  sources: readonly RewriteSource[],
  beside: string,
  stem: string,
): RewriteInputs {
  return { call: { kind: 'adapter', model, work }, sources, beside, stem, remarks: [] }
}

/** The entries that do something, each by its file. Throws what keeps one from acting, and `rewrite/nothing-on`. */
function acting(wished: Stack, adapters: StackAdapters): { stack: StackEntry[]; sources: RewriteSource[] } {
  const { stack, files } = engineStack(bindStack(wished, adapters), adapters)
  const paths = new Map(files.map(({ id, path }) => [id, path]))
  const on = stack
    .filter((entry) => entry.on)
    .map((entry) => ({ ...entry, adapter: paths.get(entry.adapter) ?? entry.adapter }))
  if (on.length === 0) throw new AppError('rewrite/nothing-on')
  return { stack: on, sources: on.map(({ adapter, weight }) => ({ ...sourceOf(adapter), weight })) }
}

function sourceOf(path: string): Omit<RewriteSource, 'weight'> {
  return { path, name: basename(path, extname(path)) }
}

function modelPath(id: string | null, { models }: RewriteParts): string | null {
  return id === null ? null : models.usable(id).path
}

/** The share of energy as kohya's criterion has it: of the length, which is its root. */
function ruleOf({ rank, share }: { rank: number; share: number | null }): RankRule {
  return { rank, criterion: share === null ? null : { by: 'frobenius', value: Math.sqrt(share) } }
}

function stemOf(names: readonly string[]): string {
  const whole = names.join(' + ')
  return whole.length <= longestStem ? whole : `${names[0]!.slice(0, longestStem - 12)} + ${names.length - 1}`
}

export function folderOf(beside: string): string | null {
  return beside === '' ? null : dirname(beside)
}
