// All that the first screen needs, at one moment. Of a damaged catalog what can be read is there, and the rest is named.
import { AppError } from '../base/errors.ts'
import type { StudioSnapshot, UnreadPart } from '../contract/studio.ts'
import type { Studio } from './studio.ts'

const mostPictures = 200

export function snapshotOf(studio: Studio): StudioSnapshot {
  const at = studio.events.position()
  const unread: UnreadPart[] = []
  // The keeper has heard of the damage from the catalog itself.
  function readable<Value>(part: UnreadPart, read: () => Value, otherwise: () => Value): Value {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'catalog/damaged') throw error
      unread.push(part)
      return otherwise()
    }
  }
  const list = <Item>(part: UnreadPart, read: () => Item[]): Item[] => readable(part, read, () => [])

  const models = studio.models.list()
  const settings = readable('settings', studio.settings.get, () => studio.settings.defaults)
  const workspace = readable(
    'workspace',
    () => studio.workspace.get(models, studio.adapters),
    () => studio.workspace.first(models),
  )
  const ids = workspace.request.stack.map(({ adapter }) => adapter)
  const kept = {
    adapters: list('adapters', () => studio.adapters.lookup({ ids, names: [] }).adapters),
    stacks: list('stacks', studio.stacks.list),
    jobs: list('jobs', studio.jobs.open),
    pictures: list('pictures', () => studio.pictures.list(null, mostPictures)),
    trial: readable('trial', studio.trials.head, () => null),
  }
  return {
    at,
    version: studio.version,
    settings,
    workspace,
    models,
    ...kept,
    trainings: studio.training.summaries(),
    damagedTrainings: studio.training.damaged(),
    drafts: studio.drafts.list(),
    engine: studio.engineState(),
    devices: studio.devices.known(),
    scan: studio.library.progress(),
    hashing: studio.hashing.progress(),
    comparing: studio.effects.progress(),
    idle: studio.idlePreviews.progress(),
    transfers: studio.transfers.list(),
    muting: studio.mutings.head(),
    downloads: studio.downloads.list().filter(({ state }) => state !== 'done'),
    rewritings: studio.rewritings.list(),
    storage: studio.storage.problem(),
    unread,
    catalog: studio.keeper.told(),
  }
}
