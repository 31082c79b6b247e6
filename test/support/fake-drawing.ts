// One picture job of the fake engine: coloured pictures, with the progress, the stops and the memory of a real one.
import { basename, parse } from 'node:path'
import sharp from 'sharp'
import { throwIfCancelled } from '../../src-main/base/cancel.ts'
import { AppError } from '../../src-main/base/errors.ts'
import type { Stack } from '../../src-main/contract/adapter.ts'
import type {
  EngineGenerateCall,
  EngineGenerateResult,
  EnginePicture,
  EngineProgress,
  PictureFacts,
  PictureNews,
  Pixels,
  StopMode,
} from '../../src-main/contract/engine.ts'
import type { GenerationRequest, Steered } from '../../src-main/contract/generation.ts'
import { fileStamp } from '../../src-main/files/file-stamp.ts'
import { localFiles } from '../../src-main/engine/local-files.ts'
import { imageSeeds } from '../../src-main/sampling/noise.ts'
import { samplingProfiles } from '../../src-main/sampling/profiles/table.ts'
import { findsNone, type Memory } from './scarce-memory.ts'

/** What is asked of a job that waits or runs. */
export type FakeJob = {
  readonly controller: AbortController
  readonly entries: ReadonlySet<string>
  mode: StopMode | null
  steering: Stack | null
}

export type FakeDrawing = {
  stepMs: number
  news: PictureNews
  /** Pictures that take long to write, instead of flat ones. */
  noisy: boolean
  memory: Memory
  /** Thrown once the model is loaded. */
  failure: AppError | undefined
  /** Models that pictures were made with; this one's is added. */
  loaded: Set<string>
  /** Whether this step waits until it is stopped, steered or let go. */
  holds(step: number): boolean
}

const side = 16

export async function drawFake(
  call: EngineGenerateCall,
  job: FakeJob,
  { stepMs, news, noisy, memory, failure, holds, loaded }: FakeDrawing,
): Promise<EngineGenerateResult> {
  const { request, jobId } = call
  const { steps, batch } = request
  const { signal } = job.controller
  throwIfCancelled(signal)
  const files = localFiles(call.artefacts)
  const tell = (change: Pick<EngineProgress, 'phase'> & Partial<EngineProgress>): void =>
    news.progress({
      ...{ jobId, image: 0, together: 1, step: 0, steps, secondsPerStep: null, secondsLeft: null },
      ...change,
    })
  tell({ phase: 'load' })
  const of = await opened(files.path(request.model))
  if (!loaded.has(request.model))
    for (const bytes of [0, of]) tell({ phase: 'load', loading: { bytes, of, secondsLeft: null } })
  loaded.add(request.model)
  for (const { on, adapter } of request.stack) if (on) await openedAdapter(files.path(adapter))
  if (failure !== undefined) throw failure
  const stack = runningStack(request.stack)
  const made = new Set<number>()
  let decodings = 0
  let stopped = false

  async function denoise(about: { image: number; together: number }): Promise<FakeSteps> {
    const hue = hueOf(request, about.image)
    const inForce = stack.steered()
    const steered: Steered[] = inForce.length > 0 ? [{ step: 1, entries: inForce }] : []
    const left = (step: number): number =>
      ((steps - step + steps * (batch - about.image - about.together)) * stepMs) / 1000
    tell({ phase: 'denoise', ...about })
    for (let step = 1; ; step++) {
      const entries = job.steering && stack.steer(job.steering)
      job.steering = null
      if (entries) steered.push({ step, entries })
      do await new Promise((resolve) => setTimeout(resolve, stepMs))
      while (holds(step) && !isAsked(job))
      throwIfCancelled(signal)
      const keep = job.mode === 'keep'
      // It is for this picture; the others of its batch follow.
      if (keep) job.mode = null
      const preview = (): Pixels => ({
        ...{ width: side, height: side },
        rgb: new Uint8Array(side * side * 3).map((_, at) => (at * step + hue) % 256),
      })
      tell({
        ...{ phase: 'denoise', ...about, step, secondsPerStep: stepMs / 1000, secondsLeft: left(step) },
        ...(call.previews ? { preview: preview() } : {}),
      })
      if (keep || step >= steps) return { stepsDone: step, steered, stopped: keep }
    }
  }

  async function decode(index: number, { stepsDone, steered }: FakeSteps): Promise<void> {
    if (findsNone(memory, ++decodings)) throw new AppError('engine/out-of-memory')
    const shade = (hueOf(request, index) + stack.degrees()) % 360
    const pixels = noisy ? noise(request) : await flatPicture(request, colourOf(shade))
    const facts = await factsOf(call, stack, { index, stepsDone, steered })
    throwIfCancelled(signal)
    news.picture(jobId, { pixels, facts, ...(call.latents ? { latent: latentOf(request) } : {}) })
    made.add(index)
  }

  async function attempt(): Promise<void> {
    tell({ phase: 'text' })
    for (const group of samplingProfiles[request.profile].groups(batch)) {
      if (group.every((index) => made.has(index))) continue
      throwIfCancelled(signal)
      const about = { image: group[0]!, together: group.length }
      const done = await denoise(about)
      tell({ phase: 'decode', ...about })
      for (const index of group) if (!made.has(index)) await decode(index, done)
      stopped ||= done.stopped
    }
  }

  try {
    await attempt()
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'engine/out-of-memory') throw error
    news.log('warning', 'Out of memory: trying again.')
    await attempt()
  }
  return {
    seconds: { load: 0, text: 0, denoise: 0, decode: 0 },
    stepsPerSecond: 1000 / stepMs,
    stopped,
    warnings: [],
    device: 'cpu',
  }
}

