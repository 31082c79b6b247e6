// What `inspect` prints of an adapter, for programs and for people.
import { basename } from 'node:path'
import { readSources } from '../../adapters/about/made-from.ts'
import { quotable } from '../../messages/plain-text.ts'
import { asText, inEnglish } from './speech.ts'
import { reasonsOf, type AdapterReport, type Span } from '../../catalog/adapters/adapter-report.ts'

const mostTags = 20
const mostReasons = 12
const mostUnmatched = 1000
const longestText = 500

export function adapterInJson(report: AdapterReport): Record<string, unknown> {
  const { contents, recognition, base, facts, hashes, blockProfile } = report
  return {
    type: 'adapter',
    file: report.path,
    name: report.name,
    kind: report.kinds[0] ?? null,
    kinds: report.kinds,
    dora: report.dora,
    dialect: contents.dialects[0] ?? null,
    dialects: contents.dialects,
    architecture: { name: recognition.family?.id ?? null, why: recognition.why.map(inEnglish).join(' ') },
    madeFor: report.madeFor && { ...report.madeFor, how: inEnglish(report.madeFor.how) },
    model: report.model,
    ranks: report.ranks,
    alpha: report.alpha,
    scale: report.scale,
    modules: { unet: report.unet, text: report.text },
    unmatched: contents.unmatched
      .slice(0, mostUnmatched)
      .map(({ name, reason }) => ({ name, reason: inEnglish(reason) })),
    embeddings: contents.embeddings.map(({ name }) => name),
    triggerWords: [...new Set(report.triggerGroups.flat())],
    triggerGroups: report.triggerGroups,
    tags: report.tags.tags.slice(0, 200),
    classWords: report.tags.classWords,
    blockProfile:
      blockProfile &&
      Object.fromEntries(base.family.blocks.names.map((name, index) => [name, blockProfile[index] ?? 0])),
    hashes: { ...hashes, legacy: facts.legacyHash, model: facts.modelHash },
    parameters: report.parameters,
    training: { ...facts, networkArguments: Object.fromEntries(facts.networkArguments) },
    madeFrom: readSources(report.metadata),
    warnings: report.warnings.map(inEnglish),
    metadata: Object.fromEntries(report.metadata),
  }
}

/** Lines for people. */
export function adapterAsText(report: AdapterReport): string[] {
  const { contents, recognition, hashes, facts, tags } = report
  const family = recognition.family?.label ?? 'unknown'
  const kinds = `${report.kinds.join(', ')}${report.dora ? ' with DoRA' : ''}`
  const rows: (readonly [string, string])[] = [
    [
      'kind',
      `${kinds}, ${contents.dialects.join(', ')} names, ${report.parameters.toLocaleString('en')} parameters`,
    ],
    ['rank', report.ranks.length === 0 ? 'none' : report.ranks.join(', ')],
    ['alpha', spanText(report.alpha)],
    ['scale', spanText(report.scale)],
    ['fits', `${family}. ${recognition.why.map(asText).join(' ')}`],
    [
      'made for',
      report.madeFor === null ? 'unknown' : `${report.madeFor.name}. ${asText(report.madeFor.how)}`,
    ],
    [
      'judged by',
      report.model === null ? `${report.base.family.label} as it was published` : basename(report.model),
    ],
    ['UNet', countText(report.unet)],
    ['text', countText(report.text)],
    ...reasonsOf(contents.unmatched)
      .slice(0, mostReasons)
      .map(
        ({ reason, count, first }) =>
          ['', `${count} × ${asText(reason)} (${first}${count > 1 ? ', …' : ''})`] as const,
      ),
    ...(contents.embeddings.length === 0
      ? []
      : [['embeddings', contents.embeddings.map(({ name }) => name).join(', ')] as const]),
    [
      'words',
      report.triggerGroups.length === 0
        ? 'none known'
        : report.triggerGroups.map((group) => group.join(', ')).join(' | '),
    ],
    ...(tags.tags.length === 0
      ? []
      : [
          [
            'tags',
            [
              ...tags.tags.slice(0, mostTags).map(({ tag, count }) => `${tag} ${count}`),
              ...(tags.tags.length > mostTags ? [`and ${tags.tags.length - mostTags} more`] : []),
            ].join(', '),
          ] as const,
        ]),
    ...profileRows(report.base.family.blocks.names, report.blockProfile),
    ['sha256', hashes.sha256],
    ['AutoV1', hashes.autoV1],
    ['AutoV2', hashes.autoV2],
    ...(hashes.autoV3 === null ? [] : [['AutoV3', hashes.autoV3] as const]),
    ...(facts.modelHash === null ? [] : [['said hash', facts.modelHash] as const]),
    ...(facts.legacyHash === null ? [] : [['legacy', facts.legacyHash] as const]),
    ...readSources(report.metadata).map(
      ({ name, sha256, weight }) =>
        ['made from', `${name} × ${weight}${sha256 === null ? '' : ` (${sha256.slice(0, 10)})`}`] as const,
    ),
    ...report.warnings.map((warning) => ['warning', asText(warning)] as const),
  ]
  const width = Math.max(...rows.map(([label]) => label.length))
  const lines = rows.map(([label, text]) => `  ${label.padEnd(width)}  ${quotable(text, longestText)}`)
  return [`${report.name} (${basename(report.path)})`, ...lines]
}

function profileRows(
  names: readonly string[],
  profile: readonly number[] | null,
): (readonly [string, string])[] {
  if (profile === null) return [['blocks', 'depend on the weights of the base']]
  const shown = names.flatMap((name, index) =>
    (profile[index] ?? 0) > 0 ? [`${name} ${(profile[index] ?? 0).toFixed(2)}`] : [],
  )
  const perLine = 8
  return Array.from({ length: Math.ceil(shown.length / perLine) }, (_, line) => [
    line === 0 ? 'blocks' : '',
    shown.slice(line * perLine, (line + 1) * perLine).join('  '),
  ])
}

function countText({ matched, unmatched }: { matched: number; unmatched: number }): string {
  if (matched + unmatched === 0) return 'unchanged'
  return unmatched === 0
    ? `${matched} modules, all of them fit`
    : `${matched} of ${matched + unmatched} modules fit`
}

function spanText(span: Span | null): string {
  if (span === null) return 'none'
  const text = (value: number): string => String(Number(value.toPrecision(6)))
  return span.least === span.most ? text(span.least) : `${text(span.least)} … ${text(span.most)}`
}
