// What every optimizer provides: its state, the numbers of one step, and that step as a graph over one flat vector.
import type { GraphBuilder } from '../../graph/builder.ts'
import type { Value } from '../../graph/ir.ts'

/** One factor's place in the flat vector: factors lie one behind another. */
export type Segment = {
  readonly name: string
  readonly shape: readonly number[]
  /** Which learning rate it follows: `unet`, `textEncoder`, … */
  readonly group: string
}

/** How many numbers a state has for these segments, and what they start as. */
export type StateRow = {
  readonly size: (segments: readonly Segment[]) => number
  readonly initial: number | 'parameter'
}

export type StepContext<Scalar extends string, State extends string> = {
  readonly g: GraphBuilder
  readonly segments: readonly Segment[]
  /** [n] */
  readonly parameter: Value
  /** [n], clipped. */
  readonly gradient: Value
  /** The learning rate of every element [n]. */
  readonly rate: Value
  readonly scalars: Readonly<Record<Scalar, Value>>
  readonly state: Readonly<Record<State, Value>>
}

export type Optimizer<Scalar extends string = string, State extends string = string> = {
  readonly state: Readonly<Record<State, StateRow>>
  /** Numbers that the step's count decides; `step` counts from 1. Computed here because they need float64. */
  scalars(step: number): Readonly<Record<Scalar, number>>
  update(context: StepContext<Scalar, State>): {
    readonly parameter: Value
    readonly state: Readonly<Record<State, Value>>
  }
}

export const elementsOf = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1), 0)

/** A state with a number for every element. */
export const perElement: StateRow = { size: elementsOf, initial: 0 }
export const single = (initial: number): StateRow => ({ size: () => 1, initial })
