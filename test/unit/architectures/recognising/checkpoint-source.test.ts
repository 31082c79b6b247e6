import { describe, expect, it } from 'vitest'
import {
  checkpointSource,
  withVae,
  type WeightsFile,
} from '../../../../src-main/architectures/recognising/checkpoint-source.ts'
import { detectCheckpoint } from '../../../../src-main/architectures/recognising/detect.ts'
import { detectVae, vaeSource } from '../../../../src-main/architectures/recognising/vae-file.ts'
import type { AppError } from '../../../../src-main/base/errors.ts'
import { bytesPerElement, type DType } from '../../../../src-main/base/dtype.ts'
import { goldenNetwork } from '../../../support/golden-networks.ts'
import { without } from '../../../support/made-up-table.ts'

/** The golden checkpoint as if it lay in a file, tensor after tensor. */
function located(file: WeightsFile): WeightsFile {
  const offsets = new Map<string, { offset: number; sizeBytes: number }>()
  let end = 1000
  for (const [name, { dtype, shape }] of file.tensors) {
    const sizeBytes = shape.reduce((product, extent) => product * extent, bytesPerElement[dtype])
    offsets.set(name, { offset: end, sizeBytes })
    end += sizeBytes
  }
  return {
    ...file,
    location: (name) => {
      const place = offsets.get(name)
      return place && { path: 'model.safetensors', ...place }
    },
  }
}

const sdxl = located(goldenNetwork('sdxl').file)
const source = checkpointSource(sdxl, detectCheckpoint(sdxl))
const fused = 'conditioner.embedders.1.model.transformer.resblocks.1.attn.in_proj'
const attention = 'text_encoder_2.text_model.encoder.layers.1.self_attn'

