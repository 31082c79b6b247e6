// Every parameter of a model, by canonical name.
import { parametersOf, type ParameterSpec } from '../../src-main/architectures/modules/module.ts'
import { modelModules, type ModelConfig } from '../../src-main/architectures/modules/modules.ts'

export function modelParameters(config: ModelConfig): Map<string, ParameterSpec> {
  const parameters = new Map<string, ParameterSpec>()
  for (const [component, modules] of modelModules(config)) {
    for (const parameter of parametersOf(component, modules)) parameters.set(parameter.name, parameter)
  }
  return parameters
}
