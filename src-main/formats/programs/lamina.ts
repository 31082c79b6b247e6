// What our own record says of a picture, in the words that pictures of all programs are told in.
import type { PictureRecord } from '../../contract/generation.ts'
import { nothingSaid, type SaidSettings } from '../../contract/said-settings.ts'
import { unsupported } from '../taken-object.ts'

/** Adapters as they acted. */
export function saidByRecord({
  request,
  seed,
  model,
  vae,
  adapters,
  embeddings = [],
}: PictureRecord): SaidSettings {
  const { profile, width, height } = request
  return {
    ...nothingSaid('lamina', profile),
    prompt: request.prompt,
    negativePrompt: request.negativePrompt,
    model: { name: model.name, hash: model.sha256 ?? '' },
    vae: vae && { name: vae.name, hash: vae.sha256 ?? '' },
    adapters: adapters.map(({ name, weight, textWeight, autoV3, sha256 }) => ({
      name,
      hash: autoV3 ?? sha256 ?? '',
      weight,
      textWeight: textWeight === weight ? null : textWeight,
    })),
    embeddings: embeddings.map(({ name, sha256 = '' }) => ({ name, hash: sha256 })),
    steps: request.steps,
    sampler: request.sampler,
    scheduler: request.scheduler,
    guidance: request.guidance,
    seed,
    size: { width, height },
    clipSkip: request.clipSkip,
    noise: request.noise,
    // Of the picture its settings came from.
    notRestored: (request.carried?.settings ?? []).map((one) => unsupported(one.name, one.value)),
  }
}
