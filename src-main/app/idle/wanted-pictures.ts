// Which pictures are wanted of an adapter: by what a person wishes and the base model as it is now.
import type { AdapterSummary } from '../../contract/library.ts'
import type { ModelSummary } from '../../contract/studio.ts'
import type { IdleWish } from '../../contract/idle-previews.ts'
import type { ModelCatalog } from '../../catalog/models/model-catalog.ts'
import { idlePictures, type IdleBase, type IdlePicture } from './idle-pictures.ts'

export type WantedPictures = {
  /** Null where it is nowhere, or has no hash. */
  base(): IdleBase | null
  /** Null where it is nowhere. */
  baseName(): string | null
  /** Of the base; null while it is not known. */
  family(): { readonly id: string; readonly prompts: number } | null
  /** Null while adapter or base has no hash. */
  of(adapter: AdapterSummary): IdlePicture[] | null
}

export type WantedPicturesOptions = {
  models: Pick<ModelCatalog, 'byId' | 'knownHash'>
  wish(): IdleWish
}

const defaultSide = 512

export function wantedPictures({ models, wish }: WantedPicturesOptions): WantedPictures {
  function baseModel(): ModelSummary | null {
    const { model } = wish()
    return model === null ? null : models.byId(model)
  }

  function base(): IdleBase | null {
    const model = baseModel()
    const sha256 = model && models.knownHash(model.id)
    return model && sha256 ? { id: model.id, sha256, side: model.defaultSize?.width ?? defaultSide } : null
  }

  return {
    base,
    baseName: () => baseModel()?.name ?? null,
    family() {
      const id = baseModel()?.architecture ?? null
      return id === null ? null : { id, prompts: wish().prompts.length }
    },
    of({ id, name, sha256, preferredWeight, triggerGroups }) {
      const on = base()
      if (on === null || sha256 === null) return null
      return idlePictures(wish(), on, {
        ...{ id, name, sha256, weight: preferredWeight },
        words: triggerGroups[0] ?? [],
      })
    },
  }
}
