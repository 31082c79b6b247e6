// The one tolerance table: how close is close enough, by purpose. A test never invents its own.

/** A value passes when its error is at most `abs + rel · |expected|`. */
export type Tolerance = { rel: number; abs: number }

export const tolerances = {
  /** A number that float64 finds in a few operations. */
  float64: { rel: 1e-12, abs: 1e-12 },
  /** A sum or a length that float32 finds. */
  float32: { rel: 1e-6, abs: 0 },
  /** A colour in OKLab against published values of six digits; white misses (1, 0, 0) by as much as its matrices are rounded. */
  oklab: { rel: 0, abs: 1e-5 },
  /** Noise against PyTorch's vectorised logarithm and sine. */
  noise: { rel: 0, abs: 2e-6 },
  /** Sums over thousands of such values. */
  noiseSum: { rel: 1e-6, abs: 5e-4 },
  /** Increments summed over the nodes of a Brownian tree. */
  brownianNoise: { rel: 0, abs: 1e-5 },
  /** ᾱ, sigmas, timesteps and schedules against float32 references printed with eight digits. */
  schedule: { rel: 1e-6, abs: 1e-9 },
  /** A fractional timestep: float32 differences of logarithms lose digits near timestep 0. */
  timestep: { rel: 1e-4, abs: 0 },
  /** Levels stretched to zero terminal signal: float32 roots that nearly cancel. */
  terminalSchedule: { rel: 1e-4, abs: 0 },
  /** The latent at the end of a sampler run. */
  samplerTrajectory: { rel: 1e-5, abs: 1e-5 },
  /** What a sampler leaves of the noise when the network knows the clean latent. */
  perfectDenoiser: { rel: 0, abs: 1e-4 },
  /** One op through onnxruntime against the float64 reference interpreter; see `expectCloseInScale`. */
  opF32: { rel: 1e-5, abs: 1e-6 },
  /** The same with parameters stored as f16 or bf16: the reference computes with the rounded numbers. */
  opNarrowParameter: { rel: 1e-5, abs: 1e-6 },
  /** One op of which operands and result are rounded to f16, through onnxruntime on the CPU, against float64. */
  opHalf: { rel: 5e-3, abs: 5e-3 },
  /** One op on WebGPU over a software GPU. */
  opWebGpu: { rel: 1e-5, abs: 1e-6 },
  /** The same for sine and cosine, which shading languages promise little about. */
  opWebGpuWave: { rel: 1e-4, abs: 1e-5 },
  /** A gradient along a random direction against a centred difference, both in float64. */
  gradientRule: { rel: 1e-6, abs: 1e-7 },
  /** A factor's gradient through the whole network against a recording, in units of the recording's root mean square. */
  goldenGradient: { rel: 0, abs: 5e-4 },
  /** A text encoder's float32 gradient along a random direction against a centred difference in float64. */
  textGradient: { rel: 1e-5, abs: 1e-6 },
  /** A gradient block by block against the same in one program, in float32 both, in units of its root mean square. */
  blockGradient: { rel: 1e-4, abs: 1e-6 },
  /** A factor after five optimizer steps against a recording; `fiveStepsShare` of them must be this close. */
  fiveSteps: { rel: 0, abs: 1e-3 },
  /** One optimizer step through float32 graphs against the published algorithm in float64, in units of the learning rate. */
  optimizerStep: { rel: 0, abs: 2e-4 },
  /** A loss against a recording. */
  loss: { rel: 1e-5, abs: 0 },
  /** A pass that folds constants rounds them to f32 once more. */
  pass: { rel: 1e-6, abs: 1e-7 },
  /** A network's output or block against a recording, both in units of the recording's root mean square. */
  wholeModule: { rel: 0, abs: 1e-4 },
  /** A merged weight, in units of its root mean square: seven recorded digits, float32 factors and a float32 runtime. */
  mergedWeight: { rel: 1e-5, abs: 0 },
  /** A rotation in float64: how far RᵀR is from I, and R·(I − Q) from I + Q. */
  rotation: { rel: 0, abs: 1e-10 },
  /** A rotation whose limit adds LyCORIS's 1e-8 to the length. */
  limitedRotation: { rel: 0, abs: 1e-8 },
  /** ‖ΔW‖² from Gram matrices in float32 pieces against plain sums in float64. */
  energy: { rel: 1e-4, abs: 1e-6 },
  /** The cosine of a direction with itself once its thousand numbers are kept in 16 bits. */
  halfDirection: { rel: 0, abs: 1e-3 },
  /** A factorization in float64: how far its product is from the matrix, in units of the largest singular value. */
  factorization: { rel: 0, abs: 1e-12 },
  /** A change written anew in float32, in units of the largest element of the change. */
  rewrittenDelta: { rel: 0, abs: 2e-6 },
  /** A pixel of 8 bits: the weights are the same, what a rounding of them moves is at most one level. */
  bakedPixel: { rel: 0, abs: 1 },
  /** The energy that a cut of float32 factors takes away, against the singular values that were cut. */
  cutEnergy: { rel: 1e-5, abs: 0 },
  /** The weights that a fit finds again from latents and colours that follow them, in float32. */
  fittedPreview: { rel: 0, abs: 1e-3 },
  /** The variance of twenty thousand uniform numbers: three of its standard errors. */
  drawnVariance: { rel: 0.02, abs: 0 },
  /** The time of a file that is put back, in milliseconds: set in seconds, with what digits are left for their parts. */
  fileTime: { rel: 0, abs: 0.5 },
  /** The same after singular values that float32 products found. */
  extractedDelta: { rel: 0, abs: 2e-5 },
} as const satisfies Record<string, Tolerance>

/** The least cosine between a network's output and its recording. */
export const wholeModuleCosine = 0.99999

/** The share of factors that must be as close as `fiveSteps` says: Adam magnifies gradients that are nearly zero. */
export const fiveStepsShare = 0.999

/** A network in half precision against f32, from the same weights: the rms of the difference over that of the output. */
export const halfNetwork = 1e-3

/** The same for a denoiser, whose blocks add up more roundings: SD 1's tiny one is 1.01e-3 off, the others 0.6 to 0.7e-3. */
export const halfDenoiser = 1.1e-3