describe('a checkpoint as a source', () => {
  it('lists every parameter once, with its shape', () => {
    const infos = [...source.list()]
    expect(new Set(infos.map(({ name }) => name)).size).toBe(infos.length)
    expect(source.get('unet.conv_in.weight')).toMatchObject({ dtype: 'f16', shape: [64, 4, 3, 3] })
    expect(source.get('unet.nothing.weight')).toBeUndefined()
  })

  it('reads unchanged tensors, and says where their bytes lie', async () => {
    const tensor = 'model.diffusion_model.input_blocks.0.0.weight'
    expect(await source.read('unet.conv_in.weight')).toEqual(await sdxl.read(tensor))
    expect(source.get('unet.conv_in.weight')?.location).toEqual(sdxl.location?.(tensor))
  })

  it.each([
    ['q_proj', 0],
    ['k_proj', 1],
    ['v_proj', 2],
  ])('%s is a third of the fused tensor, in values and in bytes', async (name, third) => {
    const whole = await sdxl.read(`${fused}_weight`)
    const size = whole.length / 3
    const expected = whole.slice(third * size, (third + 1) * size)
    expect(await source.read(`${attention}.${name}.weight`)).toEqual(expected)
    const place = sdxl.location?.(`${fused}_weight`)
    expect(source.get(`${attention}.${name}.weight`)?.location).toEqual({
      path: 'model.safetensors',
      offset: (place?.offset ?? 0) + third * size * 2,
      sizeBytes: size * 2,
    })
    const bias = await sdxl.read(`${fused}_bias`)
    expect(await source.read(`${attention}.${name}.bias`)).toEqual(bias.slice(64 * third, 64 * (third + 1)))
  })

  it('reads a fused tensor once for its three parts, and again after a failure', async () => {
    const reads: string[] = []
    let failing = true
    const counted = checkpointSource(
      {
        ...sdxl,
        read: (name) => {
          reads.push(name)
          return failing ? Promise.reject(new Error('disk')) : sdxl.read(name)
        },
      },
      detectCheckpoint(sdxl),
    )
    await expect(counted.read(`${attention}.q_proj.weight`)).rejects.toThrow('disk')
    failing = false
    for (const part of ['q', 'k', 'v']) {
      await counted.read(`${attention}.${part}_proj.weight`)
      await counted.read(`${attention}.${part}_proj.bias`)
    }
    expect(reads).toEqual([`${fused}_weight`, `${fused}_weight`, `${fused}_bias`])
  })

  it('turns the text projection round, and gives no place for it', async () => {
    const stored = await sdxl.read('conditioner.embedders.1.model.text_projection')
    const read = await source.read('text_encoder_2.text_projection.weight')
    const [row, column] = [3, 17]
    expect(read[row * 64 + column]).toBe(stored[column * 64 + row])
    expect(read[row * 64 + column]).not.toBe(stored[row * 64 + column])
    expect(source.get('text_encoder_2.text_projection.weight')?.location).toBeUndefined()
  })

  it('hands linear layers out flat although the file holds 1×1 convolutions', () => {
    const info = source.get('vae.decoder.mid_block.attentions.0.to_q.weight')
    expect(info?.shape).toEqual([32, 32])
    expect(info?.location?.sizeBytes).toBe(32 * 32 * 2)
  })

  const weight = 'model.diffusion_model.middle_block.0.in_layers.2.weight'
  const scaledWith = (ending: string, shape: readonly number[], dtype: DType = 'f32'): WeightsFile => {
    const name = weight.replace(/weight$/, ending)
    const tensors = new Map(sdxl.tensors).set(name, { dtype, shape })
    const scales = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, at) => 2 + at / 8)
    return { ...sdxl, tensors, read: async (asked) => (asked === name ? scales : sdxl.read(asked)) }
  }

  it.each([
    ['scale_weight', []],
    ['scale_weight', [1]],
    ['weight_scale', []],
    ['weight_scale', [64]],
    ['weight_scale', [64, 1, 1, 1]],
  ])('a weight is what is stored times its scale: %s %j', async (ending, shape) => {
    const file = scaledWith(ending, shape)
    const detection = detectCheckpoint(file)
    expect(detection.problem).toBeNull()
    expect(detection.tensors.leftovers).toEqual([])
    const scaled = checkpointSource(file, detection)
    const stored = await sdxl.read(weight)
    const [outputs = 0] = file.tensors.get(weight)?.shape ?? []
    const perOutput = stored.length / outputs
    const expected = stored.map((value, at) =>
      shape[0] === outputs ? value * (2 + Math.floor(at / perOutput) / 8) : value * 2,
    )
    expect(await scaled.read('unet.mid_block.resnets.0.conv1.weight')).toEqual(expected)
    expect(scaled.get('unet.mid_block.resnets.0.conv1.weight')?.location).toBeUndefined()
    expect(scaled.get('unet.mid_block.resnets.1.conv1.weight')?.location).toBeDefined()
  })

  it('what else belongs to scaled fp8 is known', () => {
    const { tensors, ...rest } = scaledWith('scale_weight', [])
    const more = ['scale_input', 'input_scale', 'comfy_quant'].map((ending) =>
      weight.replace(/weight$/, ending),
    )
    const file = { ...rest, tensors: new Map(tensors) }
    for (const name of [...more, 'model.diffusion_model.scaled_fp8'])
      file.tensors.set(name, { dtype: 'f32', shape: [1] })
    expect(detectCheckpoint(file)).toMatchObject({ problem: null, tensors: { leftovers: [] } })
  })

  it('scales of blocks are refused by name', () => {
    const { problem } = detectCheckpoint(scaledWith('weight_scale', [64, 8]))
    expect(problem).toMatchObject({ code: 'tensor/unknown-scale', facts: { shape: [64, 8] } })
  })

  it('a scale that cannot be read is not taken for one that is not there', () => {
    const name = weight.replace(/weight$/, 'weight_scale')
    const problem = { code: 'tensor/unreadable-type', facts: { name, type: 'F8_E8M0' } } as const
    expect(detectCheckpoint({ ...sdxl, problems: new Map([[name, problem]]) }).problem).toEqual(problem)
  })

  it('a missing name is parameters/missing', async () => {
    await expect(source.read('unet.nothing.weight')).rejects.toMatchObject({ code: 'parameters/missing' })
  })

  it('refuses a checkpoint with a problem', () => {
    const { tensors } = without({ tensors: new Map(sdxl.tensors), metadata: new Map() }, /attn2\.to_q/)
    const broken = { ...sdxl, tensors }
    expect(() => checkpointSource(broken, detectCheckpoint(broken))).toThrow(
      expect.objectContaining({ code: 'checkpoint/missing-tensors' }) as AppError,
    )
  })

  it('passes on why a tensor cannot be read', () => {
    const name = 'model.diffusion_model.input_blocks.0.0.bias'
    const problem = { code: 'pickle/unknown-global', message: 'It depends on os.system.' }
    const tensors = new Map([...sdxl.tensors].filter(([candidate]) => candidate !== name))
    const broken = { ...sdxl, tensors, problems: new Map([[name, problem]]) }
    expect(detectCheckpoint(broken).problem).toEqual(problem)
  })
})

describe('with another VAE', () => {
  const other = located(goldenNetwork('sd1').file)
  const vae = vaeSource(other, detectVae(other))
  const combined = withVae(source, vae)

  it('takes vae parameters from it and the rest from the checkpoint', async () => {
    const name = 'vae.decoder.conv_in.weight'
    expect(await combined.read(name)).toEqual(await vae.read(name))
    expect(await combined.read(name)).not.toEqual(await source.read(name))
    expect(combined.get('unet.conv_in.weight')).toEqual(source.get('unet.conv_in.weight'))
    expect(combined.id).not.toBe(source.id)
  })

  it('lists each parameter once', () => {
    const names = [...combined.list()].map(({ name }) => name)
    expect(names.toSorted()).toEqual([...source.list()].map(({ name }) => name).toSorted())
  })
})
