import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/base/errors.ts'
import { publishedModules } from '../../../src-main/adapters/reading/base-modules.ts'
import { targetModules } from '../../../src-main/adapters/names/target-sets.ts'
import { presetNames, recipePresets } from '../../../src-main/contract/recipe-presets.ts'
import {
  checkedRecipe,
  contradictions,
  fieldOf,
  idleFields,
  idleRules,
} from '../../../src-main/contract/recipe-rules.ts'
import { readRecipe, recipeJsonSchema, type Recipe } from '../../../src-main/contract/recipe.ts'
import { remark, type Remark } from '../../../src-main/messages/table.ts'
import { targetSetOf } from '../../../src-main/training/target-set.ts'
import { families } from '../../support/families.ts'

const least = { base: 'base.safetensors', data: { folder: 'pictures' }, steps: 100 }

/** The least recipe with fields set by dotted path. */
function withFields(fields: Readonly<Record<string, unknown>>): unknown {
  const recipe = structuredClone(least) as Record<string, unknown>
  for (const [path, value] of Object.entries(fields)) {
    const names = path.split('.')
    let at = recipe
    for (const name of names.slice(0, -1)) at = (at[name] ??= {}) as Record<string, unknown>
    at[names.at(-1)!] = value
  }
  return recipe
}

function codeOf(work: () => unknown): { code: string; fields: string[] } {
  try {
    work()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const fields = (error.details?.['fields'] ?? []) as { field: string }[]
    return { code: error.code, fields: fields.map(({ field }) => field) }
  }
  return { code: 'none', fields: [] }
}

