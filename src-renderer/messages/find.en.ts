// English: searching a place, and picking in its grid.
const number = (n: number): string => new Intl.NumberFormat('en').format(n)

export const findEn = {
  search: 'Search',
  clear: 'Clear the search',
  filters: 'Filters',
  removeFilter: (filter: string) => `Remove the filter ${filter}`,
  completions: 'Filters and values',
  help: 'How to search',
  helpHint: 'Click an example to search for it.',
  helpForms: 'Words and operators',
  sort: 'Order',
  shown: (shown: number, of: number) => `${number(shown)} of ${number(of)}`,
  nothing: 'Nothing matches.',
  clearAll: 'Remove words and filters',
  gridKeys:
    'Arrow keys move, Shift picks a range, Space picks one more, Ctrl+A all, Escape none. Enter opens or adds.',
  picked: (n: number) => `${number(n)} selected`,
}
export type FindWords = typeof findEn
