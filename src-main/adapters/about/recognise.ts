// Which base an adapter was made for, from its header alone: metadata, shapes and names, and shapes win.
import type { ForeignModel } from '../../messages/adapter.ts'
import { remark, type Remark } from '../../messages/table.ts'
import type { MetadataClaim, NameHabit } from '../../architectures/families/adapter-habits.ts'
import { builtInFamilies, labelsOf } from '../../architectures/families/families.ts'
import type { Families, Family } from '../../architectures/families/family.ts'
import { AppError } from '../../base/errors.ts'
import { publishedModules } from '../reading/base-modules.ts'
import { fitModule } from '../reading/fit-module.ts'
import { groupParts, type ModuleParts } from '../reading/group-parts.ts'
import { otherAdapterKind } from '../names/other-adapters.ts'
import { sortNames, type AdapterTable, type SortedNames } from '../names/sort-names.ts'

export type Recognition = {
  /** Null where nothing tells. */
  readonly family: Family | null
  readonly why: readonly Remark[]
  /** The refusal of a file that is something else than an adapter of our families. */
  readonly otherKind: AppError | null
}

type Claim = MetadataClaim & { readonly family: Family }
type Habit = NameHabit & { readonly family: Family }

/** Transformers several blocks deep, as SDXL's: then names of shallow ones say nothing. */
const isDeep = (factors: SortedNames['factors']): boolean =>
  factors.some(({ stem }) => /(^|[._])transformer_blocks[._][1-9]/.test(stem))

type Score = {
  readonly family: Family
  readonly groups: readonly ModuleParts[]
  readonly fits: number
}

export function recogniseAdapter(table: AdapterTable, families: Families = builtInFamilies): Recognition {
  const sorted = sortNames(table)
  const other = otherAdapterKind(table, sorted, families)
  if (other !== null) return refused(other)
  const claim = claimOf(table, families)
  const scores: Score[] = []
  for (const family of likelyFirst(claim, families)) {
    const { groups } = groupParts(sorted, table, publishedModules(family))
    const fits = groups.filter((group) => fitModule(group, table.tensors).modules.length > 0).length
    const score = { family, groups, fits }
    if (isBeyondDoubt(score, sorted)) return byShapes(score, claim, table)
    scores.push(score)
  }
  const most = Math.max(...scores.map(({ fits }) => fits))
  if (most === 0) {
    const model = scores.map((score) => relativeOf(score, table)).find((name) => name !== null)
    if (model !== undefined)
      return refused(new AppError('adapter/foreign-model', { model, known: labelsOf(families) }))
    return withoutShapes(scores, claim, sorted, { table, families })
  }
  const best = scores.filter(({ fits }) => fits === most)
  const [only] = best
  if (best.length === 1 && only !== undefined) return byShapes(only, claim, table)
  return amongEquals(best, claim, sorted, { table, families })
}

/** What the trainer wrote; of several, the most reliable key counts. */
function claimOf({ metadata }: AdapterTable, families: Families): Claim | undefined {
  const claims = families.flatMap((family) =>
    family.adapters.claims.map((claim, place) => ({ ...claim, family, place })),
  )
  return claims
    .toSorted((a, b) => a.place - b.place)
    .find(({ key, pattern }) => pattern.test(metadata.get(key) ?? ''))
}

function likelyFirst(claim: Claim | undefined, families: Families): Families {
  if (claim === undefined) return families
  return [claim.family, ...families.filter((family) => family !== claim.family)]
}

function habitsOf(families: Families): Habit[] {
  return families.flatMap((family) => family.adapters.names.map((habit) => ({ ...habit, family })))
}

function lastHopes(families: Families): Habit[] {
  return families.flatMap((family) => {
    const habit = family.adapters.lastHope
    return habit === null ? [] : [{ ...habit, family }]
  })
}

/** Every factor is one of a module and fits, cross-attention among them: its width is another in every family. */
function isBeyondDoubt({ groups, fits }: Score, { factors }: SortedNames): boolean {
  const grouped = groups.reduce((sum, { parts }) => sum + parts.size, 0)
  return (
    fits === groups.length &&
    grouped === factors.length &&
    groups.some(({ module: { path } }) => /\.attn2\.to_[kv]$/.test(path))
  )
}