const isAsked = ({ controller, mode, steering }: FakeJob): boolean =>
  controller.signal.aborted || mode !== null || steering !== null

type FakeSteps = { stepsDone: number; steered: Steered[]; stopped: boolean }

/** Its bytes. */
async function opened(path: string): Promise<number> {
  const stamp = await fileStamp(path)
  if (stamp === null) throw new AppError('file/missing', { file: basename(path) }, { details: { path } })
  return stamp.sizeBytes
}

async function openedAdapter(path: string): Promise<void> {
  if ((await fileStamp(path)) === null)
    throw new AppError('adapter/missing', { name: parse(path).name }, { details: { path } })
}

/** Neighbouring seeds are far apart. */
const hueOf = ({ seed, batch }: GenerationRequest, index: number): number =>
  Number((imageSeeds(BigInt(seed), batch)[index]! * 41n) % 360n)

type FakeStack = {
  /** Degrees of hue: what acts can be seen. */
  degrees(): number
  /** What changed, null where nothing did. */
  steer(wanted: Stack): Steered['entries'] | null
  steered(): Steered['entries']
  /** Entries that acted at some time, those of the beginning first. */
  acted(): Stack
}

function runningStack(asked: Stack): FakeStack {
  let current = asked
  const loaded = new Set(asked.flatMap(({ id, on }) => (on ? [id] : [])))
  const inForce = new Map<string, Steered['entries'][number]>()
  return {
    degrees: () => Math.round(current.reduce((sum, { on, weight }) => sum + (on ? weight * 90 : 0), 0)),
    steer(wanted) {
      const changed = current.flatMap((before) => {
        const after = wanted.find(({ id }) => id === before.id) ?? before
        const { id, on, weight, textWeight } = after
        if (on === before.on && weight === before.weight && textWeight === before.textWeight) return []
        if (on) loaded.add(id)
        const entry = { id, weight: on ? weight : 0, textWeight: on ? textWeight : 0 }
        inForce.delete(id)
        inForce.set(id, entry)
        return [entry]
      })
      current = current.map((before) => {
        const { on, weight, textWeight } = wanted.find(({ id }) => id === before.id) ?? before
        return { ...before, on, weight, textWeight }
      })
      return changed.length > 0 ? changed : null
    },
    steered: () => [...inForce.values()],
    acted: () => asked.toSorted((a, b) => Number(b.on) - Number(a.on)).filter(({ id }) => loaded.has(id)),
  }
}

type Colour = { r: number; g: number; b: number }

/**
 * Colours on a circle of OKLab: the further two hues are apart, the more they are seen to differ, wherever they lie. In
 * HSL a turn of 72 degrees may be seen more than one of 90. Ottosson 2020: OKLab to linear sRGB.
 */
function colourOf(degrees: number): Colour {
  const [lightness, chroma, turn] = [0.7, 0.1, (degrees * Math.PI) / 180]
  const [a, b] = [chroma * Math.cos(turn), chroma * Math.sin(turn)]
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return {
    r: byteOf(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
    g: byteOf(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
    b: byteOf(-0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short),
  }
}

/** Of a linear share of sRGB. */
const byteOf = (linear: number): number =>
  Math.round(255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055))

async function flatPicture({ width, height }: GenerationRequest, background: Colour): Promise<Pixels> {
  const rgb = await sharp({ create: { width, height, channels: 3, background } })
    .raw()
    .toBuffer()
  return { width, height, rgb: new Uint8Array(rgb) }
}

function noise({ width, height }: GenerationRequest): Pixels {
  const rgb = new Uint8Array(3 * width * height)
  for (let at = 0; at < rgb.length; at += 65_536) crypto.getRandomValues(rgb.subarray(at, at + 65_536))
  return { width, height, rgb }
}

function latentOf({ width, height }: GenerationRequest): NonNullable<EnginePicture['latent']> {
  const shape = [4, height / 8, width / 8]
  return { shape, data: new Float32Array(shape.reduce((product, extent) => product * extent)) }
}

/** From files as they are now. */
async function factsOf(
  { request, artefacts }: EngineGenerateCall,
  stack: FakeStack,
  { index, stepsDone, steered }: Pick<PictureFacts, 'index' | 'stepsDone' | 'steered'>,
): Promise<PictureFacts> {
  const acted = stack.acted()
  const files = localFiles(artefacts)
  const used = [
    request.model,
    ...(request.vae === null ? [] : [request.vae]),
    ...acted.map(({ adapter }) => adapter),
  ]
  return {
    runtime: 'fake',
    device: 'cpu',
    architecture: 'sd1',
    index,
    seed: imageSeeds(BigInt(request.seed), request.batch)[index]!.toString(),
    stepsDone,
    adapters: acted.map(({ name, adapter, on, weight, textWeight }) => ({
      name,
      kind: 'lora',
      artefact: adapter,
      weight: on ? weight : 0,
      textWeight: on ? (textWeight ?? weight) : 0,
      matched: 4,
      unmatched: 0,
    })),
    embeddings: [],
    steered: [...steered],
    read: await Promise.all(used.map(async (id) => ({ id, stamp: await fileStamp(files.path(id)) }))),
  }
}
