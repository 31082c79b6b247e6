// An adapter as a thing among the files of the model folders; everything else of it is among its facts.
import type { TensorTable } from '../../architectures/recognising/tensor-table.ts'
import type { FileThing } from '../../contract/library-file.ts'
import type { AdapterFacts } from '../adapters/adapter-facts.ts'
import { thingOf } from './file-thing.ts'

export function adapterThing(table: Pick<TensorTable, 'tensors'>, facts: AdapterFacts): FileThing {
  const { kind, architecture, architectureWhy, ranks, problem } = facts
  const said = problem !== null && 'facts' in problem ? problem.facts : null
  return thingOf(table, 'adapter', {
    form: kind,
    family: architecture,
    model: said !== null && 'model' in said ? said.model : null,
    facts: { ranks },
    how: architectureWhy,
    problem,
  })
}
