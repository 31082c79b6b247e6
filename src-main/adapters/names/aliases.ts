// Every name by which adapter files call the modules of a base, each belonging to exactly one module.
import type { AdapterHabits } from '../../architectures/families/adapter-habits.ts'
import { roleOf, type Component } from '../../architectures/families/component.ts'
import type { Module } from '../../architectures/modules/module.ts'
import type { AdapterDialect } from '../../contract/adapter.ts'
import type { BaseModules } from '../reading/base-modules.ts'

export type ModuleName = {
  readonly component: Component
  readonly module: Module
  readonly dialect: AdapterDialect
}

/** How a module's path is spelled after a prefix: canonical or single-file, with dots or underscores. */
type Spelling = 'path' | 'single' | 'flatPath' | 'flatSingle'
type Prefix = {
  readonly prefix: string
  readonly spellings: readonly Spelling[]
  readonly dialect: AdapterDialect
}

const flat = ['flatPath', 'flatSingle'] as const
const both = ['path', 'single'] as const

function denoiserPrefixes({ kohyaPrefixes }: AdapterHabits, component: Component): readonly Prefix[] {
  return [
    ...(kohyaPrefixes[component] ?? []).map((prefix): Prefix => ({
      prefix,
      spellings: flat,
      dialect: 'kohya',
    })),
    { prefix: 'lycoris_', spellings: flat, dialect: 'lycoris' },
    { prefix: `lycoris_${component}_`, spellings: flat, dialect: 'lycoris' },
    { prefix: `${component}.`, spellings: ['path'], dialect: 'diffusers' },
    { prefix: '', spellings: ['path'], dialect: 'diffusers' },
    { prefix: 'base_model.model.', spellings: ['path'], dialect: 'peft' },
    { prefix: `${component}.base_model.model.`, spellings: ['path'], dialect: 'peft' },
    { prefix: `base_model.model.${component}.`, spellings: ['path'], dialect: 'peft' },
    { prefix: `${component}.`, spellings: ['single'], dialect: 'dotted' },
    { prefix: 'diffusion_model.', spellings: both, dialect: 'dotted' },
    { prefix: 'model.diffusion_model.', spellings: both, dialect: 'dotted' },
  ]
}

/** Text encoders are always called by their Hugging Face paths. */
function textPrefixes(
  { kohyaPrefixes, shortNames }: AdapterHabits,
  component: Component,
  only: boolean,
): readonly Prefix[] {
  const clips = shortNames[component] ?? []
  const kohya = kohyaPrefixes[component] ?? []
  // Where there are two encoders, a name that says neither belongs to neither.
  const shared: readonly Prefix[] = only
    ? [
        { prefix: 'lycoris_', spellings: ['flatPath'], dialect: 'lycoris' },
        { prefix: 'base_model.model.', spellings: ['path'], dialect: 'peft' },
        { prefix: '', spellings: ['path'], dialect: 'diffusers' },
      ]
    : []
  return [
    ...kohya.map((prefix): Prefix => ({ prefix, spellings: ['flatPath'], dialect: 'kohya' })),
    { prefix: `lycoris_${component}_`, spellings: ['flatPath'], dialect: 'lycoris' },
    { prefix: `${component}.`, spellings: ['path'], dialect: 'diffusers' },
    { prefix: `${component}.base_model.model.`, spellings: ['path'], dialect: 'peft' },
    { prefix: `base_model.model.${component}.`, spellings: ['path'], dialect: 'peft' },
    ...clips
      .flatMap((clip) => [`text_encoders.${clip}.transformer.`, `${clip}.`])
      .map((prefix): Prefix => ({ prefix, spellings: ['path'], dialect: 'dotted' })),
    ...shared,
  ]
}

const textLevel = 'text_model.'

export type Reading = {
  readonly component: Component
  readonly dialect: AdapterDialect
  readonly prefix: string
} & {
  /** What may follow the prefix; made when the first name with it is looked up. */
  readonly modules: () => ReadonlyMap<string, Module>
}

const known = new WeakMap<BaseModules, readonly Reading[]>()

