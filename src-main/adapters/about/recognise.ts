// Which base an adapter was made for, from its header alone: metadata, shapes and names, and shapes win.
import type { Architecture } from '../../architectures/families/config.ts'
import { families } from '../../architectures/families/families.ts'
import { AppError } from '../../base/errors.ts'
import { publishedModules } from '../reading/base-modules.ts'
import { fitModule } from '../reading/fit-module.ts'
import { groupParts, type ModuleParts } from '../reading/group-parts.ts'
import { otherAdapterKind } from '../names/other-adapters.ts'
import { sortNames, type AdapterTable, type SortedNames } from '../names/sort-names.ts'

export type Recognition = {
  /** Null where nothing tells. */
  readonly architecture: Architecture | null
  /** A sentence or two for people. */
  readonly why: string
  /** The refusal of a file that is no adapter of SD 1, SD 2 or SDXL. */
  readonly otherKind: AppError | null
}

type Claim = { readonly key: string; readonly pattern: RegExp; readonly architecture: Architecture }

/** What trainers write, most reliable first. */
const claims: readonly Claim[] = [
  { key: 'ss_base_model_version', pattern: /^sdxl_/, architecture: 'sdxl' },
  { key: 'ss_base_model_version', pattern: /^sd_v2/, architecture: 'sd2' },
  { key: 'ss_base_model_version', pattern: /^sd_v1/, architecture: 'sd1' },
  { key: 'modelspec.architecture', pattern: /^stable-diffusion-xl-v1-(base|edit)/, architecture: 'sdxl' },
  { key: 'modelspec.architecture', pattern: /^stable-diffusion-v2/, architecture: 'sd2' },
  { key: 'modelspec.architecture', pattern: /^stable-diffusion-v1/, architecture: 'sd1' },
  { key: 'ss_v2', pattern: /^true$/i, architecture: 'sd2' },
]

/** Metadata that names another model. */
const foreignVersions: readonly (readonly [key: string, pattern: RegExp])[] = [
  ['ss_base_model_version', /^(?!sd_v[12]|sdxl_)./],
  ['modelspec.architecture', /^(?!stable-diffusion-(v1|v2|xl-v1-(base|edit)))./],
]

/** Names that only one family's files have. */
const nameHabits: readonly (readonly [RegExp, Architecture, string])[] = [
  [
    /^(lora_te2_|text_encoder_2\.|text_encoders\.clip_g\.|clip_g\.)/,
    'sdxl',
    'it names a second text encoder',
  ],
  [/^lora_te1_/, 'sdxl', 'it numbers its text encoder'],
  [/^lora_te_/, 'sd1', 'it does not number its text encoder'],
]

/** SDXL's transformers are two and ten blocks deep. */
const shallow: (typeof nameHabits)[number] = [
  /(^|[._])transformer_blocks[._]0([._]|$)/,
  'sd1',
  'its transformers are one block deep',
]
const isDeep = (factors: SortedNames['factors']): boolean =>
  factors.some(({ stem }) => /(^|[._])transformer_blocks[._][1-9]/.test(stem))

type Score = {
  readonly architecture: Architecture
  readonly groups: readonly ModuleParts[]
  readonly fits: number
}

export function recogniseAdapter(table: AdapterTable): Recognition {
  const sorted = sortNames(table)
  const other = otherAdapterKind(table, sorted)
  if (other !== null) return refused(other)
  const claim = claims.find(({ key, pattern }) => pattern.test(table.metadata.get(key) ?? ''))
  const scores: Score[] = []
  for (const architecture of likelyFirst(claim)) {
    const { groups } = groupParts(sorted, table, publishedModules(architecture))
    const fits = groups.filter((group) => fitModule(group, table.tensors).modules.length > 0).length
    const score = { architecture, groups, fits }
    if (isBeyondDoubt(score, sorted)) return byShapes(score, claim, table)
    scores.push(score)
  }
  const most = Math.max(...scores.map(({ fits }) => fits))
  if (most === 0) {
    if (scores.some(({ groups }) => groups.some((group) => isRefinerGroup(group, table))))
      return refused(refiner())
    return withoutShapes(scores, claim, sorted, table)
  }
  const best = scores.filter(({ fits }) => fits === most)
  const [only] = best
  if (best.length === 1 && only !== undefined) return byShapes(only, claim, table)
  return amongEquals(best, claim, sorted, table)
}