function byShapes(
  { family, fits, groups }: Score,
  claim: Claim | undefined,
  table: AdapterTable,
): Recognition {
  const fit = remark('recognition/shapes-fit', { family: family.label, fits, modules: groups.length })
  if (claim === undefined) return recognised(family, [fit])
  const said = saidBy(claim, table)
  return recognised(family, [
    fit,
    claim.family === family
      ? remark('recognition/metadata', said)
      : remark('recognition/metadata-overruled', said),
  ])
}

type Around = { readonly table: AdapterTable; readonly families: Families }

/** Text encoders and residual blocks of two families can be alike. */
function amongEquals(
  best: readonly Score[],
  claim: Claim | undefined,
  { factors }: SortedNames,
  { table, families }: Around,
): Recognition {
  const alike = remark('recognition/shapes-fit-several', { families: best.map(({ family }) => family.label) })
  const among = (family: Family): boolean => best.some((score) => score.family === family)
  if (claim !== undefined && among(claim.family))
    return recognised(claim.family, [alike, remark('recognition/metadata', saidBy(claim, table))])
  const habit = habitsOf(families).find(
    ({ pattern, family }) => among(family) && factors.some(({ stem }) => pattern.test(stem)),
  )
  if (habit !== undefined) return recognised(habit.family, [alike, pointedBy(habit)])
  return recognised(best[0]?.family ?? null, [alike, remark('recognition/nothing-tells')])
}

/** No published sizes fit: an unusual base, or a damaged file. */
function withoutShapes(
  scores: readonly Score[],
  claim: Claim | undefined,
  { factors }: SortedNames,
  { table, families }: Around,
): Recognition {
  const unusual = remark('recognition/shapes-fit-none')
  if (claim !== undefined)
    return recognised(claim.family, [unusual, remark('recognition/metadata', saidBy(claim, table))])
  const said = foreignModel(table)
  if (said !== undefined)
    return refused(new AppError('adapter/unknown-model', { said, known: labelsOf(families) }))
  const habit = [...habitsOf(families), ...lastHopes(families)].find(
    ({ pattern }) => factors.some(({ stem }) => pattern.test(stem)) && !isDeep(factors),
  )
  if (habit !== undefined) return recognised(habit.family, [unusual, pointedBy(habit)])
  const most = Math.max(...scores.map(({ groups }) => groups.length))
  const named = scores.filter(({ groups }) => groups.length === most)
  const [only] = named
  return named.length === 1 && only !== undefined
    ? recognised(only.family, [unusual, remark('recognition/names', { family: only.family.label })])
    : recognised(null, [unusual, remark('recognition/names-tell-nothing')])
}

/** What the metadata calls a model that none of our families claims. */
function foreignModel({ metadata }: AdapterTable): string | undefined {
  const keys = ['ss_base_model_version', 'modelspec.architecture']
  return keys
    .map((key) => metadata.get(key)?.slice(0, longestSaid))
    .find((said) => said !== undefined && said !== '')
}

function relativeOf({ family, groups }: Score, { tensors }: AdapterTable): ForeignModel | null {
  for (const { module, parts } of groups) {
    const factor = parts.get('down') ?? parts.get('hadaW1b') ?? parts.get('diff')
    const relative =
      factor === undefined ? null : family.adapters.relative(module, tensors.get(factor)?.shape)
    if (relative !== null) return relative
  }
  return null
}

const longestSaid = 100

function saidBy({ key, family }: Claim, { metadata }: AdapterTable) {
  return { family: family.label, key, value: (metadata.get(key) ?? '').slice(0, longestSaid) }
}

function pointedBy({ why, family }: Habit): Remark {
  return remark('recognition/habit', { habit: why, family: family.label })
}

function recognised(family: Family | null, why: readonly Remark[]): Recognition {
  return { family, why, otherKind: null }
}

function refused(otherKind: AppError): Recognition {
  return { family: null, why: [], otherKind }
}
