// What a model file is, from its header: a checkpoint with its architecture, a VAE, or why it is neither.
import { basename, dirname } from 'node:path'
import { AppError, reportError } from '../../base/errors.ts'
import { elementCount } from '../../base/shape.ts'
import {
  defaultSize,
  detectCheckpoint,
  refineDetection,
  type Detection,
} from '../../architectures/recognising/detect.ts'
import { detectVae } from '../../architectures/recognising/vae-file.ts'
import { openWeights, type Weights } from '../../files/open-weights.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { inAdapterFolder } from '../adapters/adapter-folders.ts'
import { inEmbeddingFolder } from '../embedding-folders.ts'
import { isAdapter } from '../adapters/inspect-adapter.ts'
import { refusedModel, smallInspection, type Inspection } from './inspection.ts'
import { modelStem } from './model-endings.ts'
import { nameFromStem } from './model-name.ts'

export type CheckpointFacts = {
  name: string
  detection: Detection
  defaultSize: { width: number; height: number }
  /** Elements of all tensors in the file. */
  parameterCount: number
  metadata: ReadonlyMap<string, string>
}

/** Throws what keeps the file from being read, or that it is not a checkpoint. */
export async function inspectCheckpoint(path: string): Promise<CheckpointFacts> {
  const file = await openWeights(path)
  try {
    return await checkpointFacts(file)
  } finally {
    await file.close()
  }
}

async function checkpointFacts(file: Weights): Promise<CheckpointFacts> {
  const detection = await refineDetection(detectCheckpoint(file, file.hints), (name) => file.read(name))
  return {
    name: detection.title ?? modelName(file.path),
    detection,
    defaultSize: defaultSize(detection),
    parameterCount: [...file.tensors.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0),
    metadata: file.metadata,
  }
}

/** Where a file that is neither checkpoint nor VAE is left out, and not called broken. */
const isOtherFolder = (path: string): boolean => inAdapterFolder(path) || inEmbeddingFolder(dirname(path))

/** For the catalog. Null: it is an adapter or an embedding; what is wrong with a model is in its inspection. */
export async function modelIn(file: Weights): Promise<Inspection | null> {
  try {
    return checkpointInspection(await checkpointFacts(file))
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'checkpoint/not-a-checkpoint')
      return refusedModel(file.path, reportError(error))
    if (isAdapter(file)) return null
    const vae = vaeInspection(file)
    if (vae === null && isOtherFolder(file.path)) return null
    return vae ?? refusedModel(file.path, reportError(error))
  }
}

function checkpointInspection({ name, detection, defaultSize: size }: CheckpointFacts): Inspection {
  return smallInspection({
    name,
    kind: 'checkpoint',
    architecture: detection.architecture,
    precision: detection.precision,
    predictionType: detection.predictionType,
    hasVae: detection.hasVae,
    defaultSize: size,
    problem: detection.problem,
  })
}

/** Null when there is no VAE in it either. */
function vaeInspection(file: TensorFile): Inspection | null {
  let problem: Inspection['problem'] = null
  try {
    detectVae(file)
  } catch (error) {
    if (error instanceof AppError && error.code === 'vae/not-a-vae') return null
    problem = reportError(error)
  }
  return smallInspection({
    name: file.metadata.get('modelspec.title') ?? modelName(file.path),
    kind: 'vae',
    architecture: null,
    precision: [...new Set([...file.tensors.values()].map(({ dtype }) => dtype))].join(', '),
    predictionType: null,
    hasVae: true,
    defaultSize: null,
    problem,
  })
}

function modelName(path: string): string {
  return nameFromStem(modelStem(basename(path)))
}
