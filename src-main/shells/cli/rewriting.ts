// What bake, convert, merge, resize and extract have in common: an engine that Ctrl-C stops cleanly, and the last line.
import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { rankCriteria } from '../../adapters/rewriting/rank-choice.ts'
import type { EngineCalls } from '../../contract/engine.ts'
import {
  writtenTypes,
  type AdapterRewrite,
  type RankRule,
  type RewriteReport,
  type WrittenType,
} from '../../contract/rewrite.ts'
import { removeAbandonedParts } from '../../files/part-files.ts'
import { checkTarget, checkTensorFile } from './check-files.ts'
import { usageError, type CommandInput } from './command.ts'
import { oneOf } from './flags.ts'
import { asText, inEnglish } from './speech.ts'
import { withEngine } from './with-engine.ts'

/** Progress goes to a terminal alone; Ctrl-C cancels. Nothing half-written is left, even by an engine that was killed. */
export async function rewriting<Report>(
  output: string,
  work: (engine: EngineCalls, jobId: string) => Promise<Report>,
): Promise<Report> {
  const jobId = randomUUID()
  const eraseLine = '\r\u001b[2K'
  const tell = (text: string): void => {
    if (process.stderr.isTTY) process.stderr.write(eraseLine + text)
  }
  const log = (level: string, message: string): void => {
    if (level === 'info') tell(message)
  }
  try {
    return await withEngine({ log }, async (engine) => {
      const stop = (): void => void engine.stop(jobId, 'cancel').catch(() => undefined)
      process.once('SIGINT', stop)
      try {
        return await work(engine, jobId)
      } finally {
        process.off('SIGINT', stop)
      }
    })
  } finally {
    tell('')
    await removeAbandonedParts([dirname(output)])
  }
}

/** `--out G.safetensors`, which is none of the files that are read; those are there. */
export async function neededOutput(input: CommandInput, read: readonly (string | null)[]): Promise<string> {
  const output = input.neededPath('out')
  if (!output.toLowerCase().endsWith('.safetensors'))
    throw usageError('out', '--out takes a name that ends in .safetensors.')
  await checkTarget('out', output, read)
  for (const path of read) if (path !== null) await checkTensorFile(path)
  return output
}

export const rankUsage = '--rank N [--ratio X | --frobenius X | --cumulative X]'
export const rankFlags = { rank: 'text', ratio: 'text', frobenius: 'text', cumulative: 'text' } as const

export function rankRule(input: CommandInput): RankRule {
  input.needed('rank')
  const rank = input.number('rank') ?? 0
  if (!Number.isSafeInteger(rank) || rank < 1)
    throw usageError('rank', `--rank takes a whole number from 1, not ${rank}.`)
  const given = rankCriteria.flatMap((by) => {
    const value = input.number(by)
    return value === undefined ? [] : [{ by, value }]
  })
  const [criterion = null, other] = given
  if (other) throw usageError('criteria', `--${given[0]?.by} and --${other.by} exclude each other.`)
  if (criterion?.by === 'ratio' && criterion.value < 1)
    throw usageError('ratio', `--ratio takes a number from 1, not ${criterion.value}.`)
  if (criterion && criterion.by !== 'ratio' && !(criterion.value > 0 && criterion.value <= 1))
    throw usageError('share', `--${criterion.by} takes a share from 0 to 1, not ${criterion.value}.`)
  return { rank, criterion }
}

export const dtypeUsage = `[--dtype ${writtenTypes.join('|')}]`

export function dtypeFlag(input: CommandInput): WrittenType | null {
  return oneOf(input, 'dtype', writtenTypes) ?? null
}

/** Runs the work and prints one line of JSON, or the proof and then the file. */
export async function rewriteAndReport(
  input: CommandInput,
  work: AdapterRewrite,
  { output, model }: { output: string; model: string | null },
): Promise<void> {
  const report = await rewriting(output, (engine, jobId) =>
    engine.rewrite({ jobId, output, model, dtype: dtypeFlag(input), work }),
  )
  for (const warning of report.warnings) process.stderr.write(`${asText(warning)}\n`)
  if (input.on('json')) {
    const { output: file, largestError, largestDelta, warnings, ...rest } = report
    process.stdout.write(
      `${JSON.stringify({
        file,
        maxError: largestError,
        maxDelta: largestDelta,
        ...rest,
        warnings: warnings.map(inEnglish),
      })}\n`,
    )
    return
  }
  process.stderr.write(`${proofLine(report)}\n`)
  if (input.on('verbose'))
    for (const { name, rank, kept } of report.modules)
      if (rank !== null) process.stderr.write(`  ${name}: rank ${rank}, ${percent(kept)} kept\n`)
  if (report.kind === 'resize' || report.kind === 'extract') process.stderr.write(keptLine(report))
  process.stdout.write(`${output}\n`)
}

/** How much of the changes is left, and where least; `--verbose` lists them all. */
function keptLine({ modules }: RewriteReport): string {
  const cut = modules.filter(({ rank }) => rank !== null).toSorted((a, b) => a.kept - b.kept)
  const [least, most] = [cut[0], cut.at(-1)]
  if (!least || !most) return ''
  return `${percent(least.kept)} (${least.name}) to ${percent(most.kept)} of each change kept\n`
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`

function proofLine({ modules, dialect, dtype, largestError, largestDelta }: RewriteReport): string {
  const ranks = modules.flatMap(({ rank }) => rank ?? [])
  const span =
    ranks.length === 0 ? '' : `, rank ${[...new Set([Math.min(...ranks), Math.max(...ranks)])].join('–')}`
  return (
    `${modules.length} modules in ${dialect}’s spelling, ${dtype}${span}; ` +
    `max |ΔW_in − ΔW_out| = ${largestError.toExponential(2)} (max |ΔW_in| = ${largestDelta.toExponential(2)})`
  )
}
