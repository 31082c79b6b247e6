// How much noise each step of a network's training added, as a diffusers scheduler says it;
// Stable Diffusion's own where it is not said.
import { settingsOf, schedulerFile, type Settings } from '../../recognising/folder-settings.ts'
import type { TensorTable } from '../../recognising/tensor-table.ts'

const count = 1000
/** Stable Diffusion's: β rises linearly in its square root. */
const usual = { schedule: 'scaled_linear', first: 0.00085, last: 0.012 } as const
/** Beyond this diffusers cuts a β of the cosine. */
const largestCosineBeta = 0.999

const shapes: Readonly<Record<string, (first: number, last: number) => number[]>> = {
  linear: (first, last) => evenly(first, last),
  scaled_linear: (first, last) => evenly(Math.sqrt(first), Math.sqrt(last)).map((root) => root * root),
  // Nichol and Dhariwal 2021, eq. 17.
  squaredcos_cap_v2: () => {
    const share = (at: number): number => Math.cos((((at / count + 0.008) / 1.008) * Math.PI) / 2) ** 2
    return Array.from({ length: count }, (_, at) =>
      Math.min(1 - share(at + 1) / share(at), largestCosineBeta),
    )
  },
}

/** Undefined for Stable Diffusion's own. */
export function betasOf(table: Pick<TensorTable, 'metadata'>): readonly number[] | undefined {
  const settings = settingsOf(table, schedulerFile)
  const { schedule, first, last } = usual
  const isUsual =
    !Array.isArray(settings['trained_betas']) &&
    (settings['beta_schedule'] ?? schedule) === schedule &&
    (settings['beta_start'] ?? first) === first &&
    (settings['beta_end'] ?? last) === last
  return isUsual ? undefined : (readBetas(settings) ?? undefined)
}

/** One β per timestep; null for settings that give none. */
export function readBetas(settings: Settings): readonly number[] | null {
  const { trained_betas: trained, beta_schedule: schedule = usual.schedule } = settings
  const { beta_start: first = usual.first, beta_end: last = usual.last } = settings
  if (Array.isArray(trained)) return trained.length === count && trained.every(isBeta) ? trained : null
  if (typeof schedule !== 'string' || !Object.hasOwn(shapes, schedule)) return null
  return isBeta(first) && isBeta(last) ? (shapes[schedule]?.(first, last) ?? null) : null
}

function isBeta(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < 1
}

function evenly(first: number, last: number): number[] {
  return Array.from({ length: count }, (_, at) => first + ((last - first) * at) / (count - 1))
}
