// Matrix products and the linear layer. A weight stays as it is stored, [out, in].
import { microsoft } from './emitter.ts'
import { productOfDims, type Dim } from '../dim.ts'
import { nameAt, shapeAt, type Lowering } from './lowering.ts'

const matMul: Lowering<'matMul'> = (e, { x, out }) => {
  e.node('MatMul', x, { out: nameAt(out, 0) })
}

const addMatMul: Lowering<'addMatMul'> = (e, { x, out }) => {
  const [c = '', a = '', b = ''] = x
  e.node('Gemm', [a, b, c], { out: nameAt(out, 0) })
}

const linear: Lowering<'linear'> = (e, { x, inputs, out, outputs }) => {
  const [input = '', weight = '', bias] = x
  const result = nameAt(out, 0)
  if (e.choices.linear === 'matMul') {
    const options = { domain: microsoft, attributes: { transB: { int: 1 } } }
    if (bias === undefined) e.node('FusedMatMul', [input, weight], { ...options, out: result })
    else e.node('Add', [e.node('FusedMatMul', [input, weight], options), bias], { out: result })
    return
  }
  const shape = shapeAt(inputs, 0)
  const transposed = { attributes: { transB: { int: 1 } } }
  if (shape.length === 2) {
    e.node('Gemm', x, { ...transposed, out: result })
    return
  }
  const rows: Dim = productOfDims(shape.slice(0, -1))
  const flat = e.reshape(input, shape, [rows, shape.at(-1) ?? 1])
  const product = e.node('Gemm', [flat, ...x.slice(1)], transposed)
  const made = shapeAt(outputs, 0)
  e.reshape(product, [rows, made.at(-1) ?? 1], made, result)
}

export const product = { matMul, addMatMul, linear }
