// The frames of a strip side by side in one picture, their weights written under them.

export type GridFrame = { url: string; label: string }

const labelHeight = 28
const gap = 4

/** Draws and downloads; frames that cannot be loaded stay empty. */
export async function saveGrid(
  frames: readonly GridFrame[],
  size: { width: number; height: number },
  fileName: string,
): Promise<void> {
  const canvas = document.createElement('canvas')
  canvas.width = frames.length * (size.width + gap) - gap
  canvas.height = size.height + labelHeight
  const pen = canvas.getContext('2d')
  if (pen === null) return
  pen.fillStyle = '#131315'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.fillStyle = '#ececee'
  pen.font = '14px Inter, system-ui, sans-serif'
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  for (const [index, { url, label }] of frames.entries()) {
    const left = index * (size.width + gap)
    const image = new Image()
    image.src = url
    try {
      await image.decode()
      pen.drawImage(image, left, 0, size.width, size.height)
    } catch {
      // A draft that is already gone leaves its place empty; its weight is still written.
    }
    pen.fillText(label, left + size.width / 2, size.height + labelHeight / 2, size.width)
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob === null) return
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