/** Every rule once, in order: what is set, so that exactly the rule's field does nothing; then what gives it effect. */
const idleCases: readonly {
  field: string
  idle: Readonly<Record<string, unknown>>
  effective: Readonly<Record<string, unknown>>
}[] = [
  ...(
    [
      ['adapter.kind', 'loha'],
      ['adapter.layers', 'attention'],
      ['adapter.rank', 4],
      ['adapter.alpha', 4],
      ['adapter.dora', true],
      ['adapter.rankDropout', 0.1],
      ['adapter.moduleDropout', 0.1],
      ['adapter.startFrom', 'a.safetensors'],
      ['unet.train', false],
      ['textEncoder.train', true],
      ['textEncoder2.train', true],
    ] as const
  ).map(([field, value]) => ({
    field,
    idle: { learn: 'embedding', 'embedding.word': 'x', [field]: value },
    effective: { [field]: value, 'textEncoder.train': true },
  })),
  ...(
    [
      ['embedding.word', 'x'],
      ['embedding.vectors', 3],
      ['embedding.initial', 'cat'],
      ['embedding.learningRate', 0.1],
      ['embedding.until', 0.9],
    ] as const
  ).map(([field, value]) => ({
    field,
    idle: { [field]: value },
    effective: { learn: 'pivotal', 'embedding.word': 'x', [field]: value },
  })),
  {
    field: 'embedding.until',
    idle: { learn: 'embedding', 'embedding.word': 'x', 'embedding.until': 0.9 },
    effective: { learn: 'pivotal', 'embedding.word': 'x', 'embedding.until': 0.9 },
  },
  {
    field: 'adapter.convRank',
    idle: { 'adapter.convRank': 8 },
    effective: { 'adapter.kind': 'locon', 'adapter.convRank': 8 },
  },
  {
    field: 'adapter.convRank',
    idle: { 'adapter.kind': 'locon', 'adapter.layers': 'attention', 'adapter.convRank': 8 },
    effective: { 'adapter.kind': 'locon', 'adapter.convRank': 8 },
  },
  {
    field: 'adapter.convAlpha',
    idle: { 'adapter.convAlpha': 1 },
    effective: { 'adapter.kind': 'locon', 'adapter.convAlpha': 1 },
  },
  {
    field: 'adapter.tucker',
    idle: { 'adapter.kind': 'loha', 'adapter.tucker': true },
    effective: { 'adapter.kind': 'loha', 'adapter.convRank': 8, 'adapter.tucker': true },
  },
  {
    field: 'adapter.tucker',
    idle: {
      'adapter.kind': 'lokr',
      'adapter.convRank': 8,
      'adapter.fullMatrix': true,
      'adapter.tucker': true,
    },
    effective: { 'adapter.kind': 'lokr', 'adapter.convRank': 8, 'adapter.tucker': true },
  },
  ...(
    [
      ['adapter.factor', 8],
      ['adapter.decomposeBoth', true],
      ['adapter.fullMatrix', true],
    ] as const
  ).map(([field, value]) => ({
    field,
    idle: { [field]: value },
    effective: { 'adapter.kind': 'lokr', [field]: value },
  })),
  ...(
    [
      ['adapter.rank', 4],
      ['adapter.alpha', 4],
      ['adapter.decomposeBoth', true],
    ] as const
  ).map(([field, value]) => ({
    field,
    idle: { 'adapter.kind': 'lokr', 'adapter.fullMatrix': true, [field]: value },
    effective: { 'adapter.kind': 'lokr', [field]: value },
  })),
  {
    field: 'adapter.dropout',
    idle: { 'adapter.kind': 'loha', 'adapter.dropout': 0.1 },
    effective: { 'adapter.dropout': 0.1 },
  },
  {
    field: 'unet.learningRate',
    idle: { 'unet.train': false, 'textEncoder.train': true, 'unet.learningRate': 0.1 },
    effective: { 'unet.learningRate': 0.1 },
  },
  {
    field: 'textEncoder.learningRate',
    idle: { 'textEncoder.learningRate': 0.1 },
    effective: { 'textEncoder.train': true, 'textEncoder.learningRate': 0.1 },
  },
  {
    field: 'textEncoder.learningRate',
    idle: {
      'textEncoder2.train': true,
      'textEncoder.learningRate': 0.1,
      'textEncoder2.learningRate': 0.2,
    },
    effective: { 'textEncoder2.train': true, 'textEncoder.learningRate': 0.1 },
  },
  {
    field: 'textEncoder2.learningRate',
    idle: { 'textEncoder.train': true, 'textEncoder2.train': false, 'textEncoder2.learningRate': 0.1 },
    effective: { 'textEncoder.train': true, 'textEncoder2.learningRate': 0.1 },
  },
  ...(
    [
      ['unet.learningRate', 0.1],
      ['schedule.kind', 'cosine'],
      ['schedule.warmupSteps', 10],
      ['schedule.warmupShare', 0.1],
    ] as const
  ).map(([field, value]) => ({
    field,
    idle: { 'optimizer.kind': 'adafactor', 'optimizer.relativeStep': true, [field]: value },
    effective: { 'optimizer.kind': 'adafactor', [field]: value },
  })),
  {
    field: 'schedule.warmupShare',
    idle: { 'schedule.warmupSteps': 10, 'schedule.warmupShare': 0.1 },
    effective: { 'schedule.warmupShare': 0.1 },
  },
  ...(
    [
      ['beta2', 0.9, 'adafactor', 'lion'],
      ['beta3', 0.9, 'adamw', 'prodigy'],
      ['epsilon', 1e-6, 'lion', 'adamw'],
      ['estimate', 1e-5, 'adamw', 'prodigy'],
      ['coefficient', 2, 'adamw', 'prodigy'],
      ['growth', 2, 'adamw', 'prodigy'],
      ['biasCorrection', true, 'adamw', 'prodigy'],
      ['relativeStep', true, 'adamw', 'adafactor'],
      ['scaleParameter', true, 'adamw', 'adafactor'],
      ['clipThreshold', 2, 'adamw', 'adafactor'],
      ['decayRate', -0.5, 'adamw', 'adafactor'],
    ] as const
  ).map(([name, value, without, having]) => ({
    field: `optimizer.${name}`,
    idle: { 'optimizer.kind': without, [`optimizer.${name}`]: value },
    effective: { 'optimizer.kind': having, [`optimizer.${name}`]: value },
  })),
  {
    field: 'optimizer.safeguardWarmup',
    idle: { 'optimizer.kind': 'prodigy', 'optimizer.safeguardWarmup': true },
    effective: { 'optimizer.kind': 'prodigy', 'optimizer.safeguardWarmup': true, 'schedule.warmupSteps': 10 },
  },
  {
    field: 'schedule.restarts',
    idle: { 'schedule.restarts': 3 },
    effective: { 'schedule.kind': 'cosine_with_restarts', 'schedule.restarts': 3 },
  },
  {
    field: 'schedule.power',
    idle: { 'schedule.power': 3 },
    effective: { 'schedule.kind': 'polynomial', 'schedule.power': 3 },
  },
  { field: 'epochs', idle: { epochs: 3 }, effective: { steps: null, epochs: 3 } },
  ...(
    [
      ['data.buckets.min', 128],
      ['data.buckets.max', 2048],
      ['data.buckets.step', 8],
      ['data.buckets.noUpscale', true],
    ] as const
  ).map(([field, value]) => ({
    field,
    idle: { 'data.buckets.on': false, [field]: value },
    effective: { [field]: value },
  })),
  ...(
    [
      ['data.buckets.min', 128],
      ['data.buckets.max', 2048],
    ] as const
  ).map(([field, value]) => ({
    field,
    idle: { 'data.buckets.noUpscale': true, [field]: value },
    effective: { [field]: value },
  })),
  {
    field: 'data.masks.folder',
    idle: { 'data.masks.folder': 'm' },
    effective: { 'data.masks.from': 'files', 'data.masks.folder': 'm' },
  },
  {
    field: 'data.masks.unmaskedWeight',
    idle: { 'data.masks.unmaskedWeight': 0.5 },
    effective: { 'data.masks.from': 'alpha', 'data.masks.unmaskedWeight': 0.5 },
  },
  {
    field: 'data.holdOutEvery',
    idle: { 'data.holdOutEvery': 5 },
    effective: { 'data.holdOut': 0.1, 'data.holdOutEvery': 5 },
  },
  {
    field: 'captions.keepTokens',
    idle: { 'captions.keepTokens': 2 },
    effective: { 'captions.shuffle': true, 'captions.keepTokens': 2 },
  },
  {
    field: 'captions.keepSeparator',
    idle: { 'captions.keepSeparator': '|||' },
    effective: { 'captions.tagDropout': 0.1, 'captions.keepSeparator': '|||' },
  },
  {
    field: 'prior.count',
    idle: { 'prior.count': 5 },
    effective: { 'prior.prompt': 'a dog', 'prior.count': 5 },
  },
  {
    field: 'prior.weight',
    idle: { 'prior.weight': 0.5 },
    effective: { 'prior.folder': 'dogs', 'prior.weight': 0.5 },
  },
  {
    field: 'samples.every',
    idle: { 'samples.every': 10 },
    effective: { 'samples.every': 10, 'samples.prompts': [{ prompt: 'a' }] },
  },
  {
    field: 'samples.prompts',
    idle: { 'samples.prompts': [{ prompt: 'a' }] },
    effective: { 'samples.every': 10, 'samples.prompts': [{ prompt: 'a' }] },
  },
]

