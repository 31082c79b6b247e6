// What the engine can say of a picture it made: what acted, from which bytes, and how far it came.
import type { ActedArtefact, EngineGenerateCall, PictureFacts } from '../../contract/engine.ts'
import type { ReadArtefact } from '../../contract/artefact.ts'
import { imageSeeds } from '../../sampling/noise.ts'
import type { HeldModel } from '../held-model.ts'
import { runtimeVersion } from '../runtime/onnxruntime.ts'
import type { RunningStack } from '../stack/running-stack.ts'
import type { GenerationEvent } from './generate.ts'
import type { PromptEmbeddings } from './prompt-embeddings.ts'

export async function pictureFacts(
  { request }: EngineGenerateCall,
  { model, device }: HeldModel,
  stack: RunningStack,
  embeddings: PromptEmbeddings['used'],
  { image, stepsDone, steered }: GenerationEvent & { type: 'picture' },
): Promise<PictureFacts> {
  const { checkpoint, vae } = await model.read()
  const acted = stack.acted()
  return {
    runtime: runtimeVersion,
    device,
    architecture: model.detection.architecture,
    index: image,
    seed: imageSeeds(BigInt(request.seed), request.batch)[image]!.toString(),
    stepsDone,
    adapters: acted.map(({ stamp: _, ...adapter }): ActedArtefact => adapter),
    embeddings: [...embeddings],
    steered: [...steered],
    read: [
      { id: request.model, stamp: checkpoint },
      ...(request.vae === null ? [] : [{ id: request.vae, stamp: vae }]),
      ...acted.map(({ artefact, stamp }): ReadArtefact => ({ id: artefact, stamp })),
    ],
  }
}
