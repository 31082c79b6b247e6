// The host's calls by name. The contract test compares this table with the router's own types.
import type { Stack } from '../../src-main/contract/adapter.ts'
import type { DeviceReport } from '../../src-main/contract/engine.ts'
import type { DeviceName, GenerationRequest, Profile } from '../../src-main/contract/generation.ts'
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
  ModelSummary,
  PictureSummary,
  Settings,
  StudioSnapshot,
  Workspace,
} from '../../src-main/contract/studio.ts'
import type { PresetName } from '../../src-main/contract/recipe-presets.ts'
import type { Recipe } from '../../src-main/contract/recipe.ts'
import type {
  ImportedRecipe,
  LibraryAddition,
  ProjectEdit,
  ProjectPictures,
  ProjectReview,
  TrainingProject,
} from '../../src-main/contract/training-project.ts'
import type { TrainingStep } from '../../src-main/contract/training.ts'
import type { TagCall, Tagger } from './training-backend.ts'
import type { PromptCount } from './backend.ts'

type Project = { id: string }
type Captions = Record<string, string | null>

export type Queries = {
  'studio.snapshot': { input: undefined; output: StudioSnapshot }
  'models.memory': { input: { id: string }; output: ModelMemory }
  'adapters.proofs': { input: { model: string }; output: AdapterProof[] }
  'training.projects': { input: undefined; output: TrainingProject[] }
  'training.pictures': { input: Project; output: ProjectPictures }
  'training.taggers': { input: undefined; output: Tagger[] }
  'training.log': { input: Project & { after: number }; output: TrainingStep[] }
  'prompt.count': { input: { text: string; profile: Profile }; output: PromptCount }
}

export type Mutations = {
  'generation.submit': { input: GenerationRequest; output: JobSummary }
  'generation.cancel': { input: { jobId: string }; output: unknown }
  'generation.stopAndKeep': { input: { jobId: string }; output: unknown }
  'generation.reorder': { input: { order: string[] }; output: unknown }
  'generation.retry': { input: { jobId: string }; output: unknown }
  'generation.dismiss': { input: { jobId: string }; output: unknown }
  'generation.steer': { input: { jobId: string; stack: Stack }; output: boolean }
  'drafts.start': { input: DraftRequest; output: DraftSummary[] }
  'drafts.cancel': { input: { lane: DraftRequest['lane'] }; output: unknown }
  'drafts.keep': { input: { id: string }; output: PictureSummary }
  'adapters.edit': { input: { id: string; edit: AdapterEdit }; output: AdapterSummary }
  'adapters.rescan': { input: undefined; output: AdapterSummary[] }
  'stacks.save': { input: { name: string; stack: Stack }; output: SavedStack }
  'stacks.remove': { input: { id: string }; output: unknown }
  'training.create': { input: { preset: PresetName | null }; output: TrainingProject }
  'training.edit': { input: Project & { edit: ProjectEdit }; output: TrainingProject }
  'training.remove': { input: Project; output: unknown }
  'training.restore': { input: Project; output: TrainingProject }
  'training.useUploads': { input: Project; output: TrainingProject }
  'training.setCaptions': { input: Project & { captions: Captions }; output: Captions }
  'training.writeCaptions': { input: Project & { paths: string[] | null }; output: { written: number } }
  'training.tag': { input: Project & TagCall; output: Captions }
  'training.review': { input: Project; output: ProjectReview }
  'training.start': { input: Project; output: TrainingProject }
  'training.pause': { input: Project; output: unknown }
  'training.resume': { input: Project; output: TrainingProject }
  'training.stopAndKeep': { input: Project; output: unknown }
  'training.editSamples': { input: Project & { samples: Recipe['samples'] }; output: TrainingProject }
  'training.addToLibrary': { input: Project & { step: number }; output: LibraryAddition }
  'training.importRecipe': { input: { fileName: string; text: string }; output: ImportedRecipe }
  'models.rescan': { input: undefined; output: ModelSummary[] }
  'pictures.trash': { input: { id: string }; output: unknown }
  'pictures.restore': { input: { id: string }; output: PictureSummary }
  'pictures.favourite': { input: { id: string; favourite: boolean }; output: PictureSummary }
  'settings.set': { input: Partial<Settings>; output: Settings }
  'workspace.save': { input: Workspace; output: unknown }
  'devices.check': { input: { name: Exclude<DeviceName, 'auto'> }; output: DeviceReport }
}
