// Ops that treat every element alone.
import type { BinaryOp, UnaryOp } from '../ops.ts'
import { onnxDTypes } from '../../formats/onnx/write.ts'
import { microsoft, type Emitter } from './emitter.ts'
import { nameAt, type Lowering } from './lowering.ts'

const operator =
  (opType: string): Lowering<BinaryOp | UnaryOp | 'identity'> =>
  (e, { x, out }) => {
    e.node(opType, x, { out: nameAt(out, 0) })
  }

/** x · sigmoid(alpha · x). */
function gate(e: Emitter, x: string, alpha: number, fused: boolean, out: string): void {
  if (fused) {
    e.node('QuickGelu', [x], { domain: microsoft, attributes: { alpha: { float: alpha } }, out })
    return
  }
  const scaled = alpha === 1 ? x : e.node('Mul', [x, e.f32(alpha)])
  e.node('Mul', [x, e.node('Sigmoid', [scaled])], { out })
}

const silu: Lowering<'silu'> = (e, { x, out }) =>
  gate(e, nameAt(x, 0), 1, e.choices.silu === 'quickGelu', nameAt(out, 0))

const quickGelu: Lowering<'quickGelu'> = (e, { x, out }) =>
  gate(e, nameAt(x, 0), 1.702, e.choices.quickGelu === 'quickGelu', nameAt(out, 0))

/** x/2 · (1 + erf(x/√2)). */
const gelu: Lowering<'gelu'> = (e, { x: [x = ''], out: [out = ''] }) => {
  if (e.choices.gelu === 'gelu') {
    e.node('Gelu', [x], { out })
    return
  }
  const error = e.node('Erf', [e.node('Mul', [x, e.f32(Math.SQRT1_2)])])
  const half = e.node('Mul', [x, e.f32(0.5)])
  e.node('Mul', [half, e.node('Add', [error, e.f32(1)])], { out })
}

const clamp: Lowering<'clamp'> = (e, { attributes: { min, max }, x, out }) => {
  e.node('Clip', [nameAt(x, 0), e.f32(min), e.f32(max)], { out: nameAt(out, 0) })
}

const within: Lowering<'within'> = (e, { attributes: { min, max }, x, inputs, out }) => {
  const operand = nameAt(x, 0)
  const both = e.node('And', [
    e.node('GreaterOrEqual', [operand, e.f32(min)]),
    e.node('LessOrEqual', [operand, e.f32(max)]),
  ])
  const to = onnxDTypes[inputs[0]?.dtype ?? 'f32']
  e.node('Cast', [both], { attributes: { to: { int: to } }, out: nameAt(out, 0) })
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
