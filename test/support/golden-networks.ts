// The recorded networks of test/golden/networks: their made-up checkpoint, inputs, outputs and block traces.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WeightsFile } from '../../src-main/architectures/recognising/checkpoint-source.ts'
import { goldenCheckpoint, type GoldenRecipe } from './golden-checkpoint.ts'

export type Recorded = { readonly shape: readonly number[]; readonly data: Float32Array | BigInt64Array }
/** A block's output: every `stride`-th element, and the root mean square of all. */
export type RecordedTrace = {
  readonly shape: readonly number[]
  readonly stride: number
  readonly rms: number
  readonly samples: Float32Array
}
export type GoldenNetwork = {
  readonly file: WeightsFile
  /** `text.ids`, `unet.latent`, `unet.output`, … */
  tensor(name: string): Recorded
  has(name: string): boolean
  readonly names: readonly string[]
  /** By module path. */
  readonly traces: ReadonlyMap<string, RecordedTrace>
}

type Header = Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>

const tracePrefix = 'unet.trace.'

/**
 * `train` holds what was recorded of training the first network:
 * `train.<kind>.init.*`, `.grad.*`, `.after5.*`, `.losses`.
 */
export function goldenNetwork(
  architecture: 'sd1' | 'sd2' | 'sdxl',
  recording: 'io' | 'train' = 'io',
): GoldenNetwork {
  const path = join(import.meta.dirname, '../golden/networks', `${architecture}.${recording}.safetensors`)
  const bytes = readFileSync(path)
  const start = 8 + Number(bytes.readBigUInt64LE(0))
  const { __metadata__: metadata, ...header } = JSON.parse(bytes.toString('utf8', 8, start)) as Header & {
    __metadata__: Record<string, string>
  }
  const recorded = new Map(
    Object.entries(header).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const copy = new Uint8Array(bytes.subarray(start + from, start + to)).buffer
        const data = dtype === 'I64' ? new BigInt64Array(copy) : new Float32Array(copy)
        return [name, { shape, data } satisfies Recorded]
      },
    ),
  )
  const tensor = (name: string): Recorded => {
    const found = recorded.get(name)
    if (found === undefined) throw new Error(`${architecture} has no recorded ${name}`)
    return found
  }
  type TraceFacts = Pick<RecordedTrace, 'shape' | 'stride' | 'rms'>
  const facts = JSON.parse(metadata['traces'] ?? '{}') as Record<string, TraceFacts>
  const traces = new Map(
    Object.entries(facts).map(([name, fact]) => {
      const samples = tensor(name).data
      if (!(samples instanceof Float32Array)) throw new Error(`${name} is not f32`)
      return [name.slice(tracePrefix.length), { ...fact, samples }]
    }),
  )
  const recipe = JSON.parse(metadata['checkpoint'] ?? '{}') as GoldenRecipe
  return {
    file: goldenCheckpoint(`golden-${architecture}`, recipe),
    tensor,
    has: (name) => recorded.has(name),
    names: [...recorded.keys()],
    traces,
  }
}
