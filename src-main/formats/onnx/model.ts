// The part of an ONNX model that we write, as plain data. Field names follow onnx.proto where they exist there.
import type { DType } from '../../base/dtype.ts'

/** Numbers written as an integer or a float are told apart, because protobuf keeps them in different fields. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly tensor: OnnxTensor }

export type OnnxNode = {
  readonly opType: string
  /** Empty for ONNX's own operators. */
  readonly domain: string
  readonly name: string
  /** An empty name leaves an optional input out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, OnnxAttribute>>
}

/** Bytes in a file beside the model: its name relative to the session's folder, and where in it. */
export type ExternalData = { readonly path: string; readonly offset: number; readonly sizeBytes: number }

export type OnnxTensor = {
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly number[]
  /** Little-endian and row-major, in the model or in a file. */
  readonly data: Uint8Array | ExternalData
}

export type OnnxValue = {
  readonly name: string
  readonly dtype: DType
  /** A text is a symbolic extent. */
  readonly shape: readonly (number | string)[]
}

export type OnnxModel = {
  readonly name: string
  readonly opsets: readonly { readonly domain: string; readonly version: number }[]
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
  readonly initializers: readonly OnnxTensor[]
  readonly nodes: readonly OnnxNode[]
}
