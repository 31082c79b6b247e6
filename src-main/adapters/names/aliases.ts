// Every name by which adapter files call the modules of a base, each belonging to exactly one module.
import type { Architecture, Component } from '../../architectures/config.ts'
import type { Module } from '../../architectures/module.ts'
import { invariant } from '../../base/errors.ts'
import type { AdapterDialect } from '../../contract/adapter.ts'
import type { BaseModules } from '../base-modules.ts'

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

const unetPrefixes: readonly Prefix[] = [
  { prefix: 'lora_unet_', spellings: flat, dialect: 'kohya' },
  { prefix: 'lora_unet__', spellings: flat, dialect: 'kohya' },
  { prefix: 'oft_unet_', spellings: flat, dialect: 'kohya' },
  { prefix: 'lycoris_', spellings: flat, dialect: 'lycoris' },
  { prefix: 'lycoris_unet_', spellings: flat, dialect: 'lycoris' },
  { prefix: 'unet.', spellings: ['path'], dialect: 'diffusers' },
  { prefix: '', spellings: ['path'], dialect: 'diffusers' },
  { prefix: 'base_model.model.', spellings: ['path'], dialect: 'peft' },
  { prefix: 'unet.base_model.model.', spellings: ['path'], dialect: 'peft' },
  { prefix: 'base_model.model.unet.', spellings: ['path'], dialect: 'peft' },
  { prefix: 'unet.', spellings: ['single'], dialect: 'dotted' },
  { prefix: 'diffusion_model.', spellings: both, dialect: 'dotted' },
  { prefix: 'model.diffusion_model.', spellings: both, dialect: 'dotted' },
]

/** Text encoders are always called by their Hugging Face paths. */
function textPrefixes(architecture: Architecture, component: Component, only: boolean): readonly Prefix[] {
  const second = component === 'text_encoder_2'
  const clips = second ? ['clip_g'] : architecture === 'sd2' ? ['clip_h', 'clip_l'] : ['clip_l']
  const kohya = second ? ['lora_te2_'] : ['lora_te_', 'lora_te1_']
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

const known = new WeakMap<BaseModules, ReadonlyMap<string, ModuleName>>()

/** Name of a module in a file, without the factor's suffix → module. Made once for each base. */
export function aliasesOf(base: BaseModules): ReadonlyMap<string, ModuleName> {
  const made = known.get(base) ?? makeAliases(base)
  known.set(base, made)
  return made
}

function makeAliases({ architecture, modules }: BaseModules): ReadonlyMap<string, ModuleName> {
  const aliases = new Map<string, ModuleName>()
  const textEncoders = [...modules.keys()].filter((component) => component.startsWith('text_encoder'))
  for (const [component, list] of modules) {
    if (component === 'vae') continue
    const prefixes =
      component === 'unet' ? unetPrefixes : textPrefixes(architecture, component, textEncoders.length === 1)
    for (const module of list) {
      for (const { prefix, spellings, dialect } of prefixes) {
        for (const spelling of spellings) {
          for (const name of spelled(module, spelling)) add(prefix + name, { component, module, dialect })
        }
      }
    }
  }
  return aliases

  function add(name: string, target: ModuleName): void {
    const taken = aliases.get(name)
    invariant(taken === undefined || taken.module === target.module, `"${name}" would be two modules`)
    if (taken === undefined) aliases.set(name, target)
  }
}

function spelled({ path, single }: Module, spelling: Spelling): string[] {
  const name = spelling === 'path' || spelling === 'flatPath' ? path : single.path
  // transformers 5 dropped a level of CLIP's paths.
  const names = name.startsWith(textLevel) ? [name, name.slice(textLevel.length)] : [name]
  return spelling.startsWith('flat') ? names.map(flatten) : names
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
