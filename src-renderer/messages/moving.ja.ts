// Japanese: files of the library that get new names and places, and the trash.
import type { MovingWords } from './moving.en.ts'

const files = (n: number): string => `${new Intl.NumberFormat('ja').format(n)} 件のファイル`

export const movingJa: MovingWords = {
  open: '名前の変更・移動…',
  title: (n) => `${files(n)}の名前の変更・移動`,
  hint: '実行する前にすべて表示し、まとめて元に戻せます。',
  template: 'テンプレート',
  into: '起点',
  places: {
    'own-folder': '今のフォルダー',
    'model-folder': 'モデルフォルダー',
  },
  words: '使える語',
  word: {
    name: 'ファイル名',
    title: 'タイトル',
    version: '名前の中のバージョン',
    base: 'アーキテクチャ',
    line: '対応する系統',
    kind: '種類',
    rank: 'ランク',
    tag: '最初のタグ',
    collection: '最初のコレクション',
    rating: '評価',
    date: '見つけた日',
    hash: 'ハッシュ（AutoV2）',
  },
  table: '新しい名前',
  now: '今',
  then: '変更後',
  along: (names) => `${names} も一緒に`,
  same: 'そのまま',
  summary: ({ going, staying, conflicts }) =>
    [
      `${files(going)}の名前を変更`,
      ...(staying > 0 ? [`${files(staying)}はすでにその名前`] : []),
      ...(conflicts > 0 ? [`${files(conflicts)}に問題あり`] : []),
    ].join('、'),
  left: (folders, more) =>
    `空になって一緒になくなるフォルダー: ${folders}${more === 0 ? '' : `、ほか ${new Intl.NumberFormat('ja').format(more)} 件`}`,
  solve: '先に問題を解決してください。一部だけを実行することはありません。',
  more: (n) => `さらに ${files(n)}を表示`,
  run: (n) => `${files(n)}の名前を変更`,
  lies: (n, size, since) => `${files(n)}、${size}、${since} から`,
  volume: 'このディスクのゴミ箱の中身',
  handOver: 'システムのゴミ箱へ移動',
  givenBackThere: 'システムのゴミ箱から、元の場所へ戻せます',
  discard: '完全に削除…',
  noSystemTrash: 'このディスクには、システムのゴミ箱がありません。',
  handedOver: (n) => `${files(n)}をシステムのゴミ箱へ移動しました。`,
  discarded: (n) => `${files(n)}を完全に削除しました。`,
  discardTitle: (n) => `${files(n)}を完全に削除しますか？`,
  discardText: 'ディスクから消え、元に戻せません。書き込んだメモなどは残ります。',
  discardYes: '完全に削除',
  renamed: (n) => `${files(n)}の名前を変更しました。`,
}
