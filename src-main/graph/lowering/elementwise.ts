// Ops that treat every element alone.
import type { BinaryOp, UnaryOp } from '../ops.ts'
import { onnxDTypes } from '../../formats/onnx/write.ts'
import { microsoft, type Emitter } from './emitter.ts'
import { dtypeAt, nameAt, type LoweredNode, type Lowering } from './lowering.ts'

const operator =
  (opType: string): Lowering<BinaryOp | UnaryOp | 'identity'> =>
  (e, { x, out }) => {
    e.node(opType, x, { out: nameAt(out, 0) })
  }

/** x · sigmoid(alpha · x). */
function gate(e: Emitter, node: LoweredNode<'silu' | 'quickGelu'>, alpha: number, fused: boolean): void {
  const [x, out] = [nameAt(node.x, 0), nameAt(node.out, 0)]
  if (fused) {
    e.node('QuickGelu', [x], { domain: microsoft, attributes: { alpha: { float: alpha } }, out })
    return
  }
  const scaled = alpha === 1 ? x : e.node('Mul', [x, e.float(alpha, dtypeAt(node.inputs, 0))])
  e.node('Mul', [x, e.node('Sigmoid', [scaled])], { out })
}

const silu: Lowering<'silu'> = (e, node) => gate(e, node, 1, e.choices.silu === 'quickGelu')

const quickGelu: Lowering<'quickGelu'> = (e, node) =>
  gate(e, node, 1.702, e.choices.quickGelu === 'quickGelu')

/** x/2 · (1 + erf(x/√2)). */
const gelu: Lowering<'gelu'> = (e, { x: [x = ''], inputs, out: [out = ''] }) => {
  if (e.choices.gelu === 'gelu') {
    e.node('Gelu', [x], { out })
    return
  }
  const dtype = dtypeAt(inputs, 0)
  const error = e.node('Erf', [e.node('Mul', [x, e.float(Math.SQRT1_2, dtype)])])
  const half = e.node('Mul', [x, e.float(0.5, dtype)])
  e.node('Mul', [half, e.node('Add', [error, e.float(1, dtype)])], { out })
}

const clamp: Lowering<'clamp'> = (e, { attributes: { min, max }, x, inputs, out }) => {
  const dtype = dtypeAt(inputs, 0)
  e.node('Clip', [nameAt(x, 0), e.float(min, dtype), e.float(max, dtype)], { out: nameAt(out, 0) })
}

const within: Lowering<'within'> = (e, { attributes: { min, max }, x, inputs, out }) => {
  const operand = nameAt(x, 0)
  const dtype = dtypeAt(inputs, 0)
  const both = e.node('And', [
    e.node('GreaterOrEqual', [operand, e.float(min, dtype)]),
    e.node('LessOrEqual', [operand, e.float(max, dtype)]),
  ])
  e.node('Cast', [both], { attributes: { to: { int: onnxDTypes[dtype] } }, out: nameAt(out, 0) })
}

const cast: Lowering<'cast'> = (e, { attributes: { dtype }, x, out }) => {
  e.node('Cast', x, { attributes: { to: { int: onnxDTypes[dtype] } }, out: nameAt(out, 0) })
}

export const elementwise = {
  add: operator('Add'),
  sub: operator('Sub'),
  mul: operator('Mul'),
  div: operator('Div'),
  pow: operator('Pow'),
  neg: operator('Neg'),
  exp: operator('Exp'),
  log: operator('Log'),
  sin: operator('Sin'),
  cos: operator('Cos'),
  sqrt: operator('Sqrt'),
  sigmoid: operator('Sigmoid'),
  tanh: operator('Tanh'),
  erf: operator('Erf'),
  identity: operator('Identity'),
  silu,
  quickGelu,
  gelu,
  clamp,
  within,
  cast,
}