function likelyFirst(claim: Claim | undefined): readonly Architecture[] {
  const all = ['sd1', 'sd2', 'sdxl'] as const
  return claim === undefined ? all : [claim.architecture, ...all.filter((one) => one !== claim.architecture)]
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
  { architecture, fits, groups }: Score,
  claim: Claim | undefined,
  table: AdapterTable,
): Recognition {
  const fit = `Its shapes fit ${families[architecture].label} (${fits} of ${groups.length} modules).`
  if (claim === undefined) return recognised(architecture, fit)
  const said = metadataSays(claim, table)
  return recognised(
    architecture,
    claim.architecture === architecture ? `${fit} ${said}.` : `${fit} ${said}, but shapes decide.`,
  )
}

/** Text encoders and residual blocks of two families can be alike. */
function amongEquals(
  best: readonly Score[],
  claim: Claim | undefined,
  { factors }: SortedNames,
  table: AdapterTable,
): Recognition {
  const labels = best.map(({ architecture }) => families[architecture].label).join(' and ')
  const alike = `Its shapes fit ${labels} alike`
  const among = (architecture: Architecture): boolean =>
    best.some((score) => score.architecture === architecture)
  if (claim !== undefined && among(claim.architecture))
    return recognised(claim.architecture, `${alike}. ${metadataSays(claim, table)}.`)
  const habit = nameHabits.find(
    ([pattern, architecture]) => among(architecture) && factors.some(({ stem }) => pattern.test(stem)),
  )
  if (habit !== undefined)
    return recognised(habit[1], `${alike}; ${habit[2]}, as files for ${families[habit[1]].label} do.`)
  return recognised(best[0]?.architecture ?? 'sd1', `${alike}; nothing else tells them apart.`)
}

/** No published sizes fit: an unusual base, or a damaged file. */
function withoutShapes(
  scores: readonly Score[],
  claim: Claim | undefined,
  { factors }: SortedNames,
  table: AdapterTable,
): Recognition {
  const unusual = 'Its shapes fit no published model'
  if (claim !== undefined) return recognised(claim.architecture, `${unusual}. ${metadataSays(claim, table)}.`)
  const foreign = foreignVersions.find(([key, pattern]) => pattern.test(table.metadata.get(key) ?? ''))
  if (foreign !== undefined) {
    const said = (table.metadata.get(foreign[0]) ?? '').slice(0, 100)
    return refused(
      new AppError('adapter/wrong-architecture', `This adapter was trained for another model ("${said}").`, {
        hint: 'Lamina uses adapters of SD 1.x, SD 2.x and SDXL.',
      }),
    )
  }
  const habit = [...nameHabits, shallow].find(
    ([pattern]) => factors.some(({ stem }) => pattern.test(stem)) && !isDeep(factors),
  )
  if (habit !== undefined)
    return recognised(habit[1], `${unusual}; ${habit[2]}, as files for ${families[habit[1]].label} do.`)
  const most = Math.max(...scores.map(({ groups }) => groups.length))
  const named = scores.filter(({ groups }) => groups.length === most)
  const [only] = named
  return named.length === 1 && only !== undefined
    ? recognised(
        only.architecture,
        `${unusual}; its names are those of ${families[only.architecture].label}.`,
      )
    : {
        architecture: null,
        why: `${unusual}, and its names do not tell which family it is.`,
        otherKind: null,
      }
}

/** The refiner's conditioning is as wide as SDXL's second text encoder alone. */
function isRefinerGroup({ module, parts }: ModuleParts, { tensors }: AdapterTable): boolean {
  if (!/\.attn2\.to_[kv]$/.test(module.path)) return false
  const factor = parts.get('down') ?? parts.get('hadaW1b') ?? parts.get('diff')
  return factor !== undefined && tensors.get(factor)?.shape[1] === 1280
}

function refiner(): AppError {
  return new AppError('adapter/wrong-architecture', 'This adapter was trained for the SDXL refiner.', {
    hint: 'Choose an adapter of SDXL itself.',
  })
}

function metadataSays({ key, architecture }: Claim, { metadata }: AdapterTable): string {
  return `Its metadata says ${families[architecture].label} (${key}: ${(metadata.get(key) ?? '').slice(0, 100)})`
}

function recognised(architecture: Architecture, why: string): Recognition {
  return { architecture, why, otherKind: null }
}

function refused(otherKind: AppError): Recognition {
  return { architecture: null, why: otherKind.message, otherKind }
}
