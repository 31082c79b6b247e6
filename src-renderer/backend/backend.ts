// Everything the interface asks of the host. The transport is injected; a missing call is a compile error.
import type { Stack } from '../../src-main/contract/adapter.ts'
import type { DeviceReport } from '../../src-main/contract/engine.ts'
import type { DeviceName, GenerationRequest } from '../../src-main/contract/generation.ts'
import type {
  AdapterEdit,
  AdapterProof,
  AdapterSummary,
  DraftRequest,
  DraftSummary,
  SavedStack,
} from '../../src-main/contract/library.ts'
import type {
  JobSummary,
  ModelMemory,
  PictureSummary,
  Settings,
  StudioEvent,
  StudioSnapshot,
  Workspace,
} from '../../src-main/contract/studio.ts'

import type { TrainingBackend } from './training-backend.ts'

/** How many tokens a prompt has, and the character offsets where one 75-token chunk ends and the next begins. */
export type PromptCount = { tokens: number; borders: number[] }

export type ConnectionState = 'open' | 'lost'

export type EventListeners = {
  event(event: StudioEvent): void
  /** `open` again after `lost` means that events were missed. */
  connection(state: ConnectionState): void
}

export type Backend = {
  snapshot(): Promise<StudioSnapshot>
  /** Returns the function that ends the subscription. */
  subscribe(listeners: EventListeners): () => void

  submit(request: GenerationRequest): Promise<JobSummary>
  cancel(jobId: string): Promise<void>
  stopAndKeep(jobId: string): Promise<void>
  /** Ids of the queued jobs in the order in which they shall run. */
  reorder(jobIds: string[]): Promise<void>
  retry(jobId: string): Promise<void>
  dismiss(jobId: string): Promise<void>

  /** New weights for what is being made, from its next step on; false when it is over. */
  steer(jobId: string, stack: Stack): Promise<boolean>

  startDrafts(request: DraftRequest): Promise<DraftSummary[]>
  cancelDrafts(lane: DraftRequest['lane']): Promise<void>
  keepDraft(id: string): Promise<PictureSummary>

  editAdapter(id: string, edit: AdapterEdit): Promise<AdapterSummary>
  /** What every adapter would do to this model. */
  adapterProofs(modelId: string): Promise<AdapterProof[]>
  rescanAdapters(): Promise<void>
  /** Replaces a saved stack of the same name. */
  saveStack(name: string, stack: Stack): Promise<SavedStack>
  removeStack(id: string): Promise<void>

  modelMemory(modelId: string): Promise<ModelMemory>
  rescanModels(): Promise<void>

  trashPicture(id: string): Promise<void>
  restorePicture(id: string): Promise<PictureSummary>
  setFavourite(id: string, favourite: boolean): Promise<void>

  setSettings(change: Partial<Settings>): Promise<Settings>
  saveWorkspace(workspace: Workspace): Promise<void>
  /** The same when the page is going away: must not need an answer. */
  saveWorkspaceOnLeave(workspace: Workspace): void

  checkDevice(name: Exclude<DeviceName, 'auto'>): Promise<DeviceReport>
  countPrompt(text: string): Promise<PromptCount>

  training: TrainingBackend
}
