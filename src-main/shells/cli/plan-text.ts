// What `plan` prints.
import type { MemoryPlan, MemoryRung, RungPlan } from '../../contract/memory-plan.ts'

type Picture = { readonly width: number; readonly height: number; readonly batch: number }

const rungNames: Readonly<Record<MemoryRung, string>> = {
  whole: 'everything in memory',
  textsApart: 'wanted and unwanted words one after the other',
  denoiserStays: 'only the denoiser kept between phases',
  oneNetwork: 'one network in memory at a time',
}

export function planAsText({ width, height, batch }: Picture, plan: MemoryPlan): string[] {
  const { budgetBytes, rungs, rung } = plan
  const budget = budgetBytes === null ? 'how much there is is not known' : `${gigabytes(budgetBytes)} to use`
  return [
    `${batch === 1 ? 'A picture' : `${batch} pictures`} of ${width} × ${height}, ${budget}`,
    ...rungs.flatMap((one) => rungLines(one, one.rung === rung)),
    ...(rungs.some(({ fits }) => fits) ? [] : ['None of them fits; the last one would be tried.']),
  ]
}

function rungLines({ rung, phases, peakBytes, fits }: RungPlan, isTaken: boolean): string[] {
  const head = `${isTaken ? '→' : ' '} ${rungNames[rung]}: ${gigabytes(peakBytes)}${fits ? '' : ', too much'}`
  if (!isTaken) return [head]
  return [
    head,
    ...phases.map(
      ({ phase, bytes, parameterBytes, workingBytes }) =>
        `    ${phase.padEnd(8)}${gigabytes(bytes)}: networks ${gigabytes(parameterBytes)}, computing ${gigabytes(workingBytes)}`,
    ),
  ]
}

export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`
