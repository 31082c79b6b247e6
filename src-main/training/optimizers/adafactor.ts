// Adafactor: second moments kept as one row and one column per matrix. Shazeer and Stern 2018; as Transformers has it.
import type { GraphBuilder } from '../../graph/builder.ts'
import type { Value } from '../../graph/ir.ts'
import { decayed, larger } from './choose.ts'
import type { Optimizer, Segment } from './optimizer.ts'

export type AdafactorSettings = {
  /** 0 keeps no average of the direction. */
  readonly beta1: number
  readonly weightDecay: number
  /** Step t remembers 1 − t^decayRate of the squares. */
  readonly decayRate: number
  readonly clipThreshold: number
  readonly scaleParameter: boolean
  /** The learning rate is min(0.01, 1/√t), and the given one does nothing. */
  readonly relativeStep: boolean
}

/** Added to squared gradients, and the least size of a parameter. */
const epsilons = [1e-30, 1e-3] as const

const count = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1)
const rowsOf = ({ shape }: Segment): readonly number[] => (shape.length < 2 ? shape : shape.slice(0, -1))
const columnsOf = ({ shape }: Segment): readonly number[] =>
  shape.length < 2 ? [] : [...shape.slice(0, -2), shape.at(-1) ?? 1]
const total = (segments: readonly Segment[], of: (segment: Segment) => readonly number[]): number =>
  segments.reduce((sum, segment) => sum + count(of(segment)), 0)

/** Vectors have no columns and keep every square among the rows. */
export function adafactor(
  settings: AdafactorSettings,
): Optimizer<'remembered' | 'relativeRate', 'rows' | 'columns' | 'mean'> {
  const { beta1, weightDecay, clipThreshold } = settings
  return {
    state: {
      rows: { size: (segments) => total(segments, rowsOf), initial: 0 },
      // A vector's column is one idle number, so that no state is empty.
      columns: { size: (segments) => total(segments, columnsOf), initial: 0 },
      mean: { size: (segments) => (beta1 === 0 ? 1 : total(segments, ({ shape }) => shape)), initial: 0 },
    },
    scalars: (step) => ({
      remembered: 1 - step ** settings.decayRate,
      relativeRate: Math.min(0.01, 1 / Math.sqrt(step)),
    }),
    update({ g, segments, parameter, gradient, rate, scalars, state }) {
      const parts = (value: Value, of: (segment: Segment) => readonly number[]): Value[] => {
        const sizes = segments.map((segment) => count(of(segment)))
        return g.split(value, 0, sizes).map((part, index) => g.reshape(part, of(segments[index]!)))
      }
      const join = (values: readonly Value[]): Value =>
        g.concat(
          values.map((value) => g.reshape(value, [count(value.shape.map(Number))])),
          0,
        )
      const whole = ({ shape }: Segment): readonly number[] => shape
      const [parameters, gradients, rates] = [
        parts(parameter, whole),
        parts(gradient, whole),
        parts(rate, whole),
      ]
      const [oldRows, oldColumns] = [parts(state.rows, rowsOf), parts(state.columns, columnsOf)]
      const remember = (old: Value, next: Value): Value =>
        g.add(g.mul(old, scalars.remembered), g.mul(next, g.sub(g.scalar(1), scalars.remembered)))
      const made = segments.map((segment, index) => {
        const [p, dp] = [parameters[index]!, gradients[index]!]
        const [oldRow, oldColumn] = [oldRows[index]!, oldColumns[index]!]
        const last = segment.shape.length - 1
        const squares = g.add(g.mul(dp, dp), g.scalar(epsilons[0]))
        const matrix = segment.shape.length >= 2
        const row = remember(oldRow, matrix ? g.reduceMean(squares, [last], false) : squares)
        const column = matrix ? remember(oldColumn, g.reduceMean(squares, [last - 1], false)) : oldColumn
        const raw = g.div(dp, matrix ? rootOfProduct(g, segment, row, column) : g.sqrt(row))
        const excess = g.div(rms(g, raw), g.scalar(clipThreshold))
        const direction = g.div(raw, larger(g, excess, g.scalar(1)))
        const base = settings.relativeStep ? scalars.relativeRate : rates[index]!
        const own = settings.scaleParameter ? g.mul(base, larger(g, rms(g, p), g.scalar(epsilons[1]))) : base
        return { row, column, own: g.expand(own, segment.shape), change: g.mul(direction, own) }
      })
      let change = join(made.map((part) => part.change))
      let mean = state.mean
      if (beta1 !== 0) change = mean = g.add(g.mul(mean, g.scalar(beta1)), g.mul(change, g.scalar(1 - beta1)))
      const own = join(made.map((part) => part.own))
      return {
        parameter: g.sub(decayed(g, parameter, own, weightDecay), change),
        state: {
          rows: join(made.map(({ row }) => row)),
          columns: join(made.map(({ column }) => column)),
          mean,
        },
      }
    },
  }
}

/** The root of every element's square as rows and columns remember it: r·c / mean(r). */
function rootOfProduct(g: GraphBuilder, { shape }: Segment, row: Value, column: Value): Value {
  const share = g.div(row, g.reduceMean(row, [shape.length - 2], true))
  return g.mul(
    g.sqrt(g.reshape(share, [...shape.slice(0, -1), 1])),
    g.sqrt(g.reshape(column, [...shape.slice(0, -2), 1, shape.at(-1) ?? 1])),
  )
}

function rms(g: GraphBuilder, x: Value): Value {
  const axes = x.shape.map((_, axis) => axis)
  return g.sqrt(g.reduceMean(g.mul(x, x), axes, false))
}
