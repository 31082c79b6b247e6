// The recipe a new project begins with: a preset, the model last used, and the size that model was made for.
import { recipePresets, type PresetName } from '../../contract/recipe-presets.ts'
import type { ModelSummary } from '../../contract/studio.ts'
import type { RecipeDraft } from '../../contract/training-project.ts'
import { isDemoModel } from '../demo-model.ts'

/** `base` is null where no usable checkpoint is known. A preset that says a size of its own keeps it. */
export function newDraft(preset: PresetName | null, base: ModelSummary | null): RecipeDraft {
  const { data = {}, ...rest } = preset === null ? {} : structuredClone(recipePresets[preset].recipe)
  const size = base?.defaultSize ?? null
  return {
    ...rest,
    base: base?.id ?? null,
    data: { ...(size === null ? {} : sizeFields(size)), ...data, folder: null },
  }
}

/** Buckets from half to twice the side, as the usual 256 to 1024 are around 512, so that any model's pictures fit. */
export function sizeFields({
  width,
  height,
}: {
  width: number
  height: number
}): Omit<RecipeDraft['data'], 'folder'> {
  const side = Math.min(width, height)
  const inEights = (value: number): number => Math.max(8, Math.round(value / 8) * 8)
  const buckets = {
    min: Math.max(64, inEights(side / 2)),
    max: Math.min(4096, inEights(side * 2)),
    step: Math.min(64, inEights(side / 8)),
  }
  return { width, height, ...(side === 512 ? {} : { buckets }) }
}

/** The checkpoint used last, else the first that can be used; a first try is made on the demo model. */
export function defaultBase(
  models: readonly ModelSummary[],
  lastUsed: string,
  preset: PresetName | null,
): ModelSummary | null {
  const usable = models.filter(
    ({ kind, problem, missing, architecture }) =>
      kind === 'checkpoint' && problem === null && !missing && architecture !== null,
  )
  const demo = preset === 'first' ? usable.find(isDemoModel) : undefined
  return demo ?? usable.find(({ id }) => id === lastUsed) ?? usable[0] ?? null
}

/** "Style", then "Style 2", … */
export function freeName(wanted: string, taken: readonly string[]): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted} ${count}`
    if (!taken.includes(name)) return name
  }
}
