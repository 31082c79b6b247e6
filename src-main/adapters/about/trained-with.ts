// What kohya-ss/sd-scripts writes of a training into the file (`ss_*`), and LyCORIS and others after it.
import { isRecord } from '../../base/is-record.ts'
import type { TrainedWith } from '../../contract/trained-with.ts'
import { readTrainingFacts } from './metadata.ts'
import { finiteNumber, pythonMetadata } from './python-metadata.ts'
import { pythonValue } from './python-value.ts'

const mostDatasets = 8
const longestName = 500
/** Later than any training there was, in seconds. */
const lastSecond = 4e9

/** Null where nothing is said of a training but what tools keep of any file. */
export function readTrainedWith(metadata: ReadonlyMap<string, string>): TrainedWith | null {
  const { value, text, number } = pythonMetadata(metadata)
  const facts = readTrainingFacts(metadata)
  const datasets = recordsIn(value('ss_datasets')).slice(0, mostDatasets)
  const args = facts.networkArguments
  const finished = number('ss_training_finished_at') ?? 0
  const told: TrainedWith = {
    base: facts.baseName,
    network: [facts.networkModule, args.get('algo')].filter(Boolean).join(' ') || null,
    rank: number('ss_network_dim'),
    alpha: number('ss_network_alpha'),
    convolutionRank: finiteNumber(pythonValue(args.get('conv_dim') ?? 'None')),
    convolutionAlpha: finiteNumber(pythonValue(args.get('conv_alpha') ?? 'None')),
    step: facts.steps,
    ofSteps: number('ss_max_train_steps'),
    epoch: facts.epochs,
    ofEpochs: number('ss_num_epochs'),
    pictures: number('ss_num_train_images'),
    classPictures: number('ss_num_reg_images'),
    batch: number('ss_total_batch_size') ?? number('ss_batch_size_per_device') ?? batchIn(datasets),
    sizes: sizesIn([metadata.get('ss_resolution'), ...datasets.map(({ resolution }) => resolution)]),
    optimizer: text('ss_optimizer')?.slice(0, longestName) ?? null,
    schedule: text('ss_lr_scheduler')?.slice(0, longestName) ?? null,
    rate: number('ss_learning_rate'),
    unetRate: number('ss_unet_lr'),
    textRates: numbersIn(value('ss_text_encoder_lr')),
    noiseOffset: number('ss_noise_offset'),
    minSnrGamma: number('ss_min_snr_gamma'),
    clipSkip: number('ss_clip_skip'),
    seed: /^\d{1,20}$/.exec(metadata.get('ss_seed')?.trim() ?? '')?.[0] ?? null,
    comment: facts.comment,
    finishedAt: finished > 0 && finished < lastSecond ? new Date(finished * 1000).toISOString() : null,
  }
  return saysMore(told) ? told : null
}

/** Base and network are kept by every tool that merges or resizes. */
function saysMore({ base: _, network: __, rank: ___, alpha: ____, ...rest }: TrainedWith): boolean {
  return Object.values(rest).some((one) => (Array.isArray(one) ? one.length > 0 : one !== null))
}

/** One, or a list of them. */
function numbersIn(value: unknown): number[] {
  return (Array.isArray(value) ? value : [value]).flatMap((one) => finiteNumber(one) ?? [])
}

function recordsIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function batchIn(datasets: readonly Record<string, unknown>[]): number | null {
  const batches = new Set(datasets.flatMap((one) => finiteNumber(one['batch_size_per_device']) ?? []))
  return batches.size === 1 ? [...batches][0]! : null
}

/** `(512, 768)`, `512,768`, `512`, or a list of two. */
function sizesIn(said: readonly unknown[]): [number, number][] {
  const sizes = said.flatMap((one): [number, number][] => {
    const parts = Array.isArray(one) ? one : typeof one === 'string' ? (one.match(/\d+/g) ?? []) : [one]
    const [width, height = width] = parts.map(Number)
    const isSize = width !== undefined && width > 0 && height !== undefined && height > 0 && parts.length < 3
    return isSize ? [[width, height]] : []
  })
  return [...new Map(sizes.map((size) => [size.join(), size])).values()]
}
