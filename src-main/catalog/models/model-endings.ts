// Which names a checkpoint or VAE may have.

/** A diffusers model is a folder of any name; `.bin` beside it is an adapter or an embedding. */
export function mayBeModel(path: string): boolean {
  return !path.toLowerCase().endsWith('.bin')
}

/** The name without its ending. */
export function modelStem(fileName: string): string {
  return fileName.replace(/\.(safetensors|ckpt|pth?)$/i, '')
}
