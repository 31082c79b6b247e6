// A program: one compiled graph on one device, run with named inputs and resident parameters.
import { dirname, relative } from 'node:path'
import { invariant } from '../../base/errors.ts'
import type { Tensor } from '../../base/dtype.ts'
import type { Graph } from '../../graph/ir.ts'
import type { LoweringChoices } from '../../graph/lowering/choices.ts'
import type { HalfRules } from '../../graph/precision/policy.ts'
import { bring, type ParameterLocation, type ParameterSource } from '../../graph/parameter-source.ts'
import { lowerToOnnx, type OnnxProgram } from '../../graph/to-onnx.ts'
import {
  createSession,
  runtimeTensor,
  type Provider,
  type RuntimeSession,
  type RuntimeTensor,
} from './onnxruntime.ts'
import type { ResidentParameters } from './resident-parameters.ts'

/** Which parameters are constants of the session; the rest are inputs. */
export type Resident = 'inputs' | 'constants' | ReadonlySet<string>

export type ProgramOptions = {
  provider: Provider
  lowerings: LoweringChoices
  resident?: Resident
  /** Parameters that are inputs where `resident` is `constants`. */
  inputs?: ReadonlySet<string>
  /** Needed when there are constants. */
  source?: ParameterSource
  /** Named values that become outputs as well. */
  traces?: readonly string[]
  /** Computes in half precision; parameters are then fed as it says they are stored. */
  half?: HalfRules
  /** Keeps no working memory between runs; see `SessionOptions`. */
  takesTurns?: boolean
}

export type Program = {
  readonly name: string
  readonly inputs: readonly string[]
  /** Parameters that must be fed, in order. */
  readonly parameters: readonly string[]
  /** Results by output name, still on the device they were made on. */
  run(
    inputs: Readonly<Record<string, Tensor>>,
    parameters?: ResidentParameters,
  ): Promise<Record<string, RuntimeTensor>>
  release(): Promise<void>
}

export async function compileProgram(graph: Graph, options: ProgramOptions): Promise<Program> {
  const resident = residentOf(graph, options)
  const make = (): Promise<Made> => makeSession(graph, resident, options)
  const { source } = options
  // With the session all of its constants are in memory, whether we read them or the runtime does.
  const { model, session } = await (source === undefined
    ? make()
    : bring(source, constantNames(graph, resident), 'together', make))
  return {
    name: graph.name,
    inputs: model.inputs.map((input) => input.name),
    parameters: model.parameters,
    async run(inputs, parameters) {
      const feeds: Record<string, RuntimeTensor> = {}
      if (model.parameters.length > 0) {
        invariant(parameters, `${graph.name} needs parameters`)
        Object.assign(feeds, await parameters.feeds(model.parameters))
      }
      for (const { name } of model.inputs) {
        const tensor = inputs[name]
        invariant(tensor, `${graph.name} needs the input ${name}`)
        feeds[name] = runtimeTensor(tensor.dtype, tensor.shape, tensor.data)
      }
      return session.run(feeds)
    },
    release: () => session.release(),
  }
}

type Made = { readonly model: OnnxProgram; readonly session: RuntimeSession }

async function makeSession(graph: Graph, resident: Resident, options: ProgramOptions): Promise<Made> {
  const { source, provider } = options
  const folder = resident === 'inputs' ? undefined : constantsFolder(graph, resident, source)
  const inline =
    resident === 'inputs' || folder !== undefined
      ? new Map<string, Uint8Array>()
      : await readConstants(graph, resident, source)
  const model = lowerToOnnx(graph, {
    resident,
    lowerings: options.lowerings,
    ...(options.traces ? { traces: options.traces } : {}),
    ...(options.half ? { half: options.half } : {}),
    locate: (name) => (folder === undefined ? undefined : locationIn(folder, source, name)),
    inline: (name) => inline.get(name),
  })
  const session = await createSession(model.bytes, {
    provider,
    ...(folder === undefined ? {} : { externalFolder: folder }),
    ...(options.takesTurns ? { takesTurns: true } : {}),
  })
  return { model, session }
}

function residentOf(graph: Graph, { resident = 'inputs', inputs }: ProgramOptions): Resident {
  if (resident !== 'constants' || !inputs?.size) return resident
  return new Set(graph.parameters.map(({ name }) => name).filter((name) => !inputs.has(name)))
}

function constantNames(graph: Graph, resident: Resident): string[] {
  const names = graph.parameters.map((parameter) => parameter.name)
  return resident === 'constants'
    ? names
    : names.filter((name) => resident !== 'inputs' && resident.has(name))
}

/** The one folder all constants lie in unchanged, or undefined when they must be copied into the model. */
function constantsFolder(
  graph: Graph,
  resident: Resident,
  source: ParameterSource | undefined,
): string | undefined {
  let folder: string | undefined
  for (const name of constantNames(graph, resident)) {
    const location = source?.get(name)?.location
    if (!location) return undefined
    const own = dirname(location.path)
    if (folder !== undefined && own !== folder) return undefined
    folder = own
  }
  return folder
}

function locationIn(folder: string, source: ParameterSource | undefined, name: string) {
  const info = source?.get(name)
  if (!info?.location) return undefined
  const { path, offset, sizeBytes }: ParameterLocation = info.location
  return { path: relative(folder, path), offset, sizeBytes, dtype: info.dtype, shape: info.shape }
}

async function readConstants(
  graph: Graph,
  resident: Resident,
  source: ParameterSource | undefined,
): Promise<Map<string, Uint8Array>> {
  invariant(source, `${graph.name} has constants but no source`)
  const constants = new Map<string, Uint8Array>()
  for (const name of constantNames(graph, resident)) {
    const values = await source.read(name)
    constants.set(name, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }
  return constants
}
