// An ONNX model as protobuf bytes.
// Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { DType } from '../../base/dtype.ts'
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from './model.ts'

const irVersion = 10

/** TensorProto.DataType. */
export const onnxDTypes = {
  f32: 1,
  u8: 2,
  i8: 3,
  u16: 4,
  i16: 5,
  i32: 6,
  i64: 7,
  bool: 9,
  f16: 10,
  f64: 11,
  u32: 12,
  u64: 13,
  bf16: 16,
  f8_e4m3: 17,
  f8_e5m2: 19,
} as const satisfies Record<DType, number>

/** AttributeProto.AttributeType. */
const attributeTypes = { float: 1, int: 2, string: 3, tensor: 4, ints: 7 } as const
const externalLocation = 1

type Write<T> = (writer: BinaryWriter, item: T) => void

function text(writer: BinaryWriter, field: number, value: string): void {
  if (value !== '') writer.tag(field, WireType.LengthDelimited).string(value)
}
function integer(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value)
}
function message<T>(writer: BinaryWriter, field: number, item: T, write: Write<T>): void {
  writer.tag(field, WireType.LengthDelimited).fork()
  write(writer, item)
  writer.join()
}
function messages<T>(writer: BinaryWriter, field: number, items: readonly T[], write: Write<T>): void {
  for (const item of items) message(writer, field, item, write)
}

export function writeOnnx(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter()
  integer(writer, 1, irVersion)
  text(writer, 2, 'lamina')
  message(writer, 7, model, writeGraph)
  messages(writer, 8, model.opsets, (w, { domain, version }) => {
    text(w, 1, domain)
    integer(w, 2, version)
  })
  return writer.finish()
}

function writeGraph(writer: BinaryWriter, model: OnnxModel): void {
  messages(writer, 1, model.nodes, writeNode)
  text(writer, 2, model.name)
  messages(writer, 5, model.initializers, writeTensor)
  messages(writer, 11, model.inputs, writeValue)
  messages(writer, 12, model.outputs, writeValue)
}

function writeNode(writer: BinaryWriter, node: OnnxNode): void {
  // An input left out is an empty string, which must be written to hold its place.
  for (const input of node.inputs) writer.tag(1, WireType.LengthDelimited).string(input)
  for (const output of node.outputs) writer.tag(2, WireType.LengthDelimited).string(output)
  text(writer, 3, node.name)
  text(writer, 4, node.opType)
  messages(writer, 5, Object.entries(node.attributes), writeAttribute)
  text(writer, 7, node.domain)
}

function writeAttribute(writer: BinaryWriter, [name, attribute]: [string, OnnxAttribute]): void {
  text(writer, 1, name)
  if ('float' in attribute) {
    writer.tag(2, WireType.Bit32).float(attribute.float)
    integer(writer, 20, attributeTypes.float)
  } else if ('int' in attribute) {
    integer(writer, 3, attribute.int)
    integer(writer, 20, attributeTypes.int)
  } else if ('string' in attribute) {
    writer.tag(4, WireType.LengthDelimited).string(attribute.string)
    integer(writer, 20, attributeTypes.string)
  } else if ('tensor' in attribute) {
    message(writer, 5, attribute.tensor, writeTensor)
    integer(writer, 20, attributeTypes.tensor)
  } else {
    for (const value of attribute.ints) integer(writer, 8, value)
    integer(writer, 20, attributeTypes.ints)
  }
}

function writeTensor(writer: BinaryWriter, tensor: OnnxTensor): void {
  for (const dim of tensor.shape) integer(writer, 1, dim)
  integer(writer, 2, onnxDTypes[tensor.dtype])
  text(writer, 8, tensor.name)
  if (tensor.data instanceof Uint8Array) {
    writer.tag(9, WireType.LengthDelimited).bytes(tensor.data)
    return
  }
  const { path, offset, sizeBytes } = tensor.data
  const entries = { location: path, offset: String(offset), length: String(sizeBytes) }
  messages(writer, 13, Object.entries(entries), (w, [key, value]) => {
    text(w, 1, key)
    text(w, 2, value)
  })
  integer(writer, 14, externalLocation)
}

function writeValue(writer: BinaryWriter, { name, dtype, shape }: OnnxValue): void {
  text(writer, 1, name)
  message(writer, 2, shape, (type) => {
    message(type, 1, shape, (tensor) => {
      integer(tensor, 1, onnxDTypes[dtype])
      message(tensor, 2, shape, (w) => {
        messages(w, 1, shape, (dimension, dim) => {
          if (typeof dim === 'number') integer(dimension, 1, dim)
          else text(dimension, 2, dim)
        })
      })
    })
  })
}
