// What a model file is, from its header: a checkpoint with its architecture, a VAE, or why it is neither.
import { basename, dirname } from 'node:path'
import { reportError } from '../../base/errors.ts'
import { elementCount } from '../../base/shape.ts'
import {
  defaultSize,
  detectCheckpoint,
  refineDetection,
  type Detection,
} from '../../architectures/recognising/detect.ts'
import type { FileThing } from '../../contract/library-file.ts'
import { openWeights, type Weights } from '../../files/open-weights.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import { inAdapterFolder } from '../adapters/adapter-folders.ts'
import { inEmbeddingFolder } from '../embedding-folders.ts'
import { checkpointThing, strangeThing, unusableThing, vaeThing } from '../kinds/model-thing.ts'
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

export type ModelIn = {
  readonly thing: FileThing
  /** Null for what the models are not listed with. */
  readonly inspection: Inspection | null
}

/** Of a file that is no adapter, embedding or tool; what is wrong with a model is in its inspection. */
export async function modelIn(file: Weights): Promise<ModelIn> {
  try {
    const facts = await checkpointFacts(file)
    return { thing: checkpointThing(file, facts.detection), inspection: checkpointInspection(facts) }
  } catch (error) {
    const problem = reportError(error)
    const refused = refusedModel(file.path, problem)
    if (problem.code === 'checkpoint/wrong-architecture')
      return { thing: strangeThing(file, problem), inspection: refused }
    if (problem.code !== 'checkpoint/not-a-checkpoint')
      return { thing: unusableThing(file, problem), inspection: refused }
    const vae = vaeThing(file)
    if (vae !== null) return { thing: vae, inspection: vaeInspection(file, vae) }
    const thing = strangeThing(file, problem)
    return { thing, inspection: thing.kind === 'other' && !isOtherFolder(file.path) ? refused : null }
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

function vaeInspection(file: TensorFile, { precision, problem }: FileThing): Inspection {
  return smallInspection({
    name: file.metadata.get('modelspec.title') ?? modelName(file.path),
    kind: 'vae',
    architecture: null,
    precision,
    predictionType: null,
    hasVae: true,
    defaultSize: null,
    problem,
  })
}

function modelName(path: string): string {
  return nameFromStem(modelStem(basename(path)))
}
