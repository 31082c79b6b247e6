// Layers as a network declares them, with their names and sizes where they are used:
// what it was built of is its list of modules.
import { invariant } from '../../base/errors.ts'
import { createKept } from '../../base/kept.ts'
import { createGraphBuilder, type GraphBuilder } from '../../graph/builder.ts'
import type { Value } from '../../graph/ir.ts'
import type { Component } from '../families/component.ts'
import { normGroups, type Module } from '../modules/module.ts'

/** x through a module; an embedding takes ids. */
export type Layer = (x: Value) => Value

export type Layers = {
  readonly g: GraphBuilder
  /** Declares a module. Its parameters, under their canonical names, become the graph's where the layer is applied. */
  use(module: Module): Layer
  /** Declares a module whose weight is used as it is. */
  useWeight(module: Module): () => Value
  /** All that was declared, in that order. */
  readonly modules: readonly Module[]
}

export function layersOf(g: GraphBuilder, component: Component): Layers {
  const modules = new Map<string, Module>()
  const declare = (module: Module): void => {
    invariant(!modules.has(module.path), `${component}.${module.path} is declared once`)
    modules.set(module.path, module)
  }
  const weightOf = (module: Module): Value => g.parameter(`${component}.${module.path}.weight`, module.weight)
  const biasOf = (module: Module): Value =>
    g.parameter(`${component}.${module.path}.bias`, [module.weight[0] ?? 0])

  function apply(module: Module, x: Value): Value {
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
        return g.groupNorm(x, weight, biasOf(module), { groups: normGroups, eps: module.eps ?? 1e-5 })
      case 'LayerNorm':
        return g.layerNorm(x, weight, biasOf(module), { eps: module.eps ?? 1e-5 })
      case 'Embedding':
        return g.gather(weight, x)
    }
  }

  return {
    g,
    use(module) {
      declare(module)
      return (x) => apply(module, x)
    },
    useWeight(module) {
      declare(module)
      return () => weightOf(module)
    },
    get modules() {
      return [...modules.values()]
    },
  }
}

/** Networks of these many sizes are remembered: building one takes a while, and catalogs meet the same sizes again. */
const rememberedSizes = 16

/** What a network declares when it is built, by its sizes, which are plain data. */
export function moduleList<Sizes>(
  component: (sizes: Sizes) => Component,
  build: (layers: Layers, sizes: Sizes) => unknown,
): (sizes: Sizes) => readonly Module[] {
  const remembered = createKept<string, readonly Module[]>({ limit: rememberedSizes })
  return (sizes) => {
    const key = JSON.stringify(sizes)
    const known = remembered.get(key)
    if (known !== undefined) return known
    const layers = layersOf(createGraphBuilder(component(sizes)), component(sizes))
    build(layers, sizes)
    const { modules } = layers
    remembered.put(key, modules)
    return modules
  }
}
