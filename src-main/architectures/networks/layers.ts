// A module applied by its path: the module list holds the sizes, so networks only say what is connected to what.
import { invariant } from '../../base/errors.ts'
import type { GraphBuilder } from '../../graph/builder.ts'
import type { Value } from '../../graph/ir.ts'
import type { Component } from '../families/component.ts'
import type { Module } from '../modules/module.ts'

export type Layers = {
  readonly g: GraphBuilder
  /** x through the module at `path`; an embedding takes ids. */
  apply(path: string, x: Value): Value
  has(path: string): boolean
  /** The module's weight itself, as a value. */
  weight(path: string): Value
}

/** `modules` are the component's; the graph's parameters get their canonical names. */
export function layersOf(g: GraphBuilder, component: Component, modules: readonly Module[]): Layers {
  const byPath = new Map(modules.map((module) => [module.path, module]))
  const moduleAt = (path: string): Module => {
    const module = byPath.get(path)
    invariant(module !== undefined, `no module ${component}.${path}`)
    return module
  }
  const weightOf = (module: Module): Value => g.parameter(`${component}.${module.path}.weight`, module.weight)
  const biasOf = (module: Module): Value =>
    g.parameter(`${component}.${module.path}.bias`, [module.weight[0] ?? 0])

  return {
    g,
    has: (path) => byPath.has(path),
    weight: (path) => weightOf(moduleAt(path)),
    apply(path, x) {
      const module = moduleAt(path)
      const weight = weightOf(module)
      switch (module.type) {
        case 'Linear':
          return module.bias ? g.linear(x, weight, biasOf(module)) : g.linear(x, weight)
        case 'Conv2d':
          return g.conv2d(x, weight, biasOf(module), {
            stride: module.stride ?? 1,
            padding: module.padding ?? [0, 0, 0, 0],
          })
        case 'GroupNorm':
          return g.groupNorm(x, weight, biasOf(module), {
            groups: module.groups ?? 32,
            eps: module.eps ?? 1e-5,
          })
        case 'LayerNorm':
          return g.layerNorm(x, weight, biasOf(module), { eps: module.eps ?? 1e-5 })
        case 'Embedding':
          return g.gather(weight, x)
      }
    },
  }
}
