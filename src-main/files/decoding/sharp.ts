// Where sharp comes in, and which formats it decodes: pictures only, as others are programs or name other files.
import sharp from 'sharp'

// Whatever a file's name says: what is inside decides which of libvips' loaders is asked.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map((format) => `VipsForeignLoad${format}`),
})

export { sharp }
export type { Metadata, Sharp } from 'sharp'