/** Files of one base name the same modules again and again: a name is looked up once, whatever begins it. */
const found = new WeakMap<BaseModules, Map<string, ModuleName | null>>()
/** More than an SDXL adapter in every spelling has; a file of made-up names only has them looked up anew. */
const mostFound = 20_000

/** The module that a file calls so, without the factor's suffix; undefined where the base has none. */
export function findModule(base: BaseModules, name: string): ModuleName | undefined {
  const names = found.get(base) ?? new Map<string, ModuleName | null>()
  found.set(base, names)
  const known = names.get(name)
  if (known !== undefined) return known ?? undefined
  if (names.size >= mostFound) names.clear()
  const module = lookUpModule(base, name)
  names.set(name, module ?? null)
  return module
}

function lookUpModule(base: BaseModules, name: string): ModuleName | undefined {
  for (const { prefix, component, dialect, modules } of readingsOf(base)) {
    if (!name.startsWith(prefix)) continue
    const module = modules().get(prefix === '' ? name : name.slice(prefix.length))
    if (module !== undefined) return { component, module, dialect }
  }
  return undefined
}

/** Every way in which names of the base's modules begin, with what may follow. */
export function readingsOf(base: BaseModules): readonly Reading[] {
  const made = known.get(base) ?? makeReadings(base)
  known.set(base, made)
  return made
}

function makeReadings({ family, modules }: BaseModules): Reading[] {
  const textEncoders = [...modules.keys()].filter((component) => roleOf(component) === 'encoder')
  return [...modules].flatMap(([component, list]) => {
    const role = roleOf(component)
    if (role === 'decoder') return []
    const prefixes =
      role === 'denoiser'
        ? denoiserPrefixes(family.adapters, component)
        : textPrefixes(family.adapters, component, textEncoders.length === 1)
    const spelled = new Map<Spelling, ReadonlyMap<string, Module>>()
    const modulesBy = (spelling: Spelling): ReadonlyMap<string, Module> => {
      const byName = spelled.get(spelling) ?? spell(list, spelling)
      spelled.set(spelling, byName)
      return byName
    }
    return prefixes.flatMap(({ prefix, spellings, dialect }) =>
      spellings.map((spelling): Reading => ({
        component,
        dialect,
        prefix,
        modules: () => modulesBy(spelling),
      })),
    )
  })
}

function spell(list: readonly Module[], spelling: Spelling): Map<string, Module> {
  const modules = new Map<string, Module>()
  for (const module of list) {
    const path = spelling === 'path' || spelling === 'flatPath' ? module.path : module.single.path
    // transformers 5 dropped a level of CLIP's paths.
    for (const name of path.startsWith(textLevel) ? [path, path.slice(textLevel.length)] : [path]) {
      modules.set(spelling.startsWith('flat') ? flatten(name) : name, module)
    }
  }
  return modules
}

/** kohya's spelling of a path. */
export function flatten(path: string): string {
  return path.replaceAll('.', '_')
}

const componentPrefixes: readonly (readonly [RegExp, Component])[] = [
  [
    /^(lora_te2_|lycoris_text_encoder_2_|(base_model\.model\.)?text_encoder_2\.|(text_encoders\.)?clip_g\.)/,
    'text_encoder_2',
  ],
  [
    /^(lora_te1?_|lycoris_text_encoder_|(base_model\.model\.)?text_encoder\.|(text_encoders\.)?clip_[lh]\.)/,
    'text_encoder',
  ],
  [/^(base_model\.model\.)?(lycoris_)?(text_model[._])?encoder[._]layers[._]/, 'text_encoder'],
  [/^(lora_unet_|oft_unet_|unet\.|(model\.)?diffusion_model\.)/, 'unet'],
  [
    /^(lycoris_|base_model\.model\.(unet\.)?)?(down_blocks|up_blocks|mid_block|conv_in|conv_out|time_embedding)[._]/,
    'unet',
  ],
]

/** Which component a name speaks of although the base has no such module. */
export function componentOfName(name: string): Component | null {
  return componentPrefixes.find(([pattern]) => pattern.test(name))?.[1] ?? null
}