describe('a field that would do nothing', () => {
  it.each(idleCases.map((one) => [one.field, JSON.stringify(one.idle), one] as const))(
    '%s: %s',
    (field, _set, one) => {
      expect(codeOf(() => checkedRecipe(withFields(one.idle)))).toMatchObject({ code: 'recipe/no-effect' })
      expect(codeOf(() => checkedRecipe(withFields(one.idle))).fields).toContain(field)
      expect(idleFields(readRecipe(withFields(one.effective)))).toEqual([])
    },
  )

  it('has a rule only for fields that exist', () => {
    const recipe = readRecipe(least)
    for (const { field } of idleRules) expect(fieldOf(recipe, field), field).not.toBe(undefined)
  })

  it('covers every rule’s field by a case, apart from those that cannot be reached alone', () => {
    const tested = new Set(idleCases.map(({ field }) => field))
    const untested = [...new Set(idleRules.map(({ field }) => field))].filter((field) => !tested.has(field))
    // Every optimizer has a first beta.
    expect(untested).toEqual(['optimizer.beta1'])
  })
})

describe('contradictions', () => {
  const cases: Readonly<Record<string, Readonly<Record<string, unknown>>[]>> = {
    'recipe/no-length': [{ steps: null }],
    'recipe/nothing-to-train': [{ 'unet.train': false }],
    'recipe/no-word': [{ learn: 'pivotal' }],
    'recipe/empty-range': [{ 'objective.firstTimestep': 500, 'objective.lastTimestep': 499 }],
    'recipe/bucket-range': [{ 'data.buckets.min': 1088 }],
    'recipe/bucket-step': [{ 'data.width': 64, 'data.buckets.step': 128 }],
    'recipe/long-warmup': [{ 'schedule.warmupSteps': 100 }],
    'recipe/whole-warmup': [{ 'schedule.warmupShare': 1 }],
    'recipe/no-class-pictures': [{ 'prior.prompt': 'a dog', 'prior.count': 0 }],
  }
  it.each(Object.entries(cases).flatMap(([code, sets]) => sets.map((set) => [code, set] as const)))(
    '%s',
    (code, set) => {
      expect(codeOf(() => checkedRecipe(withFields(set))).code).toBe(code)
    },
  )
  it('are all tested', () => {
    expect(new Set(contradictions.map(({ problem }) => problem.code))).toEqual(new Set(Object.keys(cases)))
  })
})

