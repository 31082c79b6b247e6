// Normalisation over groups of channels or over the last axis, and softmax.
import { productOfDims, type Dim } from '../dim.ts'
import type { Emitter } from './emitter.ts'
import { nameAt, shapeAt, type Lowering } from './lowering.ts'

/** (x − mean) / √(variance + eps) over the last axis. */
function normalized(e: Emitter, x: string, eps: number): string {
  const mean = (value: string): string => e.node('ReduceMean', [value, e.i64([-1])])
  const centred = e.node('Sub', [x, mean(x)])
  const variance = mean(e.node('Mul', [centred, centred]))
  const deviation = e.node('Sqrt', [e.node('Add', [variance, e.f32(eps)])])
  return e.node('Div', [centred, deviation])
}

const groupNorm: Lowering<'groupNorm'> = (e, { attributes: { groups, eps }, x, inputs, out }) => {
  const [image = '', weight = '', bias = ''] = x
  const shape = shapeAt(inputs, 0)
  const [batch = 1, channels = 1, ...pixels] = shape
  const size = productOfDims([Number(channels) / groups, ...pixels])
  const grouped: Dim[] = [batch, groups, size]
  const rows = e.reshape(image, shape, grouped)
  const perGroup = (value: number): string => e.f32Vector(Array<number>(groups).fill(value))
  const normal =
    e.choices.groupNorm === 'instanceNorm'
      ? e.node('InstanceNormalization', [rows, perGroup(1), perGroup(0)], {
          attributes: { epsilon: { float: eps } },
        })
      : normalized(e, rows, eps)
  const column = [channels, ...pixels.map(() => 1)]
  const perChannel = (name: string): string =>
    e.shared(`per channel ${name} [${column.join()}]`, () => e.reshape(name, [channels], column))
  const scaled = e.node('Mul', [e.reshape(normal, grouped, shape), perChannel(weight)])
  e.node('Add', [scaled, perChannel(bias)], { out: nameAt(out, 0) })
}

const layerNorm: Lowering<'layerNorm'> = (e, { attributes: { eps }, x, out }) => {
  const [input = '', weight = '', bias = ''] = x
  if (e.choices.layerNorm === 'layerNorm') {
    e.node('LayerNormalization', x, {
      attributes: { axis: { int: -1 }, epsilon: { float: eps } },
      out: nameAt(out, 0),
    })
    return
  }
  e.node('Add', [e.node('Mul', [normalized(e, input, eps), weight]), bias], { out: nameAt(out, 0) })
}

/** Softmax as it is chosen, for the ops that need one. */
export function emitSoftmax(e: Emitter, x: string, axis: number, out?: string): string {
  const named = out === undefined ? {} : { out }
  if (e.choices.softmax === 'softmax') {
    return e.node('Softmax', [x], { attributes: { axis: { int: axis } }, ...named })
  }
  const axes = e.i64([axis])
  const powers = e.node('Exp', [e.node('Sub', [x, e.node('ReduceMax', [x, axes])])])
  return e.node('Div', [powers, e.node('ReduceSum', [powers, axes])], named)
}

const softmax: Lowering<'softmax'> = (e, { attributes: { axis }, x, out }) => {
  emitSoftmax(e, nameAt(x, 0), axis, nameAt(out, 0))
}

export const normalization = { groupNorm, layerNorm, softmax }
