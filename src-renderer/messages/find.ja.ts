// Japanese: searching a place, and picking in its grid.
import type { FindWords } from './find.en.ts'

const number = (n: number): string => new Intl.NumberFormat('ja').format(n)

export const findJa: FindWords = {
  search: '検索',
  clear: '検索を消去',
  filters: 'フィルター',
  removeFilter: (filter) => `フィルター「${filter}」を外す`,
  completions: 'フィルターと値',
  help: '検索のしかた',
  helpHint: '例をクリックすると、それで検索します。',
  helpForms: '言葉と演算子',
  sort: '並び順',
  shown: (shown, of) => `${number(of)} 件中 ${number(shown)} 件`,
  nothing: '一致するものがありません。',
  clearAll: '言葉とフィルターをすべて外す',
  gridKeys:
    '矢印キーで移動、Shift で範囲選択、スペースで追加選択、Ctrl+A ですべて、Escape で解除。Enter で開く、または追加。',
  picked: (n) => `${number(n)} 件を選択中`,
}