describe('reading', () => {
  it('names every wrong field', () => {
    try {
      readRecipe(withFields({ batch: 0, 'adapter.rank': 1.5, 'adapter.colour': 'red' }))
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ code: 'recipe/invalid' })
      const faults = (error as AppError).details?.['faults'] as { field: string; why: Remark }[]
      expect(faults.map(({ field }) => field).sort()).toEqual(['adapter', 'adapter.rank', 'batch'])
      expect(faults.find(({ field }) => field === 'adapter')?.why).toEqual(
        remark('value/unknown-fields', { fields: ['colour'] }),
      )
    }
  })

  it('reads its own output again', () => {
    const recipe = checkedRecipe(least)
    expect(checkedRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe)
  })
})

describe('presets', () => {
  it.each(presetNames)('%s is a recipe', (name) => {
    const { recipe } = recipePresets[name]
    const read = checkedRecipe({ ...recipe, base: 'b', data: { ...recipe.data, folder: 'p' } })
    expect(read.steps).toBeGreaterThan(0)
  })

  it('the published recipe has 797,184 numbers', () => {
    const { recipe } = recipePresets.published
    const read = checkedRecipe({ ...recipe, base: 'b', data: { ...recipe.data, folder: 'p' } })
    expect(read).toMatchObject({
      batch: 1,
      accumulation: 4,
      clip: 1,
      steps: 15_000,
      seed: 1337,
      unet: { train: true, learningRate: 1e-4 },
      textEncoder: { train: false },
      schedule: { kind: 'cosine' },
      save: { every: 500 },
      data: { width: 512, height: 512, randomCrop: false, flip: true, buckets: { on: false } },
    })
    const targets = targetModules(targetSetOf(read), publishedModules(families.sd1)).filter(
      ({ component }) => component === 'unet',
    )
    const count = targets.reduce((sum, { module }) => {
      const [outputs = 0, ...inner] = module.weight
      return sum + read.adapter.rank * (outputs + inner.reduce((a, b) => a * b, 1))
    }, 0)
    expect(count).toBe(797_184)
  })
})

describe('the published schema', () => {
  const schema = recipeJsonSchema()

  it('is the file in resources', () => {
    const file = new URL('../../../resources/recipe.schema.json', import.meta.url)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)))
  })

  it('says one sentence about every field, and a default wherever there is one', () => {
    const recipe: Recipe = readRecipe(least)
    const required = new Set(['base', 'data.folder', 'samples.prompts.prompt', '$schema'])
    let fields = 0
    const walk = (node: Record<string, unknown>, path: string): void => {
      for (const [name, entry] of Object.entries(
        (node['properties'] ?? {}) as Record<string, Record<string, unknown>>,
      )) {
        const at = path === '' ? name : `${path}.${name}`
        if (entry['properties'] !== undefined) walk(entry, at)
        else {
          fields++
          expect(String(entry['description']), at).toMatch(/^\p{Lu}.*\.$/u)
          if (required.has(at)) continue
          expect(entry, at).toHaveProperty('default')
          expect(entry['default'], at).toEqual(at === 'steps' ? null : fieldOf(recipe, at))
        }
      }
    }
    walk(schema, '')
    expect(fields).toBeGreaterThan(90)
  })
})
