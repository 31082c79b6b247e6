// Writes the layer table of one side as the Markdown table that docs/architecture.md shows.
import { layers } from './layer-table.ts'

export function describeLayers(side: 'src-main' | 'src-renderer'): string {
  const rows = layers
    .filter(({ folder }) => folder === side || folder.startsWith(`${side}/`))
    .map(({ folder, holds, mayImport, packages, node }) => {
      const name = folder === side ? `${side}/` : `${folder.slice(side.length + 1)}/`
      const cells = [`\`${name}\``, holds, mayImport.join(' ') || '–', packages.join(' ') || '–']
      return `| ${[...cells, node ? 'yes' : 'no'].join(' | ')} |`
    })
  return [
    '| folder | what lives there | may import | packages | `node:` |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}
