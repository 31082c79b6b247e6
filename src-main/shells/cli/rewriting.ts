// What bake, convert, merge, resize and extract have in common: an engine that Ctrl-C stops cleanly, and the last line.
import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { rankCriteria } from '../../adapters/rewriting/rank-choice.ts'
import type { EngineCalls } from '../../contract/engine.ts'
import {
  writtenTypes,
  type AdapterRewrite,
  type RankRule,
  type RewritePhase,
  type RewriteProgress,
  type RewriteReport,
  type WrittenType,
} from '../../contract/rewrite.ts'
import { removeAbandonedParts } from '../../files/part-files.ts'
import { checkTarget, checkTensorFile } from './check-files.ts'
import type { CommandInput } from './command.ts'
import { oneOf } from './flags.ts'
import { asText, inEnglish } from './speech.ts'
import { withEngine } from './with-engine.ts'
import { AppError } from '../../base/errors.ts'
import { note, print, printJson } from '../../files/terminal.ts'
import { statusLine } from '../../files/status-line.ts'

const phaseWords: Readonly<Record<RewritePhase, string>> = {
  hash: 'Files hashed',
  bake: 'Parameters baked',
  copy: 'Copying',
  merge: 'Parameters merged',
  resize: 'Modules resized',
  extract: 'Modules extracted',
  text: 'Text modules compared',
  prove: 'Parameters compared',
}

/**
 * Progress goes to a terminal alone; Ctrl-C cancels. Nothing half-written is left, even by an engine that was killed.
 */
export async function rewriting<Report>(
  output: string,
  work: (engine: EngineCalls, jobId: string) => Promise<Report>,
): Promise<Report> {
  const jobId = randomUUID()
  const line = statusLine()
  const rewriting = (_: string, { phase, done, of, secondsLeft }: RewriteProgress): void => {
    const left = secondsLeft === null ? '' : `, ${secondsLeft} s left`
    line.show(`${phaseWords[phase]}: ${done} of ${of}${left}`)
  }
  try {
    return await withEngine({ rewriting }, async (engine) => {
      const stop = (): void => void engine.stop(jobId, 'cancel').catch(() => undefined)
      process.once('SIGINT', stop)
      try {
        return await work(engine, jobId)
      } finally {
        process.off('SIGINT', stop)
      }
    })
  } finally {
    line.clear()
    await removeAbandonedParts([dirname(output)])
  }
}

/** `--out G.safetensors`, a file apart from those that are read; those are there. */
export async function neededOutput(input: CommandInput, read: readonly (string | null)[]): Promise<string> {
  const output = input.neededPath('out')
  if (!output.toLowerCase().endsWith('.safetensors'))
    throw new AppError('usage/ending', { flag: '--out', ending: '.safetensors' })
  await checkTarget(output, read)
  for (const path of read) if (path !== null) await checkTensorFile(path)
  return output
}

export const rankUsage = '--rank N [--ratio X | --frobenius X | --cumulative X]'
export const rankFlags = { rank: 'text', ratio: 'text', frobenius: 'text', cumulative: 'text' } as const

export function rankRule(input: CommandInput): RankRule {
  input.needed('rank')
  const rank = input.number('rank') ?? 0
  if (!Number.isSafeInteger(rank) || rank < 1)
    throw new AppError('usage/not-whole', { flag: '--rank', value: String(rank), least: 1 })
  const given = rankCriteria.flatMap((by) => {
    const value = input.number(by)
    return value === undefined ? [] : [{ by, value }]
  })
  const [criterion = null, other] = given
  if (criterion && other)
    throw new AppError('usage/exclusive-flags', { one: `--${criterion.by}`, other: `--${other.by}` })
  if (criterion?.by === 'ratio' && criterion.value < 1)
    throw new AppError('usage/too-small', { flag: '--ratio', value: criterion.value, least: 1 })
  if (criterion && criterion.by !== 'ratio' && !(criterion.value > 0 && criterion.value <= 1))
    throw new AppError('usage/not-a-share', { flag: `--${criterion.by}`, value: criterion.value })
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
  for (const warning of report.warnings) note(asText(warning))
  if (input.on('json')) {
    const { output: file, largestError, largestDelta, warnings, ...rest } = report
    printJson({
      file,
      maxError: largestError,
      maxDelta: largestDelta,
      ...rest,
      warnings: warnings.map(inEnglish),
    })
    return
  }
  note(proofLine(report))
  if (input.on('verbose'))
    for (const { name, rank, kept } of report.modules)
      if (rank !== null) note(`  ${name}: rank ${rank}, ${percent(kept)} kept`)
  if (report.kind === 'resize' || report.kind === 'extract') note(...keptLine(report))
  print(output)
}

/** How much of the changes is left, and where least; `--verbose` lists them all. */
function keptLine({ modules }: RewriteReport): string[] {
  const cut = modules.filter(({ rank }) => rank !== null).toSorted((a, b) => a.kept - b.kept)
  const [least, most] = [cut[0], cut.at(-1)]
  if (!least || !most) return []
  return [`${percent(least.kept)} (${least.name}) to ${percent(most.kept)} of each change kept`]
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
