// What was not the same when a picture was made again, as both records tell it.
import type { PictureRecord } from '../contract/generation.ts'
import { remark, type Remark } from '../messages/table.ts'

type NamedFile = { readonly name: string; readonly sha256?: string | undefined }

/** As many digits as A1111 lists. */
const shownDigits = 10
const digits = (hash = ''): string => hash.slice(0, shownDigits)

/** Of the picture that was kept, and of the one that was made again. */
export function recordDifferences(before: PictureRecord, now: PictureRecord): Remark[] {
  const isOther = (name: 'application' | 'runtime' | 'device'): boolean => before[name] !== now[name]
  return [
    ...(isOther('application')
      ? [remark('replay/application', { before: before.application, now: now.application })]
      : []),
    ...(isOther('runtime') ? [remark('replay/runtime', { before: before.runtime, now: now.runtime })] : []),
    ...(isOther('device') ? [remark('replay/device', { before: before.device, now: now.device })] : []),
    ...changed(before.model, now.model),
    ...(before.vae === null || now.vae === null ? [] : changed(before.vae, now.vae)),
    ...filesOf(before.adapters, now.adapters, (name, hash) =>
      remark('replay/adapter-missing', { name, hash }),
    ),
    ...filesOf(before.embeddings ?? [], now.embeddings ?? [], (name, hash) =>
      remark('replay/embedding-missing', { name, hash }),
    ),
    ...(before.steered.length > 0 ? [remark('replay/steered')] : []),
    ...(before.stepsDone === now.stepsDone
      ? []
      : [remark('replay/stopped', { done: before.stepsDone, steps: now.stepsDone })]),
  ]
}

/** The second of a name is the second of it again. */
function filesOf(
  before: readonly NamedFile[],
  now: readonly NamedFile[],
  missing: (name: string, hash: string) => Remark,
): Remark[] {
  const left = [...now]
  return before.flatMap((file) => {
    const at = left.findIndex(({ name }) => name === file.name)
    const [again] = at === -1 ? [] : left.splice(at, 1)
    return again === undefined ? [missing(file.name, digits(file.sha256))] : changed(file, again)
  })
}

/** What is not known of one of them says nothing. */
function changed(before: NamedFile, now: NamedFile): Remark[] {
  if (before.sha256 === undefined || now.sha256 === undefined || before.sha256 === now.sha256) return []
  return [
    remark('replay/file-changed', {
      name: before.name,
      before: digits(before.sha256),
      now: digits(now.sha256),
    }),
  ]
}
