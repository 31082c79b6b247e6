// The real engine in this process, called by paths, with its pictures written to files: for tests of what is drawn.
import type {
  EmbeddingWord,
  EngineGenerateCall,
  EngineGenerateResult,
  EnginePicture,
  EngineProgress,
  PictureCalls,
} from '../../src-main/contract/engine.ts'
import type { DeviceName, GenerationRequest, PictureRecord } from '../../src-main/contract/generation.ts'
import { generateOn, type EngineLink } from '../../src-main/app/engine-link.ts'
import { createEngine } from '../../src-main/engine/engine.ts'
import { artefactsOf, requestPaths } from '../../src-main/contract/artefact.ts'
import type { Workshop } from '../../src-main/engine/workshop.ts'
import { withoutFolders, writePicture } from '../../src-main/files/picture-file.ts'
import { pictureRecord } from '../../src-main/formats/picture-record.ts'

export type DrawCall = {
  jobId: string
  /** With paths for ids. */
  request: GenerationRequest
  device: DeviceName
  outputs: string[]
  modelName: string
  embeddings?: { found: EmbeddingWord[]; chosen: EmbeddingWord[] }
  previews?: boolean
  latents?: boolean
}
export type Drawn = EngineGenerateResult & {
  pictures: (EnginePicture & { path: string; record: PictureRecord })[]
}
export type DrawingNews = {
  progress?(progress: EngineProgress): void
  /** It has been written. */
  drawn?(path: string): void
}

export type DrawingEngine = PictureCalls & { draw(call: DrawCall): Promise<Drawn> }

export function engineCallOf({ jobId, request, device, embeddings, ...more }: DrawCall): EngineGenerateCall {
  const words = [...(embeddings?.found ?? []), ...(embeddings?.chosen ?? [])]
  const named = (all: EmbeddingWord[] = []) => all.map(({ path, ...word }) => ({ ...word, file: path }))
  return {
    jobId,
    request,
    device,
    artefacts: artefactsOf([...requestPaths(request), ...words.map(({ path }) => path)]),
    embeddings: { found: named(embeddings?.found), chosen: named(embeddings?.chosen) },
    previews: more.previews ?? false,
    latents: more.latents ?? false,
  }
}

/** As the command line writes it, without hashes. */
export function recordOf(call: DrawCall, { facts }: EnginePicture): PictureRecord {
  return pictureRecord({
    application: 'test',
    request: withoutFolders(call.request),
    facts,
    model: { name: call.modelName },
    vae: call.request.vae === null ? null : { name: call.request.vae },
    hashesOf: () => ({}),
    createdAt: new Date(0),
  })
}

/** Runs the call and writes what comes; what came before a failure is written, too. */
async function drawing(
  call: DrawCall,
  run: (call: EngineGenerateCall, take: (picture: EnginePicture) => void) => Promise<EngineGenerateResult>,
  drawn: (path: string) => void = () => undefined,
): Promise<Drawn> {
  const pictures: EnginePicture[] = []
  const write = async (picture: EnginePicture): Promise<Drawn['pictures'][number]> => {
    const path = call.outputs[picture.facts.index]!
    const record = recordOf(call, picture)
    await writePicture(path, picture.pixels, record)
    drawn(path)
    return { ...picture, path, record }
  }
  const written: Drawn['pictures'] = []
  try {
    const result = await run(engineCallOf(call), (picture) => pictures.push(picture))
    return { ...result, pictures: written }
  } finally {
    for (const picture of pictures) written.push(await write(picture))
  }
}

/** On an engine's link, in a process of its own. */
export function drawOn(link: EngineLink, call: DrawCall): Promise<Drawn> {
  return drawing(call, (asked, picture) => generateOn(link, asked, { progress: () => undefined, picture }))
}

export function drawingEngine(workshop: Workshop, news: DrawingNews = {}): DrawingEngine {
  const takers = new Map<string, (picture: EnginePicture) => void>()
  const engine = createEngine(
    {
      progress: (progress) => news.progress?.(progress),
      picture: (jobId, picture) => takers.get(jobId)?.(picture),
      log: () => undefined,
      rewriting: () => undefined,
    },
    workshop,
  )
  return {
    ...engine,
    draw: (call) =>
      drawing(
        call,
        (asked, take) => {
          takers.set(asked.jobId, take)
          return engine.generate(asked).finally(() => takers.delete(asked.jobId))
        },
        news.drawn,
      ),
  }
}
