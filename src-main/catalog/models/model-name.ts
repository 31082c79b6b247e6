// How a model is called when its metadata has no title: its file's name, made readable.

const acronyms = new Set(['sd', 'sdxl', 'xl', 'vae', 'ema', 'lcm', 'fp16', 'fp32', 'bf16'])

/** `emoji-diffusion-128` → `Emoji Diffusion 128`; words that have capitals or digits of their own keep them. */
export function nameFromStem(stem: string): string {
  const words = stem.split(/[\s_-]+/).filter((word) => word !== '')
  if (words.length === 0) return stem
  return words.map(readable).join(' ')
}

function readable(word: string): string {
  if (acronyms.has(word)) return word.toUpperCase()
  if (/[A-Z]/.test(word) || /^v?\d/.test(word)) return word
  return word.charAt(0).toUpperCase() + word.slice(1)
}
