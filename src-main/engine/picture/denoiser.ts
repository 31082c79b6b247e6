// The clean estimate f(x, sigma): one call of the network for the words wanted and unwanted, combined by guidance.
import type { EncodedText } from '../../architectures/networks/denoiser.ts'
import type { Tensor } from '../../base/dtype.ts'
import { guided } from '../../sampling/guidance.ts'
import type { Parameterisation } from '../../sampling/parameterisation.ts'
import type { SamplingProfile } from '../../sampling/profiles/sampling-profile.ts'
import type { Denoise } from '../../sampling/sampler.ts'
import { textAt, type Conditioning } from './conditioning.ts'
import { float32Values } from '../runtime/onnxruntime.ts'
import type { Program } from '../runtime/program.ts'
import type { ResidentParameters } from '../runtime/resident-parameters.ts'

export type DenoiserOptions = {
  /** Asked at every call: where parameters are constants, a stack that grows needs another one. */
  program(): Promise<Program>
  parameters: ResidentParameters
  conditioning: Conditioning
  guidance: number
  parameterisation: Parameterisation
  profile: SamplingProfile
  /** [images, channels, height, width] of the latents. */
  shape: readonly [number, number, number, number]
  timestepOf(sigma: number): number
  /** What the network is fed besides latent and timestep. */
  inputs(texts: readonly EncodedText[]): Record<string, Tensor>
  /** False runs each text on its own: slower, half the memory. */
  batchTexts: boolean
}

/** The denoiser of one run; it counts its calls, because scheduled prompts change with them. */
export function createDenoiser(options: DenoiserOptions): Denoise {
  const [images, ...latentShape] = options.shape
  const size = latentShape.reduce((product, extent) => product * extent, 1)
  const { parameterisation } = options
  let call = 0

  /** Outputs of one image's latent under several texts of equal length. */
  async function predict(
    x: Float32Array,
    sigma: number,
    texts: readonly EncodedText[],
  ): Promise<Float32Array[]> {
    const batch = texts.length
    const scale = parameterisation.inputScale(sigma)
    const latent = new Float32Array(batch * size)
    texts.forEach((_, t) => {
      for (let i = 0; i < size; i++) latent[t * size + i] = x[i]! * scale
    })
    const timestep = new Float32Array(batch).fill(options.timestepOf(sigma))
    const inputs: Record<string, Tensor> = {
      latent: { dtype: 'f32', shape: [batch, ...latentShape], data: latent },
      timestep: { dtype: 'f32', shape: [batch], data: timestep },
      ...options.inputs(texts),
    }
    const program = await options.program()
    const output = (await program.run(inputs, options.parameters))['output']!
    const values = await float32Values(output)
    return texts.map((_, t) => values.subarray(t * size, (t + 1) * size))
  }

  async function predictAll(
    x: Float32Array,
    sigma: number,
    texts: readonly EncodedText[],
  ): Promise<Float32Array[]> {
    const together = options.batchTexts && texts.every((text) => text.tokens === texts[0]!.tokens)
    if (together) return predict(x, sigma, texts)
    const outputs: Float32Array[] = []
    for (const text of texts) outputs.push(...(await predict(x, sigma, [text])))
    return outputs
  }

  return async (x, sigma) => {
    const parts = options.conditioning.positive.map((part) => ({
      weight: part.weight,
      text: textAt(part.schedule, call),
    }))
    const texts = parts.map((part) => part.text)
    const plain =
      parts.length === 1 && parts[0]!.weight === 1 && !options.profile.needsUnconditional(options.guidance)
    if (!plain) texts.push(textAt(options.conditioning.negative, call))
    call++
    const clean = new Float32Array(x.length)
    for (let image = 0; image < images; image++) {
      const own = x.subarray(image * size, (image + 1) * size)
      const outputs = await predictAll(own, sigma, texts)
      const estimates = outputs.map((output) => parameterisation.denoised(own, sigma, output))
      const result = plain
        ? estimates[0]!
        : guided(
            estimates.at(-1)!,
            parts.map((part, index) => ({ weight: part.weight, denoised: estimates[index]! })),
            options.guidance,
          )
      clean.set(result, image * size)
    }
    return clean
  }
}
