// What the two sites are called whose pages are understood.

export const siteNames = { civitai: 'Civitai', 'hugging-face': 'Hugging Face' }
export type NamedSite = keyof typeof siteNames
