// What trainers write into an adapter file: `ss_*`, `sshs_*` and `modelspec.*`, which are Python values as text.
import { pythonMetadata } from './python-metadata.ts'

export type TrainingFacts = {
  /** `ss_output_name`: how A1111 also calls the file. */
  readonly outputName: string | null
  readonly title: string | null
  readonly author: string | null
  readonly description: string | null
  readonly baseVersion: string | null
  /** File name or address of the checkpoint it was trained on. */
  readonly baseName: string | null
  /** Its old eight-digit hash and its SHA-256, lower case. */
  readonly baseAutoV1: string | null
  readonly baseSha256: string | null
  readonly networkModule: string | null
  /** As the trainer was told; ranks and alphas of the tensors decide. */
  readonly networkRank: string | null
  readonly networkAlpha: string | null
  readonly networkArguments: ReadonlyMap<string, string>
  readonly clipSkip: number | null
  readonly resolution: string | null
  readonly epochs: number | null
  readonly steps: number | null
  readonly triggerPhrase: string | null
  readonly comment: string | null
  /** Hashes the trainer computed, as it wrote them. */
  readonly modelHash: string | null
  readonly legacyHash: string | null
}

export function readTrainingFacts(metadata: ReadonlyMap<string, string>): TrainingFacts {
  const { value, text, number } = pythonMetadata(metadata)
  return {
    outputName: text('ss_output_name'),
    title: text('modelspec.title'),
    author: text('modelspec.author'),
    description: text('modelspec.description'),
    baseVersion: text('ss_base_model_version'),
    baseName: text('ss_sd_model_name'),
    baseAutoV1: plainHash(text('ss_sd_model_hash')),
    baseSha256: plainHash(text('ss_new_sd_model_hash')),
    networkModule: text('ss_network_module'),
    networkRank: text('ss_network_dim'),
    networkAlpha: text('ss_network_alpha'),
    networkArguments: textMap(value('ss_network_args')),
    clipSkip: number('ss_clip_skip') ?? number('modelspec.encoder_layer'),
    resolution: text('ss_resolution', 'modelspec.resolution'),
    epochs: number('ss_epoch'),
    steps: number('ss_steps'),
    triggerPhrase: text('modelspec.trigger_phrase'),
    comment: text('ss_training_comment'),
    modelHash: text('sshs_model_hash'),
    legacyHash: text('sshs_legacy_hash'),
  }
}

/** Hashes are compared in lower case and without the `0x` that some tools write. */
export function plainHash(text: string | null | undefined): string | null {
  const hash = text?.trim().toLowerCase().replace(/^0x/, '') ?? ''
  return /^[0-9a-f]{8,64}$/.test(hash) ? hash : null
}

function textMap(value: unknown): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map()
  return new Map(
    Object.entries(value).flatMap(([key, entry]): [string, string][] =>
      typeof entry === 'string' || typeof entry === 'number' || typeof entry === 'boolean'
        ? [[key.slice(0, 200), String(entry).slice(0, 1000)]]
        : [],
    ),
  )
}
